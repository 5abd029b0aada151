"""Deputies: a role taken over for some days, for a colleague on leave or ill."""

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audit.services import record
from consultations.process.dates import today
from consultations.process.enums import Action
from consultations.process.models import Process, TeamMember
from consultations.process.rules import MATRIX
from consultations.process.services import align_groups

#: Whoever is away for longer gets a successor, not a deputy.
LONGEST_DAYS = 366


@transaction.atomic
def appoint_deputy(member: TeamMember, user, *, starts_on: date, ends_on: date, actor, office: str = "") -> TeamMember:
    """Let a person take over a colleague's role from the first to the last day, both included, in German time.

    Raises PermissionDenied unless the actor manages the team, ValidationError by field with words for the form.
    """
    if not manages_team_in_own_right(actor, member.process):
        raise PermissionDenied(f"team of {member.process.slug}")
    # One at a time: two forms sent at once must not appoint the same person twice.
    process = Process.objects.select_for_update().get(pk=member.process_id)
    if not TeamMember.objects.filter(pk=member.pk, deputises_for__isnull=True).exists():
        raise ValidationError({"member": _("Please choose somebody of the team; deputies cannot be represented.")})
    _check_period(starts_on, ends_on)
    _check_person(member, user, starts_on, ends_on)
    deputy = TeamMember.objects.create(
        process=process,
        user=user,
        role=member.role,
        office=office or member.office,
        deputises_for=member,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    align_groups(user, process)
    record(
        actor,
        "process.appoint_deputy",
        deputy,
        scope=process.slug,
        role=member.role,
        instead_of=str(member.user),
        starts_on=starts_on.isoformat(),
        ends_on=ends_on.isoformat(),
    )
    return deputy


def _check_period(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        raise ValidationError({"ends_on": _("The last day must not be before the first day.")})
    if ends_on < today():
        raise ValidationError({"ends_on": _("The last day is over already.")})
    if ends_on - starts_on > timedelta(days=LONGEST_DAYS):
        raise ValidationError({"ends_on": _("A deputy can be appointed for one year at most.")})


def _check_person(member: TeamMember, user, starts_on: date, ends_on: date) -> None:
    own = TeamMember.objects.filter(process=member.process_id, user=user, role=member.role)
    if user.pk == member.user_id:
        raise ValidationError({"email": _("Nobody is their own deputy.")})
    if own.permanent().exists():
        raise ValidationError({"email": _("This person has the role in their own right already.")})
    if own.filter(deputises_for=member, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise ValidationError({"email": _("This person is appointed as deputy on some of these days already.")})


def manages_team_in_own_right(user, process: Process) -> bool:
    """Whether somebody may change the team: not as a deputy, who may not hand on or prolong the right lent to them."""
    if user.is_superuser:
        return True
    roles = [role for role, actions in MATRIX.items() if Action.MANAGE_TEAM in actions]
    own = TeamMember.objects.permanent().holding().filter(process=process, user=user, role__in=roles)
    return user.is_active and own.exists()


def close_doors_behind_deputies() -> int:
    """Take the way into the admin from people whose last role has ended; their rights ended with its last day.

    Returns how many roles were looked at. Safe to repeat.
    """
    ended = TeamMember.objects.filter(ends_on__lt=today(), user__groups__isnull=False).distinct()
    rows = list(ended.select_related("user", "process"))
    for row in rows:
        align_groups(row.user, row.process)
    return len(rows)
