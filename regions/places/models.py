"""Regions of Germany by their official key (Amtlicher Gemeindeschlüssel)."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class RegionLevel(models.TextChoices):
    """The level of a region; it decides the length of the key: 2, 5 or 8 digits."""

    STATE = "state", _("federal state")
    DISTRICT = "district", _("district")
    MUNICIPALITY = "municipality", _("municipality")


class RegionQuerySet(models.QuerySet):
    """Regions by level."""

    def states(self) -> "RegionQuerySet":
        return self.filter(level=RegionLevel.STATE)

    def districts(self) -> "RegionQuerySet":
        return self.filter(level=RegionLevel.DISTRICT)


class Region(models.Model):
    """A state, district or municipality."""

    level = models.CharField(_("level"), max_length=12, choices=RegionLevel.choices)
    ags = models.CharField(
        _("official key"), max_length=8, unique=True, validators=[RegexValidator(r"^(\d{2}|\d{5}|\d{8})$")]
    )
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=60, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("belongs to"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    seat = models.CharField(_("seat of administration"), max_length=120, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    nuts = models.CharField(_("NUTS code"), max_length=8, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["ags"]

    def __str__(self) -> str:
        return self.name
