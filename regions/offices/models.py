"""Offices of commissioners and coordinators, their sites and history, and what people ask staff to change."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from regions.offices.enums import DoubleFunction, Employment, OfficeKind, RequestState
from regions.offices.partial_dates import range_of, shown_partial, validate_partial
from regions.places.models import Region, RegionLevel

__all__ = [
    "DoubleFunction",
    "Employment",
    "Office",
    "OfficeChange",
    "OfficeClaim",
    "OfficeKind",
    "OfficeSite",
    "OfficeVersion",
]


class PartialDateField(models.CharField):
    """A year, a month or a day as text ("2011", "2012-04", "2017-02-01"), which sorts as dates do."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **{"max_length": 10, "blank": True, "validators": [validate_partial], **kwargs})


class DescribedOffice(models.Model):
    """What an office is called and how it is set up: the part of it whose history is kept."""

    title = models.CharField(_("title as used there"), max_length=200)
    unit = models.CharField(_("unit it belongs to"), max_length=200, blank=True)
    employment = models.CharField(_("employment"), max_length=10, choices=Employment.choices, blank=True)
    #: Values of `DoubleFunction`.
    double_functions = models.JSONField(_("double functions"), default=list, blank=True)
    source = models.CharField(_("source"), max_length=250, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        abstract = True

    @property
    def double_function_labels(self) -> list[str]:
        """The double functions in words."""
        labels = dict(DoubleFunction.choices)
        return [str(labels[value]) for value in self.double_functions if value in labels]


#: The fields of `DescribedOffice` that describe the office; changing one of them makes a row of its history.
DESCRIBING = ("title", "unit", "employment", "double_functions")


class OfficeQuerySet(models.QuerySet):
    """Offices by who may see them."""

    def public(self) -> "OfficeQuerySet":
        """What the directory shows: confirmed by staff and not given up."""
        return self.filter(is_confirmed=True, ended_on__isnull=True)


class Office(DescribedOffice):
    """A municipal commissioner's or coordinator's office: the office and not the person who holds it."""

    region = models.ForeignKey(Region, verbose_name=_("district"), on_delete=models.PROTECT, related_name="offices")
    #: Key in the list it came from; importing the list again finds the office by it.
    reference = models.CharField(_("reference"), max_length=60, blank=True, db_index=True)
    kind = models.CharField(_("kind"), max_length=14, choices=OfficeKind.choices, default=OfficeKind.COMMISSIONER)
    #: Where it is responsible for a part of the district only.
    area = models.CharField(_("area"), max_length=200, blank=True)
    started = PartialDateField(_("exists since"))
    #: Only what the office itself wants to be public.
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    website = models.URLField(_("website"), blank=True)
    postal_address = models.TextField(_("address"), blank=True)
    tasks = models.TextField(_("tasks"), blank=True)
    steered_by = models.CharField(_("steered by"), max_length=200, blank=True)
    planned_positions = models.DecimalField(
        _("positions planned"), max_digits=5, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    filled_positions = models.DecimalField(
        _("positions filled"), max_digits=5, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    funding = models.CharField(_("funding"), max_length=250, blank=True)
    related_services = models.TextField(_("related services"), blank=True)
    #: Whether it comes from a public source; other values of the demonstration are invented.
    is_fact = models.BooleanField(_("from a public source"), default=True)
    is_confirmed = models.BooleanField(_("confirmed by staff"), default=True)
    #: When staff or the office last said that this is how it is.
    checked_on = models.DateField(_("last confirmed on"), null=True, blank=True)
    ended_on = models.DateField(_("given up on"), null=True, blank=True)
    #: Whose account keeps the entry up to date.
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="offices"
    )
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["region__ags", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["reference"], condition=~models.Q(reference=""), name="office_reference_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.region}"

    def get_absolute_url(self) -> str:
        return f"{reverse('offices:region', args=[self.region.ags])}#stelle-{self.pk}"

    @property
    def is_public(self) -> bool:
        return self.is_confirmed and self.ended_on is None

    @property
    def facts_in_short(self) -> list[str]:
        """Unit, employment and double functions for lists, and whether it is made up for the demonstration."""
        also = ", ".join(self.double_function_labels)
        also = _("also: %(functions)s") % {"functions": also} if also else ""
        made_up = "" if self.is_fact else _("Demonstration value")
        return [str(part) for part in (self.unit, self.get_employment_display(), also, made_up) if part]

    @property
    def phone_link(self) -> str:
        """The number as programs dial it."""
        plus = "+" if self.phone.strip().startswith("+") else ""
        # Whoever dials from abroad leaves out the zero in brackets.
        number = self.phone.replace("(0)", "") if plus else self.phone
        return plus + "".join(character for character in number if character in "0123456789")

    @property
    def positions_text(self) -> str:
        """How many positions are planned and filled, in words."""
        planned, filled = (
            None if value is None else number_format(value.normalize())
            for value in (self.planned_positions, self.filled_positions)
        )
        if planned is None:
            return _("%(filled)s filled") % {"filled": filled} if filled is not None else ""
        if filled is None:
            return _("%(planned)s planned") % {"planned": planned}
        return _("%(planned)s planned, %(filled)s filled") % {"planned": planned, "filled": filled}

    @property
    def started_text(self) -> str:
        """Since when it exists, in words."""
        return shown_partial(self.started)


class OfficeSite(models.Model):
    """A place where an office can be found, and whom it serves from there."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="sites")
    order = models.PositiveSmallIntegerField(default=0)
    town = models.CharField(_("town"), max_length=120)
    address = models.CharField(_("address"), max_length=250, blank=True)
    hours = models.CharField(_("office hours"), max_length=250, blank=True)
    serves = models.CharField(_("responsible for"), max_length=250, blank=True)
    municipalities = models.ManyToManyField(
        Region,
        verbose_name=_("municipalities served"),
        blank=True,
        related_name="served_by",
        limit_choices_to={"level": RegionLevel.MUNICIPALITY},
    )

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.town


class OfficeVersion(DescribedOffice):
    """How an office was described until some day: a change that was confirmed, or what staff know of the past."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="versions")
    valid_from = PartialDateField(_("from"))
    valid_until = PartialDateField(_("until"), blank=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("earlier state of an office")
        verbose_name_plural = _("earlier states of offices")
        ordering = ["-valid_until", "-valid_from", "-pk"]

    def __str__(self) -> str:
        return f"{self.title}, {self.valid_until}"

    @property
    def period(self) -> str:
        """From when to when, in words."""
        return range_of(self.valid_from, self.valid_until)


class RequestQuerySet(models.QuerySet):
    """What people ask staff for."""

    def waiting(self) -> "RequestQuerySet":
        return self.filter(state=RequestState.WAITING)


class OfficeRequest(models.Model):
    """Something a person asks staff for about an office, and what became of it."""

    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.WAITING)
    message = models.TextField(_("message"), blank=True)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(_("reason"), blank=True)

    objects = RequestQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_waiting(self) -> bool:
        return self.state == RequestState.WAITING


class OfficeChange(OfficeRequest):
    """What the holder of an entry proposes to change; staff accept all of it, some fields, or refuse."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="changes")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="office_changes"
    )
    #: Name of the field → value as `offices.entries` writes it; only what differs from the entry.
    fields = models.JSONField(default=dict)
    #: The values that were there before, for reading the decision later.
    before = models.JSONField(default=dict)
    accepted_fields = models.JSONField(default=list)
    #: Grows when the holder sends another version of it, so that nobody decides on what they did not see.
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("change of an office")
        verbose_name_plural = _("changes of offices")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["office"], condition=Q(state="waiting"), name="office_change_waits_once")
        ]

    def __str__(self) -> str:
        return f"Change {self.pk}"


class OfficeClaim(OfficeRequest):
    """That a person asks to keep the entry of an office up to date: "Ich bin diese Stelle"."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="claims")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="office_claims")

    class Meta:
        verbose_name = _("request to keep an entry")
        verbose_name_plural = _("requests to keep entries")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["office", "user"], condition=Q(state="waiting"), name="office_claim_waits_once"
            )
        ]

    def __str__(self) -> str:
        return f"Claim {self.pk}"
