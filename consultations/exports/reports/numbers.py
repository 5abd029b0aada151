"""The numbers of a report, read once: positions by finding, the synopsis, and how much was answered."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from consultations.contributions.codes import grouped
from consultations.contributions.models import Contribution, author_in_public
from consultations.exports.reports.scope import Scope
from consultations.results.enums import AnswerDecision
from consultations.results.models import ResultsPublication
from consultations.results.queries import Share, coverage, decision_shares
from consultations.results.redlines import ChangedParagraph, changes_by_finding
from consultations.synthesis.enums import Stance
from consultations.synthesis.models import Finding
from consultations.synthesis.stances import DIVIDED, label_of, stance_of
from frontend.charts import Series, stacked_bars

#: Colours that keep 3:1 against white, each with a pattern of its own.
SERIES = {
    Stance.FOR: ("#1b6e3c", "plain"),
    Stance.CONDITIONAL: ("#8a5a00", "stripes"),
    Stance.AGAINST: ("#a11d2c", "dots"),
    DIVIDED: ("#5b4a8a", "grid"),
    "": ("#4d5763", "lines"),
}
#: So many characters of a text stand in a cell of the synopsis; the whole text is on the page of the contribution.
SHORT_TEXT, SHORT_REASON = 220, 300
#: So many passages the synopsis of a paper has; more are read in the tables. Already that is some 150 pages. Measured
#: with 500 findings and 3,000 passages the type setter took 1.3 GB.
MOST_ROWS = 1500


@dataclass(frozen=True)
class Numbers:
    """How far the contributions came."""

    received: int
    published: int
    answered: int
    findings: int
    #: Of these what everybody may read; in an internal report not all of them.
    published_findings: int
    changes: int
    is_published: bool


@dataclass(frozen=True)
class ShownAnswer:
    """An answer as the audience may read it; without a final one only that it is still being examined."""

    decision: str
    reason: str = ""
    responsible: str = ""
    no_change: str = ""


@dataclass(frozen=True)
class Drawn:
    """A picture: name of its file, the SVG, and the words for those who do not see it."""

    name: str
    svg: bytes
    alt: str


def picture_of(svg: str) -> bytes:
    """A chart in the font of the report, which is wider than the one of the site."""
    named = svg.replace("Fira Sans, ", "").replace("sans-serif", "Noto Sans")
    return named.replace('font-size="13"', 'font-size="11"').encode()


@dataclass(frozen=True)
class Positions:
    """Who stands where towards a finding: for each group of participants the contributions by stance."""

    title: str
    counts: dict[str, dict[str, int]]

    @property
    def stances(self) -> list[str]:
        """The stances anybody took, in their order; without any the plain number remains."""
        return [key for key in SERIES if any(row.get(key) for row in self.counts.values())]

    @property
    def head(self) -> list[str]:
        return [_("Group"), *(stance_label(key) for key in self.stances), _("Total")]

    @property
    def rows(self) -> list[list[str]]:
        return [
            [group, *(number_format(row.get(key, 0)) for key in self.stances), number_format(sum(row.values()))]
            for group, row in self.counts.items()
        ]

    @property
    def all_rows(self) -> list[list[str]]:
        """With a column for every stance, whether anybody took it or not: for templates with fixed columns."""
        return [
            [group, *(number_format(row.get(key, 0)) for key in SERIES), number_format(sum(row.values()))]
            for group, row in self.counts.items()
        ]

    def picture(self, name: str) -> Drawn | None:
        """A chart; None where nobody took a position, because a table of one number says it all."""
        if not any(self.stances):
            return None
        series = [Series(stance_label(key), *SERIES[key]) for key in self.stances]
        rows = [(group, [row.get(key, 0) for key in self.stances]) for group, row in self.counts.items()]
        svg = picture_of(stacked_bars(self.title, series, rows))
        parts = [
            f"{group}: " + ", ".join(f"{number} {one.label}" for one, number in zip(series, numbers, strict=True))
            for group, numbers in rows
        ]
        return Drawn(name, svg, f"{self.title}. {'; '.join(parts)}. {_('The table says the same.')}")


def stance_label(key: str) -> str:
    return label_of(key, _("without a position"))


class Reading:
    """Everything a report counts and lists, each read at most once."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    @cached_property
    def findings(self) -> list[Finding]:
        rows = self.scope.findings().select_related("action_field", "process", "answer")
        return list(rows)

    @cached_property
    def _by_pk(self) -> dict[int, Finding]:
        return {finding.pk: finding for finding in self.findings}

    @cached_property
    def _changes(self) -> dict[int, list[ChangedParagraph]]:
        return changes_by_finding(self.findings)

    @cached_property
    def _positions(self) -> dict[int, dict[str, dict[str, int]]]:
        """By finding and group of participants the contributions by stance, each once (`synthesis.stances`)."""
        rows = (
            self.scope.segments()
            .filter(finding__in=self.scope.findings().order_by())
            .order_by("contribution__category__order", "contribution__category__title")
            .values_list("finding_id", "contribution__category__title", "stance", "contribution_id")
        )
        taken: dict[tuple[int, int], set[str]] = defaultdict(set)
        groups: dict[tuple[int, int], str] = {}
        for finding, group, stance, contribution in rows.iterator(chunk_size=5000):
            taken[finding, contribution].add(stance)
            groups[finding, contribution] = group or _("without a group")
        found: dict[int, dict[str, dict[str, int]]] = defaultdict(dict)
        for (finding, contribution), group in groups.items():
            counts = found[finding].setdefault(group, defaultdict(int))
            counts[stance_of(taken[finding, contribution])] += 1
        return found

    def changes(self, finding: Finding) -> list[ChangedParagraph]:
        return self._changes.get(finding.pk, [])

    def positions(self, finding: Finding) -> Positions:
        counts = self._positions.get(finding.pk, {})
        return Positions(_("Result %(number)s: who stands where") % {"number": finding.number}, counts)

    def contributions_count(self, finding: Finding) -> int:
        groups = self._positions.get(finding.pk, {})
        return sum(count for stances in groups.values() for count in stances.values())

    def answer(self, finding: Finding) -> ShownAnswer:
        """The public reads reasons of settled answers only; what is written meanwhile is the ministry's own."""
        answer = getattr(finding, "answer", None)
        if answer is None or not (answer.is_settled or self.scope.is_internal):
            return ShownAnswer(str(AnswerDecision.OPEN.label))
        no_change = answer.no_change_reason if answer.needs_no_change else ""
        decision = str(answer.get_decision_display())
        if answer.is_examined:
            day = date_format(answer.examined_until, "SHORT_DATE_FORMAT")
            decision = _("%(decision)s until %(day)s") % {"decision": decision, "day": day}
        return ShownAnswer(decision, answer.reason, answer.responsible, no_change)

    def decision_shares(self) -> list[Share]:
        return decision_shares(self.findings)

    def numbers(self) -> Numbers:
        process = self.scope.process
        covered = coverage(process)
        received = Contribution.objects.received().filter(process=process, is_official_reply=False)
        return Numbers(
            received=received.count(),
            published=covered.total,
            answered=covered.answered,
            findings=len(self.findings),
            published_findings=sum(finding.is_published for finding in self.findings),
            changes=len({(row.version_number, row.lineage) for rows in self._changes.values() for row in rows}),
            is_published=covered.is_published,
        )

    @cached_property
    def says_no_answer(self) -> bool:
        """That something needs no answer is public with the results as a whole; why is for author and team."""
        return self.scope.is_internal or ResultsPublication.objects.filter(process=self.scope.process).exists()

    def outcome(self, finding: int | None, no_answer_reason: str) -> tuple[str, str, str]:
        """What became of a passage: finding, decision, reason; nothing of what is not public yet."""
        shown = self._by_pk.get(finding) if finding else None
        if shown is not None:
            answer = self.answer(shown)
            return f"{shown.number}. {shown.title}", answer.decision, answer.reason
        if no_answer_reason and not finding and self.says_no_answer:
            return "", _("needs no answer"), no_answer_reason if self.scope.is_internal else ""
        return "", _("not answered yet"), ""

    def synopsis(self) -> list[list[str]]:
        """A row for each of the first passages: contribution, who, what, result, decision, reason."""
        return [
            [code, who, Truncator(text).chars(SHORT_TEXT), finding, decision, Truncator(reason).chars(SHORT_REASON)]
            for code, who, text, finding, decision, reason in islice(self.passages(), MOST_ROWS)
        ]

    def synopsis_path(self) -> str:
        """Where everybody reads the whole table."""
        return reverse("synopsis:synopsis", kwargs={"process_slug": self.scope.process.slug})

    def passages_count(self) -> int:
        return self.scope.segments().count()

    def passages(self):
        """Every passage in the order of its contributions, with the whole text; read in portions."""
        rows = self.scope.segments().order_by("contribution__received_at", "contribution_id", "start", "pk")
        values = rows.values_list(
            "contribution__code",
            "contribution__publication",
            "contribution__organisation_name",
            "contribution__author_name",
            "contribution__category__title",
            "contribution__published_text",
            "start",
            "end",
            "finding_id",
            "no_answer_reason",
        )
        for code, publication, organisation, name, group, text, start, end, finding, no_answer in values.iterator(
            chunk_size=2000
        ):
            who = author_in_public(publication, organisation, name, group or "")
            said = text if start is None else text[start:end]
            yield (grouped(code), who, " ".join(said.split()), *self.outcome(finding, no_answer))
