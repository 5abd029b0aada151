"""In which order rows of the evaluation are locked, and the one way to lock segments.

process → contribution → action field → topic → finding (→ answer → request to sign) → segment

and within one kind in the order of the keys: of two people who need the same rows, one waits, and never both for each
other. A double coding, a doubt or a person's own step is locked before all of these.

Rows are locked without their key (`no_key`) unless they are to be deleted. Whoever writes a row that names one of them
– a passage, a step, what left a finding – needs only that it stays, and would otherwise wait in the middle of his work
for somebody who waits for him.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from consultations.synthesis.models import Finding, Segment, Topic

#: So often it begins anew when somebody moves a segment between the look and the lock.
_TRIES = 10


@dataclass(frozen=True)
class Locked:
    """Segments in the order of their keys, and all findings and topics they belong to, or shall belong to."""

    segments: list[Segment]
    findings: dict[int, Finding]
    topics: dict[int, Topic]


class _Moved(Exception):
    """A segment belongs to something else than a moment ago."""


def lock_topics(pks: Iterable[int | None]) -> dict[int, Topic]:
    """Topics by key, locked so that none of them goes; those that are gone are missing."""
    rows = Topic.objects.select_for_update(no_key=True).filter(pk__in={pk for pk in pks if pk})
    return {row.pk: row for row in rows.order_by("pk")}


def lock_findings(pks: Iterable[int | None]) -> dict[int, Finding]:
    """Findings by key, locked in the order of their keys: after topics, before any segment."""
    rows = Finding.objects.select_for_update(of=("self",), no_key=True).filter(pk__in={pk for pk in pks if pk})
    return {row.pk: row for row in rows.order_by("pk")}


def lock_segments(
    wanted: QuerySet[Segment], *, findings: Iterable[int | None] = (), topics: Iterable[int | None] = ()
) -> Locked:
    """Lock segments with all findings and topics they belong to, and those by key they shall belong to.

    `wanted` may join what belongs to a segment; only the segments themselves are locked by it. Call it inside the
    transaction that changes them.
    """
    findings, topics = set(findings), set(topics)
    for last in [*[False] * _TRIES, True]:
        try:
            # Going back to before the block lets go of what was locked inside it.
            with transaction.atomic():
                return _lock(wanted, findings, topics, is_last=last)
        except _Moved:
            continue
    raise AssertionError("The last try does not ask.")


def _lock(wanted: QuerySet[Segment], findings: set, topics: set, *, is_last: bool) -> Locked:
    belong = list(wanted.order_by().values_list("topic", "finding"))
    locked_topics = lock_topics({*topics, *(topic for topic, _finding in belong)})
    locked_findings = lock_findings({*findings, *(finding for _topic, finding in belong)})
    rows = list(wanted.select_for_update(of=("self",), no_key=True).order_by("pk"))
    for row in rows:
        known = row.topic_id in {None, *locked_topics} and row.finding_id in {None, *locked_findings}
        if not known and not is_last:
            raise _Moved
    return Locked(rows, locked_findings, locked_topics)
