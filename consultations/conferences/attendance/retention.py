"""Deleting what was noted at the doors, some time after the day. That somebody came stays with the registration."""

from datetime import timedelta

from django.conf import settings

from consultations.conferences.attendance.models import DoorEvent
from consultations.process.dates import today


def forget_events(*, dry_run: bool) -> int:
    """Delete the events of conferences that are over for long enough; returns how many that is, or would be."""
    last_day = today() - timedelta(days=settings.DOOR_EVENTS_KEEP_DAYS)
    rows = DoorEvent.objects.filter(registration__conference__date__lt=last_day).order_by()
    return rows.count() if dry_run else rows.delete()[0]
