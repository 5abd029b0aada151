"""Steps of the coding: what a segment looked like before and after, so that the person can take the step back."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from hashlib import blake2b
from typing import Any

from django.utils import timezone

from consultations.process.models import Process
from consultations.synthesis.models import CodingStep, Segment

#: How long a step can be taken back.
KEPT_FOR = timedelta(days=30)
#: Where a segment belongs, and who said so.
ASSIGNED = ("action_field_id", "topic_id", "finding_id", "stance", "no_answer_reason", "assigned_by_id")
#: What is kept of a segment.
FIELDS = ("contribution_id", "start", "end", *ASSIGNED)


class SegmentsChanged(Exception):
    """Somebody else changed these segments since they were looked at. `segments` are as they are now."""

    def __init__(self, segments: list[Segment]) -> None:
        super().__init__(", ".join(str(segment.pk) for segment in segments))
        self.segments = segments


def state(segment: Segment) -> dict[str, Any]:
    """What is kept of a segment, as JSON values."""
    found = {"pk": segment.pk, **{name: getattr(segment, name) for name in FIELDS}}
    return {**found, "assigned_at": segment.assigned_at.isoformat() if segment.assigned_at else None}


def marker(segment: Segment) -> str:
    """Stands for what a person sees of a segment: its words, where they belong and who said so."""
    seen = json.dumps([state(segment), segment.text])
    return blake2b(seen.encode(), digest_size=8).hexdigest()


def check_seen(segments: Iterable[Segment], seen: Mapping[int, str]) -> None:
    """Raise SegmentsChanged for those of the locked segments that are not what the form showed."""
    changed = [segment for segment in segments if seen.get(segment.pk, marker(segment)) != marker(segment)]
    if changed:
        raise SegmentsChanged(changed)


@contextmanager
def remembered(process: Process, actor, kind: str, segments: list[Segment]) -> Iterator[None]:
    """Keep what happens to these segments inside the block as one step of the person."""
    before = [state(segment) for segment in segments]
    yield
    keep(process, actor, kind, before, [state(segment) for segment in segments])


def keep(process: Process, actor, kind: str, before: list[dict], after: list[dict]) -> None:
    """Store a step, unless nothing changed or nobody is known who could take it back."""
    if before != after and actor is not None and actor.pk:
        CodingStep.objects.create(process=process, person=actor, kind=kind, before=before, after=after)


def latest(process: Process, person) -> CodingStep | None:
    """The step a person would take back next."""
    return CodingStep.objects.filter(process=process, person=person, undone_at=None).order_by("-pk").first()


def outdated():
    """Steps nobody takes back any more: older than `KEPT_FOR`."""
    return CodingStep.objects.filter(done_at__lt=timezone.now() - KEPT_FOR)
