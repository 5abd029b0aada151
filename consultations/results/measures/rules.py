"""Who may report on which measure: its own office, and the lead."""

from django.core.exceptions import PermissionDenied

from consultations.process.enums import Action, TeamRole
from consultations.process.models import Process, TeamMember
from consultations.process.rules import can, roles_of
from consultations.results.measures.models import Measure


def offices_of(user, process: Process) -> set[str]:
    """The offices for which a person reports on measures in a process today."""
    members = TeamMember.objects.holding().filter(process=process, user=user, role=TeamRole.MEASURE_OFFICE)
    return set(members.exclude(office="").values_list("office", flat=True))


def reports_on_all(user, process: Process) -> bool:
    """Whether a person may report on every measure of a process."""
    return bool(user.is_superuser and user.is_active) or TeamRole.LEAD in roles_of(user, process)


def may_report(user, measure: Measure) -> bool:
    """Whether a person may report on a measure."""
    if not can(user, Action.REPORT_MEASURES, measure.process):
        return False
    return reports_on_all(user, measure.process) or measure.office in offices_of(user, measure.process)


def require_report(user, measure: Measure) -> None:
    """Raise PermissionDenied unless the person may report on the measure."""
    if not may_report(user, measure):
        raise PermissionDenied(f"report on measure {measure.number} in {measure.process.slug}")


def name_of_office(user, measure: Measure) -> str:
    """For which office somebody reports, never a person's name."""
    mine = offices_of(user, measure.process)
    if measure.office in mine:
        return measure.office
    member = TeamMember.objects.holding().filter(process=measure.process, user=user).exclude(office="").first()
    return member.office if member else measure.responsible


def offices_in(process: Process) -> list[str]:
    """The offices that report in a process, by name."""
    rows = TeamMember.objects.holding().filter(process=process, role=TeamRole.MEASURE_OFFICE).exclude(office="")
    return sorted(set(rows.values_list("office", flat=True)))
