"""The publication gate: results are published only when nothing said has been left without an answer."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from consultations.contributions.models import Contribution
from consultations.process.models import Process
from consultations.results.extensions import Obstacle, gate_checks, obstacle_headings
from consultations.results.models import Answer
from consultations.synthesis.models import Finding, Segment

#: Obstacles of a kind nobody gave a heading.
OTHER_OBSTACLES = _("What else stands against it")


class GateClosed(Exception):
    """The results cannot be published yet; `report` names what is missing."""

    def __init__(self, report: "GateReport") -> None:
        super().__init__(", ".join(f"{count} {kind}" for kind, count in report.counts.items()))
        self.report = report


@dataclass(frozen=True)
class Standing:
    """Where the admitted contributions of a process stand: each, by its key, is in exactly one of the three."""

    #: Every passage is cited by an answered finding or needs no answer, and at least one is cited.
    answered: frozenset[int]
    #: No passage is in a finding, and for each it is recorded why it needs no answer.
    no_answer: frozenset[int]
    #: Something of it is still without either.
    open: frozenset[int]


@dataclass(frozen=True)
class ObstacleKind:
    """Obstacles of one kind with what they have in common."""

    check: str
    heading: Any
    obstacles: list[Obstacle]


@dataclass(frozen=True)
class GateReport:
    """What stands between a process and the publication of its results."""

    #: Admitted contributions with a segment that has neither finding nor a reason to need no answer.
    unassigned: list[Contribution]
    #: Admitted contributions assigned to a finding that is not answered yet.
    unanswered: list[Contribution]
    #: Findings without an answer that cite at least one admitted contribution.
    findings: list[Finding]
    #: Contributions no moderator has decided on.
    pending: int
    #: Whether there is any admitted contribution at all.
    has_contributions: bool
    #: What other features have against it, e.g. a signature that is missing.
    obstacles: list[Obstacle] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return not self.unassigned and not self.unanswered and not self.obstacles

    @property
    def open_count(self) -> int:
        """Contributions that wait for something; one may be both unassigned and unanswered."""
        return len({row.pk for row in self.unassigned} | {row.pk for row in self.unanswered})

    @property
    def counts(self) -> dict[str, int]:
        """What is open, in numbers: contributions, findings, and obstacles by their kind; nothing that is not."""
        kinds = Counter(obstacle.check for obstacle in self.obstacles)
        found = {"contributions": self.open_count, "findings": len(self.findings), **kinds}
        return {kind: count for kind, count in found.items() if count}

    @cached_property
    def kinds(self) -> list[ObstacleKind]:
        """The obstacles by kind, in the order of the headings, unknown kinds last."""
        order = {check: place for place, check in enumerate(obstacle_headings)}
        rows = sorted(self.obstacles, key=lambda row: (order.get(row.check, len(order)), row.check))
        return [
            ObstacleKind(check, obstacle_headings.get(check, OTHER_OBSTACLES), list(group))
            for check, group in groupby(rows, key=lambda row: row.check)
        ]


def with_standing(contributions: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """Say of each contribution whether a passage `is_unassigned`, `is_unanswered`, or `is_cited` by a finding.

    The one definition of what is open, for the gate and for whoever is told of an answer.
    """
    own = Segment.objects.filter(contribution=OuterRef("pk"))
    cited = own.filter(finding__isnull=False)
    settled = Answer.objects.settled().filter(finding__merged_into__isnull=True)
    waiting = cited.exclude(finding__in=settled.values("finding"))
    return contributions.annotate(
        is_unassigned=~Exists(own) | Exists(own.unassigned()), is_unanswered=Exists(waiting), is_cited=Exists(cited)
    )


def standing_of(process: Process) -> Standing:
    """Where every admitted contribution of a process stands, in one query: between two, a segment could move."""
    found: dict[str, set[int]] = {"answered": set(), "no_answer": set(), "open": set()}
    rows = with_standing(Contribution.objects.admitted().filter(process=process)).order_by()
    for pk, unassigned, unanswered, cited in rows.values_list("pk", "is_unassigned", "is_unanswered", "is_cited"):
        key = "open" if unassigned or unanswered else "answered" if cited else "no_answer"
        found[key].add(pk)
    return Standing(**{key: frozenset(keys) for key, keys in found.items()})


def obstacles_of(process: Process) -> list[Obstacle]:
    """What the features have against a publication."""
    return [obstacle for check in gate_checks for obstacle in check(process)]


def inspect(process: Process) -> GateReport:
    """Look at every admitted contribution of a process, in a constant number of queries.

    Both gaps are found by one query: between two, a segment taken out of an unanswered finding would be in neither.
    """
    admitted = Contribution.objects.admitted().filter(process=process)
    open_ones = list(
        with_standing(admitted).filter(Q(is_unassigned=True) | Q(is_unanswered=True)).order_by("received_at", "pk")
    )
    findings = (
        Finding.objects.standing()
        .filter(process=process, segments__contribution__in=admitted)
        .exclude(pk__in=Answer.objects.settled().values("finding"))
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
        obstacles=obstacles_of(process),
    )
