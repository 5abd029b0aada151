"""Who may do what in which phase: the one place every door asks."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from consultations.process.enums import OPEN_TARGETS, Action, TeamRole
from consultations.process.models import Phase, Process, TeamMember

_SEE = {Action.VIEW_INTERNAL}

#: Role by action. Site administrators may do everything, everybody else nothing.
MATRIX: dict[str, frozenset[str]] = {
    TeamRole.LEAD: frozenset(Action.values),
    TeamRole.EDITOR: frozenset({*_SEE, Action.EDIT_PROCESS, Action.EDIT_DRAFT}),
    TeamRole.MODERATOR: frozenset({*_SEE, Action.MODERATE, Action.CODE}),
    TeamRole.ANALYST: frozenset({*_SEE, Action.CODE}),
    TeamRole.OFFICER: frozenset({*_SEE, Action.ANSWER}),
    TeamRole.CONFERENCE_OFFICE: frozenset({*_SEE, Action.RECORD}),
    TeamRole.RECORDER: frozenset({*_SEE, Action.RECORD}),
    TeamRole.OBSERVER: frozenset(_SEE),
}


def roles_of(user, process: Process) -> frozenset[str]:
    """The roles a person has in a process; one query per person, process and request."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    cache = user.__dict__.setdefault("_process_roles", {})
    if process.pk not in cache:
        cache[process.pk] = frozenset(
            TeamMember.objects.filter(user=user, process=process).values_list("role", flat=True)
        )
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
    return Process.objects.filter(pk__in=TeamMember.objects.filter(user=user, role__in=roles).values("process"))


def current_phase(process: Process, moment: datetime | None = None) -> Phase | None:
    """The phase that is on; of several at once the latest begun."""
    moment = moment or timezone.now()
    running = [phase for phase in process.phases.all() if phase.contains(moment)]
    return max(running, key=lambda phase: (phase.starts_on, phase.order), default=None)


def open_phase(process: Process, target_kind: str, moment: datetime | None = None) -> Phase | None:
    """The phase in which contributions about a kind of target are taken at a moment, None when there is none."""
    if not process.is_published or process.finished_on:
        return None
    moment = moment or timezone.now()
    for phase in process.phases.all():
        if target_kind in OPEN_TARGETS.get(phase.kind, frozenset()) and phase.contains(moment):
            return phase
    return None
