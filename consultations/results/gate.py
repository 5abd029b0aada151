"""The publication gate: results are published only when nothing said has been left without an answer."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from consultations.contributions.models import Contribution
from consultations.process.models import Process
from consultations.results.models import Answer
from consultations.synthesis.models import Finding, Segment


class GateClosed(Exception):
    """The results cannot be published yet; `report` names what is missing."""

    def __init__(self, report: "GateReport") -> None:
        super().__init__(f"{len(report.unassigned)} unassigned, {len(report.unanswered)} unanswered")
        self.report = report


@dataclass(frozen=True)
class GateReport:
    """What stands between a process and the publication of its results."""

    #: Admitted contributions with a segment that has neither finding nor a reason to need no answer.
    unassigned: list[Contribution]
    #: Admitted contributions assigned to a finding that is not answered yet.
    unanswered: list[Contribution]
    #: Findings without a final answer that cite at least one admitted contribution.
    findings: list[Finding]
    #: Contributions no moderator has decided on.
    pending: int
    #: Whether there is any admitted contribution at all.
    has_contributions: bool

    @property
    def is_open(self) -> bool:
        return not self.unassigned and not self.unanswered


def inspect(process: Process) -> GateReport:
    """Look at every admitted contribution of a process, in a constant number of queries.

    Both gaps are found by one query: between two, a segment taken out of an unanswered finding would be in neither.
    """
    admitted = Contribution.objects.admitted().filter(process=process)
    own = Segment.objects.filter(contribution=OuterRef("pk"))
    settled = Answer.objects.final().values("finding")
    waiting = own.filter(finding__isnull=False).exclude(finding__in=settled)
    open_ones = list(
        admitted.annotate(is_unassigned=~Exists(own) | Exists(own.unassigned()), is_unanswered=Exists(waiting))
        .filter(Q(is_unassigned=True) | Q(is_unanswered=True))
        .order_by("received_at", "pk")
    )
    findings = (
        Finding.objects.filter(process=process, segments__contribution__in=admitted)
        .exclude(pk__in=settled)
        .select_related("answer", "action_field")
        .distinct()
        .order_by("number")
    )
    return GateReport(
        unassigned=[row for row in open_ones if row.is_unassigned],
        unanswered=[row for row in open_ones if row.is_unanswered],
        findings=list(findings),
        pending=Contribution.objects.pending().filter(process=process).count(),
        has_contributions=admitted.exists(),
    )
