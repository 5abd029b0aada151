"""Who may do what in which phase: the one place every door asks."""

from datetime import datetime

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Organisation
from consultations.process.dates import today
from consultations.process.enums import Action, TeamRole, opens
from consultations.process.hearing.deadlines import extended_to, is_extended
from consultations.process.models import Phase, Process, TeamMember

_SEE = {Action.VIEW_INTERNAL}

#: Role by action. Site administrators may do everything, everybody else nothing.
MATRIX: dict[str, frozenset[str]] = {
    TeamRole.LEAD: frozenset(Action.values),
    TeamRole.EDITOR: frozenset({*_SEE, Action.EDIT_PROCESS, Action.EDIT_DRAFT, Action.HOLD_CONFERENCES}),
    TeamRole.MODERATOR: frozenset({*_SEE, Action.MODERATE, Action.CODE}),
    TeamRole.ANALYST: frozenset({*_SEE, Action.CODE}),
    TeamRole.OFFICER: frozenset({*_SEE, Action.ANSWER}),
    TeamRole.CONFERENCE_OFFICE: frozenset({*_SEE, Action.HOLD_CONFERENCES, Action.RECORD}),
    TeamRole.RECORDER: frozenset({*_SEE, Action.RECORD}),
    TeamRole.COSIGNER: frozenset({*_SEE, Action.CO_SIGN}),
    TeamRole.MEASURE_OFFICE: frozenset({*_SEE, Action.REPORT_MEASURES}),
    TeamRole.OBSERVER: frozenset(_SEE),
}


def role_table() -> list[tuple[Action, list[tuple[TeamRole, bool]]]]:
    """`MATRIX` for people to read: each action with every role and whether it may; both in the order of their lists."""
    return [(action, [(role, action in MATRIX[role]) for role in TeamRole]) for action in Action]


def roles_of(user, process: Process) -> frozenset[str]:
    """The roles a person has in a process today, as a deputy too; one query per person, process and request.

    Remembered are the roles with their days, not the answer: at midnight in Berlin a deputy's right begins or ends,
    also within a long-running task.
    """
    day = today()
    return frozenset(member.role for member in _memberships(user, process) if member.holds_on(day))


def deputy_roles_of(user, process: Process) -> list[TeamMember]:
    """The roles a person has as a deputy today, the first to end first; costs nothing after `roles_of`."""
    day = today()
    rows = [row for row in _memberships(user, process) if row.deputises_for_id and row.holds_on(day)]
    return sorted(rows, key=lambda row: (row.ends_on, row.pk))


def _memberships(user, process: Process) -> list[TeamMember]:
    if not user.is_authenticated or not user.is_active:
        return []
    cache = user.__dict__.setdefault("_process_roles", {})
    if process.pk not in cache:
        rows = TeamMember.objects.filter(user=user, process=process).select_related("deputises_for__user")
        cache[process.pk] = list(rows)
    return cache[process.pk]


def can(user, action: Action, process: Process) -> bool:
    """Whether a person may do something in a process."""
    if user.is_authenticated and user.is_active and user.is_superuser:
        return True
    return any(action in MATRIX[role] for role in roles_of(user, process))


def require(user, action: Action, process: Process) -> None:
    """Raise PermissionDenied unless the person may do it."""
    if not can(user, action, process):
        raise PermissionDenied(f"{action} in {process.slug}")


def processes_where(user, action: Action):
    """Processes in which a person may do something."""
    if not user.is_authenticated or not user.is_active:
        return Process.objects.none()
    if user.is_superuser:
        return Process.objects.all()
    roles = [role for role, actions in MATRIX.items() if action in actions]
    return Process.objects.filter(
        pk__in=TeamMember.objects.holding().filter(user=user, role__in=roles).values("process")
    )


def people_who_may(action: Action, process: Process) -> QuerySet:
    """Active accounts that may do something in a process today through a role in its team; not site administrators."""
    roles = [role for role, actions in MATRIX.items() if action in actions]
    members = TeamMember.objects.holding().filter(process=process, role__in=roles)
    return get_user_model().objects.filter(is_active=True, pk__in=members.values("user"))


def current_phase(process: Process, moment: datetime | None = None) -> Phase | None:
    """The phase that is on; of several at once the latest begun."""
    moment = moment or timezone.now()
    running = [phase for phase in process.phases.all() if phase.contains(moment)]
    return max(running, key=lambda phase: (phase.starts_on, phase.order), default=None)


def open_phase(
    process: Process, target_kind: str, moment: datetime | None = None, *, organisation: Organisation | None = None
) -> Phase | None:
    """The phase in which contributions about a kind of target are taken at a moment, None when there is none.

    With an organisation also a formal hearing that is over for everybody else, while its extended deadline lasts. That
    costs one query, and only then.
    """
    if not process.is_published or process.finished_on:
        return None
    moment = moment or timezone.now()
    phases = [phase for phase in process.phases.all() if opens(phase.kind, target_kind)]
    running = next((phase for phase in phases if phase.contains(moment)), None)
    if running is not None or organisation is None:
        return running
    days = extended_to(process, organisation)
    return next((phase for phase in phases if is_extended(phase, days.get(phase.pk), moment)), None)
