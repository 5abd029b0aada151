"""Offices of commissioners and coordinators."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from regions.places.models import Region


class Employment(models.TextChoices):
    """How the person in the office is employed."""

    FULL_TIME = "full_time", _("full-time")
    PART_TIME = "part_time", _("part-time")
    HOURLY = "hourly", _("by the hour")
    HONORARY = "honorary", _("honorary")


class DoubleFunction(models.TextChoices):
    """What the same person is responsible for as well."""

    EQUALITY = "equality", _("Equal opportunities officer")
    DISABILITY = "disability", _("Commissioner for people with disabilities")
    SENIORS = "seniors", _("Commissioner for senior citizens")


class OfficeKind(models.TextChoices):
    """What an office is."""

    COMMISSIONER = "commissioner", _("Commissioner")
    COORDINATION = "coordination", _("Coordination office")


class OfficeQuerySet(models.QuerySet):
    """Offices by who may see them."""

    def public(self) -> "OfficeQuerySet":
        """What the directory shows: confirmed by staff and not given up."""
        return self.filter(is_confirmed=True, ended_on__isnull=True)


class Office(models.Model):
    """A municipal commissioner's or coordinator's office: the office and not the person who holds it."""

    region = models.ForeignKey(Region, verbose_name=_("district"), on_delete=models.PROTECT, related_name="offices")
    #: Key in the list it came from; importing the list again finds the office by it.
    reference = models.CharField(_("reference"), max_length=60, blank=True, db_index=True)
    kind = models.CharField(_("kind"), max_length=14, choices=OfficeKind.choices, default=OfficeKind.COMMISSIONER)
    title = models.CharField(_("title as used there"), max_length=200)
    unit = models.CharField(_("unit it belongs to"), max_length=200, blank=True)
    #: Where it is responsible for a part of the district only.
    area = models.CharField(_("area"), max_length=200, blank=True)
    employment = models.CharField(_("employment"), max_length=10, choices=Employment.choices, blank=True)
    #: Values of `DoubleFunction`.
    double_functions = models.JSONField(_("double functions"), default=list, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    website = models.URLField(_("website"), blank=True)
    postal_address = models.TextField(_("address"), blank=True)
    tasks = models.TextField(_("tasks"), blank=True)
    note = models.TextField(_("note"), blank=True)
    source = models.CharField(_("source"), max_length=250, blank=True)
    #: Whether it comes from a public source; other values of the demonstration are invented.
    is_fact = models.BooleanField(_("from a public source"), default=True)
    is_confirmed = models.BooleanField(_("confirmed by staff"), default=True)
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
