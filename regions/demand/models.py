"""Needs and offers, what interpreters can be booked for, and who was reminded of what ends."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from regions.demand.codes import CodeListField, has_code, name_of
from regions.demand.enums import (
    OFFERS,
    BookingState,
    Direction,
    EntryState,
    Kind,
    Level,
    Mode,
    TargetGroup,
)
from regions.places.models import Region

#: Entries that end within so many days are shown as ending soon.
SOON = timedelta(days=30)


class DemandField(models.Model):
    """A field of needs and offers, e.g. "Sprache"; keepers of the directory edit the list."""

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=120, unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("field")
        verbose_name_plural = _("fields")
        ordering = ["order", "title"]

    def __str__(self) -> str:
        return self.title


def within(region: Region) -> models.Q:
    """Rows whose region is this one or lies in it: a municipality in its district, a district in its state."""
    return models.Q(region=region) | models.Q(region__parent=region) | models.Q(region__parent__parent=region)


class EntryQuerySet(models.QuerySet):
    """Entries by what the public may see."""

    def public(self, day: date | None = None) -> "EntryQuerySet":
        """What everybody reads: published, begun, and not over."""
        day = day or timezone.localdate()
        begun = models.Q(valid_from__isnull=True) | models.Q(valid_from__lte=day)
        return self.filter(begun, state=EntryState.PUBLISHED, valid_until__gte=day)

    def needs(self) -> "EntryQuerySet":
        return self.filter(kind=Kind.NEED)

    def offers(self) -> "EntryQuerySet":
        return self.filter(kind__in=OFFERS)

    def about(self, region: Region, *, only: bool = False) -> "EntryQuerySet":
        """Entries for a region and, without `only`, what lies in it; pools count wherever their interpreters come."""
        place = models.Q(region=region) if only else within(region)
        served = Entry.areas.through.objects.filter(entry=models.OuterRef("pk")).filter(place)
        return self.filter(place | models.Exists(served))

    def in_language(self, code: str) -> "EntryQuerySet":
        return self.filter(has_code("languages", code))

    def for_group(self, code: str) -> "EntryQuerySet":
        """Entries for a target group; what is for everybody is for it as well."""
        return self.filter(has_code("target_groups", code) | has_code("target_groups", TargetGroup.EVERYBODY))

    def for_display(self) -> "EntryQuerySet":
        """With what cards and pages show, in a constant number of queries."""
        return self.select_related("region__parent", "field", "met_by").prefetch_related("spoken")


class Entry(models.Model):
    """A need or an offer of a district or municipality: one table, as both are found, expire and are counted alike."""

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    region = models.ForeignKey(Region, verbose_name=_("district"), on_delete=models.PROTECT, related_name="demand")
    #: Official keys of municipalities need not be loaded; a district names them in words.
    municipality = models.CharField(_("municipality"), max_length=120, blank=True)
    field = models.ForeignKey(DemandField, verbose_name=_("field"), on_delete=models.PROTECT, related_name="entries")
    #: Key in the list it came from; importing the list again finds the entry by it.
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("description"))
    #: Values of `TargetGroup`.
    target_groups = CodeListField(_("target groups"))
    languages = CodeListField(_("languages"))
    place = models.CharField(_("place"), max_length=250, blank=True)
    times = models.CharField(_("times"), max_length=250, blank=True)
    provider = models.CharField(_("provider"), max_length=200, blank=True)
    #: People who need it, or places an offer has.
    number = models.PositiveIntegerField(_("number of people or places"), null=True, blank=True)
    contact_name = models.CharField(_("contact"), max_length=200, blank=True)
    contact_email = models.EmailField(_("e-mail address"), blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=60, blank=True)
    website = models.URLField(_("website"), blank=True)
    office = models.ForeignKey(
        "regions.Office",
        verbose_name=_("office"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="demand",
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"))
    state = models.CharField(_("state"), max_length=10, choices=EntryState.choices, default=EntryState.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closing_note = models.CharField(_("what became of it"), max_length=300, blank=True)
    met_by = models.ForeignKey(
        "self", verbose_name=_("met by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="meets"
    )
    source = models.CharField(_("source"), max_length=250, blank=True)
    internal_note = models.TextField(_("internal note"), blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    revision = models.PositiveIntegerField(default=0, editable=False)
    #: The words a search looks at, in small letters: SQLite compares only ASCII letters without case.
    search_text = models.TextField(editable=False, blank=True)

    # Of pools of interpreters:
    areas = models.ManyToManyField(Region, verbose_name=_("districts served"), blank=True, related_name="+")
    #: Values of `Mode`.
    modes = CodeListField(_("how interpreters work"))
    cost_note = models.CharField(_("costs"), max_length=250, blank=True)
    booking_email = models.EmailField(_("address for booking requests"), blank=True)
    #: Part of the links to answer requests: another address ends those sent to the one before.
    link_number = models.PositiveIntegerField(default=1, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("need or offer")
        verbose_name_plural = _("needs and offers")
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "reference"],
                condition=~models.Q(reference=""),
                name="demand_reference_once",
                violation_error_message=_("Another entry of the district has this reference. Please change it."),
            ),
            models.CheckConstraint(
                condition=models.Q(met_by__isnull=True) | models.Q(kind=Kind.NEED), name="demand_only_needs_are_met"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "valid_until"], name="demand_by_validity"),
            models.Index(fields=["state", "-published_at"], name="demand_newest"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse(f"demand:{'need' if self.is_need else 'offer'}", kwargs={"pk": self.pk})

    @property
    def is_need(self) -> bool:
        return self.kind == Kind.NEED

    @property
    def is_pool(self) -> bool:
        return self.kind == Kind.INTERPRETING

    @property
    def is_expired(self) -> bool:
        """Whether its last day has passed; a closed one does not expire."""
        return self.state == EntryState.PUBLISHED and self.valid_until < timezone.localdate()

    @property
    def is_public(self) -> bool:
        """Whether everybody reads it today; the same as `EntryQuerySet.public` says."""
        day = timezone.localdate()
        begun = self.valid_from is None or self.valid_from <= day
        return self.state == EntryState.PUBLISHED and begun and self.valid_until >= day

    @property
    def ends_soon(self) -> bool:
        day = timezone.localdate()
        return self.state == EntryState.PUBLISHED and day <= self.valid_until <= day + SOON

    @property
    def can_be_booked(self) -> bool:
        return self.is_pool and bool(self.booking_email)

    @property
    def where(self) -> str:
        """The municipality with its district, or the district."""
        return f"{self.municipality} ({self.region})" if self.municipality else str(self.region)

    @property
    def language_names(self) -> list[str]:
        return sorted((name_of(code) for code in self.languages), key=str.casefold)

    @property
    def target_group_names(self) -> list[str]:
        return [str(TargetGroup(code).label) for code in self.target_groups if code in TargetGroup.values]

    @property
    def mode_names(self) -> list[str]:
        return [str(Mode(code).label) for code in self.modes if code in Mode.values]

    def fill_search_text(self) -> None:
        """Bring the words a search looks at up to date; needs the region."""
        parts = [self.title, self.text, self.provider, self.place, self.municipality, self.region.name]
        self.search_text = "\n".join(part for part in parts if part).casefold()


class SpokenLanguage(models.Model):
    """A language of an interpreters' pool."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="spoken")
    language = models.CharField(_("language"), max_length=8)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices, default=Level.EVERYDAY)
    direction = models.CharField(_("direction"), max_length=12, choices=Direction.choices, default=Direction.BOTH)

    class Meta:
        verbose_name = _("language of a pool")
        verbose_name_plural = _("languages of a pool")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "language", "level", "direction"], name="demand_language_once")
        ]

    def __str__(self) -> str:
        return f"{self.language}, {self.level}"

    @property
    def name(self) -> str:
        return name_of(self.language)


class BookingQuerySet(models.QuerySet):
    """Booking requests by what is still to do."""

    def waiting(self) -> "BookingQuerySet":
        return self.filter(state=BookingState.NEW)


class BookingRequest(models.Model):
    """Somebody asks a pool for an interpreter. Nothing about the people who are interpreted for belongs here."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="bookings")
    name = models.CharField(_("your name"), max_length=120)
    organisation = models.CharField(_("organisation or authority"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"))
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=8)
    date = models.DateField(_("day"))
    time = models.TimeField(_("time"))
    minutes = models.PositiveSmallIntegerField(_("duration in minutes"), default=60)
    mode = models.CharField(_("how"), max_length=8, choices=Mode.choices)
    place = models.CharField(_("place"), max_length=250, blank=True)
    subject = models.CharField(_("subject of the talk"), max_length=500)
    state = models.CharField(
        _("state"), max_length=12, choices=BookingState.choices, default=BookingState.UNCONFIRMED, editable=False
    )
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking request")
        verbose_name_plural = _("booking requests")
        ordering = ["date", "time", "pk"]
        indexes = [
            models.Index(fields=["email", "created_at"], name="demand_booking_flood"),
            models.Index(fields=["date"], name="demand_booking_day"),
        ]

    def __str__(self) -> str:
        return f"Booking request {self.pk}"

    @property
    def language_name(self) -> str:
        return name_of(self.language)


class ExpiryNotice(models.Model):
    """That somebody was told of the end of an entry: once for each last day and distance."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="notices")
    valid_until = models.DateField()
    #: 14 and 1 before, -1 when it is over.
    days_before = models.SmallIntegerField()

    class Meta:
        verbose_name = _("reminder of an end")
        verbose_name_plural = _("reminders of ends")
        constraints = [models.UniqueConstraint(fields=["entry", "valid_until", "days_before"], name="demand_told_once")]

    def __str__(self) -> str:
        return f"{self.entry_id}, {self.valid_until}, {self.days_before}"
