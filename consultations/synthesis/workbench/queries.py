"""Reads of the workbench: progress, topics as a tree, notes, reasons used before."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from consultations.contributions.enums import ADMITTED_STATES
from consultations.contributions.models import Contribution
from consultations.process.models import Process
from consultations.synthesis.admin_queries import Progress, fields_of, segments
from consultations.synthesis.models import ActionField, Segment, Topic
from consultations.synthesis.workbench.models import Memo, TopicChange

#: The period in which it is counted what each person coded.
RECENTLY = timedelta(days=7)


@dataclass(frozen=True)
class FieldProgress:
    """How far the passages of one action field are; `field` is None for those without one."""

    field: ActionField | None
    progress: Progress


def progress_by_field(process: Process) -> list[FieldProgress]:
    """For each action field, and for what has none yet; two queries."""
    without = Q(finding__isnull=True) & ~Q(no_answer_reason="")
    rows = (
        Segment.objects.admitted()
        .filter(contribution__process=process)
        .order_by()
        .values("action_field")
        .annotate(
            total=Count("pk"),
            unassigned=Count("pk", filter=Q(finding__isnull=True, no_answer_reason="")),
            assigned=Count("pk", filter=Q(finding__isnull=False)),
            no_answer=Count("pk", filter=without),
        )
    )
    found = {row.pop("action_field"): Progress(**row) for row in rows}
    nothing = Progress(0, 0, 0, 0)
    shown = [FieldProgress(field, found.get(field.pk, nothing)) for field in fields_of(process)]
    return [*shown, FieldProgress(None, found[None])] if None in found else shown


def coded_by_person(process: Process) -> list[dict]:
    """Who coded how many passages in the last days and when last, the busiest first; two queries."""
    rows = list(
        Segment.objects.admitted()
        .filter(contribution__process=process, assigned_at__gte=timezone.now() - RECENTLY, assigned_by__isnull=False)
        .order_by()
        .values("assigned_by")
        .annotate(number=Count("pk"), contributions=Count("contribution", distinct=True), last=Max("assigned_at"))
    )
    people = User.objects.in_bulk([row["assigned_by"] for row in rows])
    most = max((row["number"] for row in rows), default=1)
    shown = [{**row, "person": people.get(row["assigned_by"]), "most": most} for row in rows]
    return sorted(shown, key=lambda row: (-row["number"], str(row["person"])))


def people_of(process: Process) -> QuerySet[User]:
    """The people who assigned passages of a process, for filters."""
    who = Segment.objects.filter(contribution__process=process, assigned_by__isnull=False).order_by()
    return User.objects.filter(pk__in=who.values("assigned_by"))


def reasons_used(process: Process, limit: int = 20) -> list[str]:
    """Why passages needed no answer so far, the most frequent first: to be chosen again."""
    rows = Segment.objects.filter(contribution__process=process).exclude(no_answer_reason="").order_by()
    rows = rows.values_list("no_answer_reason").annotate(number=Count("pk")).order_by("-number", "no_answer_reason")
    return [reason for reason, _number in rows[:limit]]


@dataclass
class Node:
    """A topic in its tree."""

    topic: Topic
    level: int
    #: Passages with the topic itself, and with any of its parts.
    own: int
    total: int

    @property
    def indented(self) -> str:
        return "\u00a0\u00a0\u00a0" * (self.level - 1) + self.topic.title


def topic_trees(process: Process) -> list[tuple[ActionField, list[Node]]]:
    """Each action field with its topics as a tree read from top to bottom, with numbers of passages; three queries."""
    topics = (
        Topic.objects.filter(action_field__process=process).select_related("action_field").order_by("order", "title")
    )
    numbers = dict(
        Segment.objects.admitted()
        .filter(contribution__process=process, topic__isnull=False)
        .order_by()
        .values_list("topic")
        .annotate(Count("pk"))
    )
    parts: dict[tuple[int, int | None], list[Topic]] = defaultdict(list)
    for topic in topics:
        parts[topic.action_field_id, topic.parent_id].append(topic)
    return [(field, list(_walk(parts, field.pk, None, numbers, 1))) for field in fields_of(process)]


def _walk(parts, field: int, parent: int | None, numbers: dict[int, int], level: int) -> Iterator[Node]:
    for topic in parts[field, parent]:
        below = list(_walk(parts, field, topic.pk, numbers, level + 1))
        own = numbers.get(topic.pk, 0)
        yield Node(topic, level, own, own + sum(node.own for node in below))
        yield from below


def topic_choices(process: Process) -> list[tuple[str, list[tuple[str, str]]]]:
    """Topics for a select, grouped by action field and indented."""
    return [
        (field.title, [(str(node.topic.pk), node.indented) for node in nodes])
        for field, nodes in topic_trees(process)
        if nodes
    ]


def segments_of_topic(topic: Topic) -> QuerySet[Segment]:
    """The admitted passages of a topic."""
    return segments(topic.action_field.process).filter(topic=topic)


def history_of(topic: Topic) -> QuerySet[TopicChange]:
    """What was done to a topic, and to those merged into it, the latest first."""
    return TopicChange.objects.filter(topic=topic).select_related("person")


def memos(process: Process, *, about: str = "", person: str = "", text: str = "") -> QuerySet[Memo]:
    """Notes of a process, the latest first; of contributions only of those that are still part of the evaluation."""
    rows = Memo.objects.filter(process=process).select_related(
        "author", "contribution", "segment", "topic__action_field"
    )
    rows = rows.filter(Q(contribution__isnull=True) | Q(contribution__in=Contribution.objects.admitted()))
    if about:
        rows = rows.filter(topic__isnull=about != "thema")
    if person.isdecimal():
        rows = rows.filter(author=int(person))
    if text.strip():
        rows = rows.filter(text__icontains=text.strip())
    return rows


def thread_before(contribution: Contribution) -> list[Contribution]:
    """What was said before in the thread of a reply, the first one first; only what everybody of the team may read."""
    if not contribution.is_reply:
        return []
    rows = Contribution.objects.filter(
        state__in=ADMITTED_STATES,
        process=contribution.process,
        thread_id=contribution.thread_id,
        order__lt=contribution.order,
    )
    earlier = {row.pk: row for row in rows.select_related("category")}
    found, parent = [], earlier.get(contribution.parent_id)
    while parent is not None and parent not in found:
        found.append(parent)
        parent = earlier.get(parent.parent_id) if parent.parent_id != parent.pk else None
    return found[::-1]


def memo_writers(process: Process) -> list[User]:
    """Who wrote notes in a process, by name."""
    who = Memo.objects.filter(process=process, author__isnull=False).order_by().values("author")
    return sorted(User.objects.filter(pk__in=who), key=str)
