"""Links for the people at the door, and what they noted there."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.conferences.models import Conference
from consultations.conferences.registration.models import Registration


class DoorAccess(models.Model):
    """A link by which helpers without an account check people in.

    The link is signed (key and `link_number`) and not stored; another number ends it.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="door_accesses")
    label = models.CharField(_("for whom"), max_length=80)
    link_number = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("link for check-in")
        verbose_name_plural = _("links for check-in")
        ordering = ["conference", "pk"]

    def __str__(self) -> str:
        return f"{_('Check-in')} {self.pk}"


class EventKind(models.TextChoices):
    """What happened at the door."""

    ARRIVED = "arrived", _("arrived")
    UNDONE = "undone", _("taken back")


class DoorEvent(models.Model):
    """One thing somebody noted at the door. From all of a registration follows whether and since when it is there.

    `key` is made by the device, so an event that is sent twice is stored once.
    """

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="door_events")
    kind = models.CharField(_("kind"), max_length=8, choices=EventKind.choices)
    #: When it happened; a device without a network tells later.
    at = models.DateTimeField(_("when"))
    received_at = models.DateTimeField(default=timezone.now)
    #: Empty: noted by staff.
    access = models.ForeignKey(DoorAccess, null=True, blank=True, on_delete=models.SET_NULL, related_name="events")
    #: A random value of the browser, to tell two phones with one link apart.
    device = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("event at the door")
        verbose_name_plural = _("events at the door")
        ordering = ["registration", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.key}"
