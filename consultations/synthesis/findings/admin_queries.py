"""Reads for the people who write findings: what waits for release, what is not covered, what has happened."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Case, Count, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from audit.models import AuditEntry
from consultations.drafts.comparison import Run, redline
from consultations.process.models import Process
from consultations.synthesis import admin_queries as synthesis
from consultations.synthesis.enums import FindingState
from consultations.synthesis.findings.models import FindingVersion
from consultations.synthesis.models import Finding, Segment, SegmentRemoval, Topic

#: So many segments that are not covered stand beside a text; the list of topics has all of them.
SHOWN_UNCOVERED = 20


def waiting(process: Process) -> QuerySet[Finding]:
    """Findings whose newest text nobody has released, with `working_title` and `working_by` (key of who wrote it)."""
    newest = FindingVersion.objects.filter(finding=OuterRef("pk")).order_by("-number")
    return (
        synthesis.findings(process)
        .annotate(
            working_title=Subquery(newest.values("title")[:1]),
            working_by=Coalesce(
                Subquery(newest.values("written_by")[:1]), "text_by_id", output_field=BigIntegerField()
            ),
            working_number=Subquery(newest.values("number")[:1]),
            working_released=Subquery(newest.values("released_at")[:1]),
        )
        .filter(
            Q(released_at__isnull=True)
            | Q(state=FindingState.PUBLISHED, working_number__isnull=False, working_released__isnull=True)
        )
    )


def waiting_for(process: Process, user) -> int:
    """How many texts wait that this person did not write."""
    return waiting(process).filter(Q(working_by__isnull=True) | ~Q(working_by=user.pk)).count()


def uncovered(finding: Finding) -> QuerySet[Segment]:
    """Open segments of the finding's topics, else of its action field: what the text might have to reflect as well."""
    topics = Segment.objects.filter(finding=finding, topic__isnull=False).order_by().values("topic")
    near = Q(topic__in=topics)
    if finding.action_field_id:
        near |= Q(action_field=finding.action_field_id)
    rows = synthesis.segments(finding.process).unassigned().filter(near)
    own_topics_first = Case(When(topic__in=topics, then=0), default=1)
    return rows.order_by(own_topics_first, "contribution__received_at", "pk")


@dataclass(frozen=True)
class TopicRow:
    """A topic (None: none yet) of an action field, and how many of its segments are in no finding."""

    field: str
    topic: Topic | None
    #: Value of the parameter that lists its open segments.
    key: str
    total: int
    in_findings: int
    no_answer: int
    uncovered: int


def topics(process: Process) -> list[TopicRow]:
    """All topics of a process with what is covered, the action fields in their order; two queries."""
    counts: dict[tuple[int, int | None], dict[str, int]] = {
        (row["action_field"], row["topic"]): row
        for row in Segment.objects.admitted()
        .filter(contribution__process=process, action_field__isnull=False)
        .order_by()
        .values("action_field", "topic")
        .annotate(
            total=Count("pk"),
            in_findings=Count("pk", filter=Q(finding__isnull=False)),
            uncovered=Count("pk", filter=Q(finding__isnull=True, no_answer_reason="")),
        )
    }
    found = []
    for action_field in synthesis.fields_of(process).prefetch_related("topics"):
        for topic in [*action_field.topics.all(), None]:
            row = counts.get((action_field.pk, topic.pk if topic else None))
            if row is None:
                continue
            key = f"t{topic.pk}" if topic else f"f{action_field.pk}"
            without = row["total"] - row["in_findings"] - row["uncovered"]
            found.append(
                TopicRow(str(action_field), topic, key, row["total"], row["in_findings"], without, row["uncovered"])
            )
    return found


def uncovered_of(process: Process, key: str) -> QuerySet[Segment]:
    """Open segments of a topic ("t" and its key) or of an action field without a topic ("f" and its key)."""
    rows = synthesis.segments(process).unassigned()
    if key[:1] not in ("t", "f") or not key[1:].isdecimal():
        return rows.none()
    wanted = {"topic": int(key[1:])} if key[0] == "t" else {"action_field": int(key[1:]), "topic__isnull": True}
    return rows.filter(**wanted)


def removals(finding: Finding) -> QuerySet[SegmentRemoval]:
    """What left the finding, newest first, with all a row of the list shows."""
    return finding.removals.select_related("contribution", "segment__contribution", "moved_to", "removed_by")


@dataclass(frozen=True)
class SinceRelease:
    """How the sources differ from those that were there when the text was released."""

    added: int
    gone: int

    @property
    def any(self) -> bool:
        return bool(self.added or self.gone)


def since_release(finding: Finding, version: FindingVersion) -> SinceRelease | None:
    """What came and went since this text was released; None while it never was, or nobody noted its sources."""
    if version.released_at is None or not version.released_segments:
        return None
    then = set(version.released_segments)
    now = set(Segment.objects.filter(finding=finding).values_list("pk", flat=True))
    return SinceRelease(len(now - then), len(then - now))


@dataclass
class TextChange:
    """A text of a finding, compared with the one before it; empty runs where nothing differs."""

    version: FindingVersion
    title: list[Run] = field(default_factory=list)
    summary: list[Run] = field(default_factory=list)
    earlier_field: str = ""


def text_history(finding: Finding) -> list[TextChange]:
    """All texts, newest first, each against the one before."""
    rows = list(finding.versions.select_related("written_by", "released_by", "action_field"))
    found = []
    for before, version in zip([None, *rows], rows, strict=False):
        change = TextChange(version)
        if before is not None:
            change.title = redline(before.title, version.title) if before.title != version.title else []
            change.summary = redline(before.summary, version.summary) if before.summary != version.summary else []
            if before.action_field_id != version.action_field_id:
                change.earlier_field = str(before.action_field or _("Whole concept"))
        found.append(change)
    return found[::-1]


@dataclass(frozen=True)
class Event:
    """One thing that happened to a finding, in words."""

    label: str
    #: The other finding of a merge or a split, as its number.
    other: int | None
    who: str
    at: datetime
    reason: str


#: Words for what the log says; the rest of it stands on the screen of the answer.
EVENTS = {
    "synthesis.create_finding": _("Created"),
    "synthesis.release_finding": _("Text released"),
    "synthesis.void_release": _("Release ended, because an opposing passage came or went"),
    "synthesis.merge_finding": _("Merged into finding %(number)s"),
    "synthesis.absorb_finding": _("Took in finding %(number)s"),
    "synthesis.split_finding": _("Split: passages went to finding %(number)s"),
    "synthesis.split_off_finding": _("Split off finding %(number)s"),
    "synthesis.draft_finding": _("Language model asked for a draft"),
}


def events(finding: Finding) -> list[Event]:
    """Releases, merges and splits of a finding, newest first."""
    rows = AuditEntry.objects.about(finding).filter(scope=finding.process.slug, action__in=EVENTS)
    return [_event(row.action, row.details, row.actor_label, row.at, row.reason) for row in rows]


def _event(action: str, details: dict[str, Any], who: str, at: datetime, reason: str) -> Event:
    other = details.get("went_to") or details.get("came_from")
    return Event(str(EVENTS[action]) % {"number": other or ""}, other, who, at, reason)
