"""Forgetting: needs some days after a conference, the registrations themselves some months later. Numbers stay."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from audit.services import record
from consultations.conferences.models import Attendance, Conference
from consultations.conferences.registration import seats
from consultations.conferences.registration.models import (
    ConferenceInvitation,
    Needs,
    Registration,
    RegistrationCount,
    RegistrationState,
)
from consultations.process.dates import today

#: What was never confirmed is kept so long after it lapsed, so that the link can say so.
_UNCONFIRMED_KEPT = timedelta(days=7)


def _old(days: int) -> QuerySet[Conference]:
    return Conference.objects.filter(date__lt=today() - timedelta(days=days))


def old_needs() -> QuerySet[Needs]:
    """What people needed at conferences that are over."""
    return Needs.objects.filter(registration__conference__in=_old(settings.CONFERENCE_NEEDS_KEEP_DAYS))


def forget_needs() -> int:
    deleted, _details = old_needs().delete()
    return deleted


def old_registrations() -> QuerySet[Registration]:
    """Registrations for conferences that are long over."""
    return Registration.objects.filter(conference__in=_old(settings.CONFERENCE_REGISTRATIONS_KEEP_DAYS))


def old_invitations() -> QuerySet[ConferenceInvitation]:
    return ConferenceInvitation.objects.filter(conference__in=_old(settings.CONFERENCE_REGISTRATIONS_KEEP_DAYS))


def lapsed_registrations() -> QuerySet[Registration]:
    """What lapsed some days ago: the person got no seat, and nothing is to be done with it."""
    return Registration.objects.answering().filter(
        state=RegistrationState.LAPSED, cancelled_at__lt=timezone.now() - _UNCONFIRMED_KEPT
    )


def forget_lapsed() -> int:
    rows = lapsed_registrations()
    number = rows.count()
    rows.delete()
    return number


def forget_registrations() -> int:
    """Delete them conference by conference, after counting; returns how many people that were."""
    keys = set(old_registrations().values_list("conference_id", flat=True))
    keys |= set(old_invitations().values_list("conference_id", flat=True))
    return sum(_forget(key) for key in sorted(keys))


@transaction.atomic
def _forget(conference_pk: int) -> int:
    conference = seats.locked(conference_pk)
    rows = conference.registrations.all()
    number = rows.count()
    keep_numbers(conference)
    conference.invitations.all().delete()
    rows.delete()
    record(None, "registration.forget", conference, scope=conference.process.slug, number=number)
    return number


def keep_numbers(conference: Conference) -> None:
    """Count categories and districts of who had a seat and who came; called under the lock."""
    rows = conference.registrations.expected().order_by().values("category", "region")
    found = rows.annotate(
        number=Count("pk", filter=Q(is_walk_in=False)), came=Count("pk", filter=Q(arrived_at__isnull=False))
    )
    conference.registration_counts.all().delete()
    RegistrationCount.objects.bulk_create(
        RegistrationCount(
            conference=conference,
            category_id=row["category"],
            region_id=row["region"],
            registered=row["number"],
            arrived=row["came"],
        )
        for row in found
    )
    came = conference.registrations.filter(arrived_at__isnull=False)
    if conference.attended is None and came.exists():
        Conference.objects.filter(pk=conference.pk).update(attended=came.count())
    # What somebody counted at the door, or typed in, goes before.
    if not conference.attendance.exists():
        by_category = came.exclude(category=None).order_by().values("category").annotate(number=Count("pk"))
        Attendance.objects.bulk_create(
            Attendance(conference=conference, category_id=row["category"], count=row["number"]) for row in by_category
        )
