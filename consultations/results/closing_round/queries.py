"""Reads of the closing round: what changed, who agrees, who objects."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Count

from consultations.contributions.models import Contribution
from consultations.drafts.comparison import ParagraphDifference
from consultations.drafts.table_comparison import Stretch, published_redline
from consultations.process.models import Process
from consultations.results.closing_round.enums import Stand
from consultations.results.closing_round.models import Verdict
from consultations.results.closing_round.rounds import Round
from consultations.results.models import ParagraphChange
from consultations.synthesis.models import Finding
from consultations.synthesis.queries import countable_contributions


@dataclass
class Row:
    """One changed paragraph with what was said to it."""

    change: ParagraphDifference
    runs: tuple[Stretch, ...]
    agreed: int = 0
    objected: int = 0
    #: Objections that moderators look at.
    waiting: int = 0
    #: Published findings that caused the change, and editorial reasons.
    findings: list[Finding] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    #: Public objections, the reasons as published.
    objections: list[Contribution] = field(default_factory=list)
    mine: Verdict | None = None

    @property
    def lineage(self) -> str:
        return self.change.lineage


def rows_of(found: Round, user=None, *, only: str = "") -> list[Row]:
    """The changed paragraphs of a round (or one of them) with counts, causes and the person's own verdicts.

    Eight queries at most, however many paragraphs and verdicts.
    """
    changes = [change for change in found.changes if not only or change.lineage == only]
    rows = {change.lineage: Row(change, _redline(change)) for change in changes}
    verdicts = Verdict.objects.filter(version=found.version, lineage__in=rows)
    counts = verdicts.standing().order_by().values_list("lineage", "stand").annotate(Count("pk"))
    for lineage, stand, count in counts:
        setattr(rows[lineage], "agreed" if stand == Stand.AGREE else "objected", count)
    for lineage, count in verdicts.waiting().order_by().values_list("lineage").annotate(Count("pk")):
        rows[lineage].waiting = count
    if user is not None and user.is_authenticated:
        for verdict in verdicts.filter(user=user).select_related("contribution"):
            rows[verdict.lineage].mine = verdict
    _add_causes(found, rows)
    _add_objections(verdicts, rows)
    return list(rows.values())


def _redline(change: ParagraphDifference) -> tuple[Stretch, ...]:
    return published_redline(change.old.text if change.old else "", change.new.text if change.new else "")


def _add_causes(found: Round, rows: dict[str, Row]) -> None:
    if not rows:
        return
    # Of all versions since the one people were consulted on.
    changes = ParagraphChange.objects.public().filter(version__draft=found.version.draft_id, lineage__in=rows)
    changes = changes.filter(version__number__lte=found.version.number, version__number__gt=found.base.number)
    reasons = changes.exclude(editorial_reason="").order_by("version__number", "pk")
    for lineage, reason in reasons.values_list("lineage", "editorial_reason"):
        rows[lineage].reasons.append(reason)
    links = ParagraphChange.findings.through.objects.filter(
        paragraphchange__in=changes, finding__in=Finding.objects.public()
    ).select_related("finding", "paragraphchange")
    for link in links.order_by("finding__number"):
        row = rows[link.paragraphchange.lineage]
        if link.finding not in row.findings:
            row.findings.append(link.finding)


def _add_objections(verdicts, rows: dict[str, Row]) -> None:
    public = countable_contributions()
    shown = verdicts.filter(stand=Stand.OBJECT, contribution__in=public)
    for verdict in shown.select_related("contribution__category").order_by("given_at", "pk"):
        rows[verdict.lineage].objections.append(verdict.contribution)


def by_category(found: Round) -> dict[str, list[tuple[str, int, int]]]:
    """For each changed paragraph the categories with their agreements and objections; one query."""
    verdicts = Verdict.objects.filter(version=found.version).standing()
    counts: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    values = verdicts.order_by().values_list("lineage", "category__title", "stand").annotate(Count("pk"))
    for lineage, category, stand, count in values:
        counts[lineage][category or ""][stand == Stand.OBJECT] += count
    return {
        lineage: sorted((title, agreed, objected) for title, (agreed, objected) in found.items())
        for lineage, found in counts.items()
    }


def waiting_objections(process: Process) -> list[Verdict]:
    """Objections no moderator has decided on, the oldest first: of every round, whatever version is the latest."""
    rows = Verdict.objects.filter(version__draft__process=process).waiting().select_related("contribution")
    return list(rows.order_by("given_at", "pk"))


def progress(rows: Collection[Row]) -> int:
    """To how many paragraphs the person has said something."""
    return sum(row.mine is not None for row in rows)
