"""Reads of the results feature for public pages. Everything here starts at what anybody may see."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from consultations.conferences.models import Conference
from consultations.contributions.codes import grouped
from consultations.contributions.enums import Kind
from consultations.contributions.models import author_in_public
from consultations.process.models import Process
from consultations.results.enums import CHANGING, AnswerDecision
from consultations.results.models import Answer, ParagraphChange, ResultsPublication, settled_words
from consultations.results.outcomes import WAITING, decision_of_finding, outcome_label
from consultations.results.redlines import ChangedParagraph, changes_by_finding
from consultations.synthesis.models import ActionField, Finding, Segment
from consultations.synthesis.queries import countable_contributions, public_segments
from consultations.synthesis.stances import COLUMNS, DIVIDED, label_of, stance_of

#: How many contributions a finding names on the page of all results; the rest stand on its own page.
SHOWN_PER_FINDING = 5
#: From so many on it is told how many contributions behind a finding are not public: a smaller number would let
#: readers guess whose they are.
FEWEST_HIDDEN = 3


@dataclass(frozen=True)
class Coverage:
    """How many public contributions are answered. `no_answer_needed` are part of `answered`."""

    total: int
    answered: int
    no_answer_needed: int
    #: Whether the results were published as a whole; before, every number is an interim one.
    is_published: bool

    @property
    def is_complete(self) -> bool:
        return self.total > 0 and self.answered == self.total


@dataclass(frozen=True)
class Share:
    """One part of a bar: `x` and `width` in percent of the whole, for SVG attributes."""

    key: str
    label: str
    count: int
    x: float
    width: float

    @property
    def has_pattern(self) -> bool:
        """Whether its fill needs a pattern to be told from another one (`results/_patterns.html`)."""
        return self.key in ("partly", "not_accepted", "forwarded", "none")


@dataclass(frozen=True)
class Position:
    """How one category of participants, or one district, stands towards a finding: contributions by stance."""

    category: str
    shares: list[Share]
    total: int
    #: Width of the whole bar in percent of the longest one.
    width: float

    @property
    def has_stances(self) -> bool:
        """Whether anybody noted who is for or against."""
        return any(share.key in COLUMNS for share in self.shares)

    @property
    def has_divided(self) -> bool:
        """Whether passages of one contribution stand differently, which needs a word below the bars."""
        return any(share.key == DIVIDED for share in self.shares)


@dataclass(frozen=True)
class Source:
    """A public contribution behind a finding, as a list names it."""

    code: str
    kind: str
    author: str
    title: str
    stance: str


@dataclass
class FindingResult:
    """A published finding with everything a page says about it."""

    finding: Finding
    answer: Answer | None
    changes: list[ChangedParagraph] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    contributions_count: int = 0
    #: Contributions behind it that are not public, or counted with another one.
    hidden_count: int = 0

    @property
    def has_divided(self) -> bool:
        return any(position.has_divided for position in self.positions)

    @property
    def told_hidden(self) -> int:
        """How many contributions that are not public are told; none where so few that somebody could be guessed."""
        return self.hidden_count if self.hidden_count >= FEWEST_HIDDEN else 0

    @property
    def more(self) -> int:
        """How many public contributions are not among the `sources` shown."""
        return self.contributions_count - len(self.sources)

    @property
    def announces_change(self) -> bool:
        """Whether a reader may expect another wording of the draft that is not published yet."""
        answer = self.answer
        expects = bool(answer and answer.is_final and answer.decision in CHANGING and not answer.no_change_reason)
        return expects and not self.changes


@dataclass
class FieldResults:
    """The published findings of an action field; `field` is None for those that concern the whole concept."""

    field: ActionField | None
    findings: list[FindingResult]


def published_findings(process: Process | None = None) -> QuerySet[Finding]:
    """Published findings with their answers, of one process or of all, in the order of their numbers.

    Those merged into another one are left out: their contributions stand behind the other.
    """
    findings = Finding.objects.public().standing().select_related("action_field", "process", "answer")
    if process is not None:
        findings = findings.filter(process=process)
    return findings.order_by("process", "number")


def latest_findings(limit: int, process: Process | None = None) -> list[Finding]:
    """The findings published last, newest first."""
    return list(published_findings(process).order_by("-published_at", "-pk")[:limit])


def processes_with_results() -> list[Process]:
    """Processes with published findings, those with the latest first; each has `results_count`. Two queries."""
    rows = Finding.objects.public().standing().order_by().values("process")
    rows = rows.annotate(count=Count("pk"), latest=Max("published_at"))
    counts = {row["process"]: row["count"] for row in rows.order_by("-latest", "process")}
    processes = Process.objects.in_bulk(counts)
    for pk, process in processes.items():
        process.results_count = counts[pk]
    return [processes[pk] for pk in counts]


def answer_of(finding: Finding) -> Answer | None:
    """The finding's answer, None while there is none."""
    return getattr(finding, "answer", None)


def settled() -> Q:
    """Condition on segments: the public can read the answer, or, after the publication, that none was needed."""
    # Looked up by the one finding: a list of all findings would be made anew for every contribution asked about.
    answered = Finding.objects.public().filter(settled_words("answer__"), pk=OuterRef("finding"))
    published = ResultsPublication.objects.values("process")
    return Q(Exists(answered)) | (
        Q(finding__isnull=True, contribution__process__in=published) & ~Q(no_answer_reason="")
    )


def answered() -> Q:
    """Condition on contributions: all of their passages are settled, and there is at least one."""
    own = Segment.objects.filter(contribution=OuterRef("pk"))
    return Q(Exists(own)) & ~Q(Exists(own.exclude(settled())))


def coverage(process: Process | None = None) -> Coverage:
    """How much of what was said in public is answered, in one process or in all; four queries."""
    rows = countable_contributions()
    publications = ResultsPublication.objects.filter(process__is_published=True)
    if process is not None:
        rows, publications = rows.filter(process=process), publications.filter(process=process)
    # Each condition on its own, so that the database joins instead of looking up the segments of every contribution.
    settled_rows = rows.filter(answered())
    assigned = Segment.objects.filter(contribution=OuterRef("pk"), finding__isnull=False)
    return Coverage(
        total=rows.count(),
        answered=settled_rows.count(),
        no_answer_needed=settled_rows.filter(~Exists(assigned)).count(),
        is_published=publications.exists(),
    )


def shares(counts: Collection[tuple[str, str, int]]) -> list[Share]:
    """Parts of a bar from (key, label, count), empty ones left out."""
    total = sum(count for __, __, count in counts)
    parts, x = [], 0.0
    for key, label, count in counts:
        if count:
            width = 100 * count / total
            parts.append(Share(key, label, count, round(x, 3), round(width, 3)))
            x += width
    return parts


def decision_shares(findings: Collection[Finding]) -> list[Share]:
    """How findings that were read anyway were decided, as parts of a bar; pages count with `decisions_overview`."""
    counts: dict[str, int] = defaultdict(int)
    for finding in findings:
        answer = answer_of(finding)
        counts[answer.decision if answer and answer.is_settled else WAITING] += 1
    return shares_of(counts)


def decisions_by_field(process: Process) -> dict[int | None, dict[str, int]]:
    """How many published findings of each action field were decided in which way; one query for any number of them."""
    rows = published_findings(process).order_by().annotate(decided=decision_of_finding())
    counts: dict[int | None, dict[str, int]] = defaultdict(dict)
    for field_pk, decision, number in rows.values_list("action_field", "decided").annotate(number=Count("pk")):
        counts[field_pk][decision] = number
    return dict(counts)


def decisions_overview(process: Process) -> tuple[dict[str, int], dict[int | None, dict[str, int]]]:
    """Numbers of published findings by decision, in all and by action field."""
    by_field = decisions_by_field(process)
    by_decision: dict[str, int] = defaultdict(int)
    for counts in by_field.values():
        for decision, number in counts.items():
            by_decision[decision] += number
    return dict(by_decision), by_field


@dataclass(frozen=True)
class FieldOverview:
    """An action field with its numbers; `field` is None for what concerns the whole concept."""

    field: ActionField | None
    shares: list[Share]
    count: int


def field_overview(process: Process, by_field: dict[int | None, dict[str, int]]) -> list[FieldOverview]:
    """All action fields with how their findings were decided."""
    rows: list[ActionField | None] = list(process.action_fields.order_by("order", "pk"))
    if None in by_field:
        rows.append(None)
    found = []
    for row in rows:
        counts = by_field.get(row.pk if row else None, {})
        found.append(FieldOverview(row, shares_of(counts), sum(counts.values())))
    return found


def standing_instead(process: Process, number: int) -> Finding | None:
    """The published finding into which the one with this number was merged; None where there is none."""
    row = Finding.objects.filter(process=process, number=number, merged_into__isnull=False).first()
    for _step in range(10):
        row = row.merged_into if row is not None and row.merged_into_id else row
    return published_findings(process).filter(pk=row.pk).first() if row else None


def shares_of(counts: dict[str, int]) -> list[Share]:
    """How findings were decided, as parts of a bar, from their numbers by decision."""
    keys = [*AnswerDecision.values, WAITING]
    return shares([(key, outcome_label(key), counts.get(key, 0)) for key in keys])


def _hidden_counts(findings: Collection[Finding]) -> dict[int, int]:
    """Admitted contributions behind each finding that the public cannot read as such; one query."""
    rows = (
        Segment.objects.admitted()
        .filter(finding__in=[finding.pk for finding in findings])
        .exclude(contribution__in=countable_contributions())
        .order_by()
        .values_list("finding")
    )
    return dict(rows.annotate(number=Count("contribution", distinct=True)))


def segment_rows(findings: Collection[Finding]) -> dict[int, list[dict[str, Any]]]:
    """Public contributions of each finding as plain rows, each once a finding, oldest first; one query.

    `stance` is the one they count with (`synthesis.stances`).
    """
    rows = (
        public_segments()
        .filter(finding__in=[finding.pk for finding in findings])
        .order_by("contribution__received_at", "contribution_id", "pk")
        .values(
            "finding_id",
            "contribution_id",
            "stance",
            "contribution__code",
            "contribution__kind",
            "contribution__title",
            "contribution__publication",
            "contribution__organisation_name",
            "contribution__author_name",
            "contribution__category__title",
            "contribution__category__order",
            "contribution__category__slug",
            "contribution__region__ags",
            "contribution__region__name",
        )
    )
    grouped_rows: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    taken: dict[tuple[int, int], list[str]] = defaultdict(list)
    for row in rows:
        grouped_rows[row["finding_id"]].setdefault(row["contribution_id"], row)
        taken[row["finding_id"], row["contribution_id"]].append(row["stance"])
    for (finding, contribution), stances in taken.items():
        grouped_rows[finding][contribution]["stance"] = stance_of(stances)
    return {pk: list(by_contribution.values()) for pk, by_contribution in grouped_rows.items()}


def source(row: dict[str, Any]) -> Source:
    """A row of `segment_rows` as a list names it."""
    return Source(
        code=grouped(row["contribution__code"]),
        kind=str(Kind(row["contribution__kind"]).label),
        author=author_in_public(
            row["contribution__publication"],
            row["contribution__organisation_name"],
            row["contribution__author_name"],
            row["contribution__category__title"] or "",
        ),
        title=Truncator(row["contribution__title"]).chars(90),
        stance=label_of(row["stance"]),
    )


def _by_category(row: dict[str, Any]) -> tuple[Any, str]:
    return (row["contribution__category__order"] or 0, row["contribution__category__title"] or "")


def by_region(row: dict[str, Any]) -> tuple[Any, str]:
    """Sorts the rows of `positions` by the region their authors stated."""
    return (row["contribution__region__ags"] or "", row["contribution__region__name"] or "")


def positions(
    rows: list[dict[str, Any]], key_of: Callable[[dict[str, Any]], tuple[Any, str]] = _by_category
) -> list[Position]:
    """Categories (or what `key_of` names) with contributions by stance, those with most contributions first."""
    by_category: dict[tuple[Any, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        by_category[key_of(row)][row["stance"]] += 1
    longest = max((sum(counts.values()) for counts in by_category.values()), default=0)
    labels = [(key, label_of(key, _("without a position"))) for key in COLUMNS]
    found = []
    for (__, title), counts in sorted(by_category.items(), key=lambda item: (-sum(item[1].values()), item[0])):
        total = sum(counts.values())
        parts = shares([(key or "none", label, counts[key]) for key, label in labels])
        found.append(Position(title, parts, total, round(100 * total / longest, 3)))
    return found


def results_for(findings: Collection[Finding], *, limit: int = SHOWN_PER_FINDING) -> list[FindingResult]:
    """Everything a page says about published findings, in a constant number of queries."""
    rows, changes, hidden = segment_rows(findings), changes_by_finding(findings), _hidden_counts(findings)
    return [
        FindingResult(
            finding=finding,
            answer=answer_of(finding),
            changes=changes.get(finding.pk, []),
            positions=positions(rows.get(finding.pk, [])),
            sources=[source(row) for row in rows.get(finding.pk, [])[:limit]],
            contributions_count=len(rows.get(finding.pk, [])),
            hidden_count=hidden.get(finding.pk, 0),
        )
        for finding in findings
    ]


def results_by_field(process: Process, findings: Collection[Finding], *, with_empty: bool = True) -> list[FieldResults]:
    """The action fields of a process with these published findings; those without a field come last.

    `with_empty` also names the fields none of them belongs to.
    """
    by_field: dict[int | None, list[FindingResult]] = defaultdict(list)
    for result in results_for(findings):
        by_field[result.finding.action_field_id].append(result)
    rows = process.action_fields.order_by("order", "pk")
    fields = [FieldResults(row, by_field.get(row.pk, [])) for row in rows if with_empty or row.pk in by_field]
    if None in by_field:
        fields.append(FieldResults(None, by_field[None]))
    return fields


def changed_paragraphs_count(process: Process | None = None) -> int:
    """Paragraphs that published findings changed in published versions, each counted once a version."""
    changes = ParagraphChange.objects.public().filter(findings__in=Finding.objects.public())
    if process is not None:
        changes = changes.filter(version__draft__process=process)
    return changes.distinct().count()


def participation(process: Process) -> dict[str, int]:
    """Who took part: organisations with a public contribution, people at conferences (as far as counted)."""
    organisations = (
        countable_contributions().filter(process=process).exclude(organisation_name="").values("organisation_name")
    )
    people = Conference.objects.filter(process=process, process__is_published=True).aggregate(n=Sum("attended"))["n"]
    return {"organisations": organisations.distinct().count(), "conference_people": people or 0}
