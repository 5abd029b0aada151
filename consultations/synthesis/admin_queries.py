"""Reads of the synthesis feature for analysts: what is to be coded, and the findings."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.moderation.queries import matching
from consultations.process.models import Process
from consultations.synthesis.models import ActionField, Finding, Segment
from regions.models import RegionLevel

UNASSIGNED, ASSIGNED, NO_ANSWER = "offen", "zugeordnet", "ohne-antwort"
#: A value of the filters "action field" and "finding": has none.
NONE = "keins"


@dataclass(frozen=True)
class Filters:
    """What the list of segments is narrowed to; empty means everything."""

    status: str = ""
    action_field: str = ""
    topic: str = ""
    finding: str = ""
    person: str = ""
    memo: str = ""
    kind: str = ""
    channel: str = ""
    #: An official key, with all that lies below it; a category by its slug; `NONE` for those without.
    region: str = ""
    category: str = ""
    text: str = ""


def segments(process: Process, filters: Filters | None = None) -> QuerySet[Segment]:
    """Segments of admitted contributions in the order they came in, with all a row of the list shows."""
    filters = filters or Filters()
    rows = (
        Segment.objects.admitted()
        .filter(contribution__process=process)
        .select_related("contribution__category", "contribution__region", "action_field", "finding", "topic")
    )
    match filters.status:
        case "offen":
            rows = rows.unassigned()
        case "zugeordnet":
            rows = rows.filter(finding__isnull=False)
        case "ohne-antwort":
            rows = rows.filter(finding__isnull=True).exclude(no_answer_reason="")
    for name, column in (
        ("action_field", "action_field"),
        ("topic", "topic"),
        ("finding", "finding"),
        ("person", "assigned_by"),
    ):
        value = getattr(filters, name)
        if value == NONE:
            rows = rows.filter(**{f"{column}__isnull": True})
        elif value:
            rows = rows.filter(**{column: int(value)}) if value.isdecimal() else rows.none()
    if filters.memo:
        # Known by name only: the notes belong to the workbench above.
        rows = rows.filter(memos__isnull=False).distinct()
    if filters.kind:
        rows = rows.filter(contribution__kind=filters.kind)
    if filters.channel:
        rows = rows.filter(contribution__channel=filters.channel)
    rows = _from(rows, filters)
    if filters.text.strip():
        found = matching(Contribution.objects.filter(process=process), filters.text, originals=False)
        rows = rows.filter(contribution__in=found)
    return rows.order_by("contribution__received_at", "contribution", "start")


def _from(rows: QuerySet[Segment], filters: Filters) -> QuerySet[Segment]:
    """Narrowed to where and from whom contributions came."""
    if filters.region == NONE:
        # Whatever is no district: nothing, or the whole state.
        rows = rows.exclude(contribution__region__level__in=[RegionLevel.DISTRICT, RegionLevel.MUNICIPALITY])
    elif filters.region:
        rows = rows.filter(contribution__region__ags__startswith=filters.region)
    if filters.category == NONE:
        rows = rows.filter(contribution__category__isnull=True)
    elif filters.category:
        rows = rows.filter(contribution__category__slug=filters.category)
    return rows


@dataclass(frozen=True)
class Progress:
    """How far the evaluation is, in segments of admitted contributions."""

    total: int
    unassigned: int
    assigned: int
    no_answer: int

    @property
    def done(self) -> int:
        return self.assigned + self.no_answer


def progress(process: Process) -> Progress:
    """The four numbers in one query."""
    open_one = Q(finding__isnull=True, no_answer_reason="")
    row = (
        Segment.objects.admitted()
        .filter(contribution__process=process)
        .aggregate(
            total=Count("pk"),
            unassigned=Count("pk", filter=open_one),
            assigned=Count("pk", filter=Q(finding__isnull=False)),
            no_answer=Count("pk", filter=Q(finding__isnull=True) & ~Q(no_answer_reason="")),
        )
    )
    return Progress(**row)


def fields_of(process: Process) -> QuerySet[ActionField]:
    """Action fields in their order."""
    return ActionField.objects.filter(process=process).order_by("order", "pk")


def findings(process: Process) -> QuerySet[Finding]:
    """Standing findings with `admitted_count`, the admitted contributions each rests on, `withdrawn_count` those lost.

    A contribution counts once, however many of its passages are cited.
    """
    admitted = Q(segments__contribution__in=Contribution.objects.admitted())
    return (
        Finding.objects.standing()
        .filter(process=process)
        .select_related("action_field")
        .annotate(
            admitted_count=Count("segments__contribution", filter=admitted, distinct=True),
            withdrawn_count=Count(
                "segments__contribution", filter=Q(segments__contribution__state=State.WITHDRAWN), distinct=True
            ),
        )
        .order_by("number")
    )


def bereft_findings(process: Process) -> list[Finding]:
    """Findings whose sources were all withdrawn by their authors: nothing supports them any more."""
    return list(findings(process).filter(admitted_count=0, withdrawn_count__gt=0))


def cited_segments(finding: Finding) -> list[Segment]:
    """The admitted segments a finding rests on."""
    return list(segments(finding.process, Filters(finding=str(finding.pk))))


def withdrawn_sources(finding: Finding) -> int:
    """How many contributions of a finding were withdrawn by their authors."""
    withdrawn = finding.segments.filter(contribution__state=State.WITHDRAWN)
    return withdrawn.values("contribution").distinct().count()


def findings_citing(contributions: list[Contribution]) -> dict[int, list[Finding]]:
    """The findings each of these contributions is assigned to, by the contribution's key; one query."""
    found: dict[int, list[Finding]] = {contribution.pk: [] for contribution in contributions}
    rows = Segment.objects.filter(contribution__in=contributions, finding__isnull=False).select_related("finding")
    for row in rows.order_by("finding__number"):
        if row.finding not in found[row.contribution_id]:
            found[row.contribution_id].append(row.finding)
    return found
