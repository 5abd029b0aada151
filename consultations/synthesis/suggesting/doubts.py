"""What may be filed wrongly: a classifier that did not see a segment is sure that it belongs elsewhere.

Moderators overruled 13 % of people's own choices elsewhere; a slip of the mouse is found the same way. What somebody
looked at and kept is not asked again as long as it stays where it is.
"""

from collections.abc import Sequence

import numpy as np
from django.db import transaction
from django.utils import timezone

from audit.services import record
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import require
from consultations.synthesis import services
from consultations.synthesis.models import Segment
from consultations.synthesis.suggesting.models import Doubt

#: The assigned field is less likely than this while another one is more likely than that.
_UNLIKELY, _SURE = 0.15, 0.6


class AlreadySettled(Exception):
    """Somebody else looked at it meanwhile, or it was moved or is gone."""


@transaction.atomic
def note_doubts(
    keys: Sequence[int], labels: Sequence[str], chances: np.ndarray, fields: Sequence[str], process: Process
) -> int:
    """Replace the open doubts of a process by those that held-out chances raise now; returns how many there are."""
    raised = {}
    for key, label, row in zip(keys, labels, chances, strict=True):
        if np.isnan(row).any():
            continue
        own, best = row[fields.index(label)], int(row.argmax())
        if own < _UNLIKELY and row[best] > _SURE:
            raised[key] = (int(label), int(fields[best]), float(own), float(row[best]))
    known = Doubt.objects.filter(segment__contribution__process=process)
    known.filter(settled_at__isnull=True).delete()
    kept = dict(known.filter(segment__in=raised).values_list("segment", "filed"))
    # Somebody said that it belongs there: only when it was moved since then is it asked about again.
    known.filter(segment__in=[key for key, filed in kept.items() if raised[key][0] != filed]).delete()
    rows = Segment.objects.filter(pk__in=raised).values_list("pk", "action_field")
    now = {key: filed for key, filed in rows if raised[key][0] == filed and kept.get(key) != filed}
    existing = set(process.action_fields.values_list("pk", flat=True))
    Doubt.objects.bulk_create(
        Doubt(segment_id=key, filed_id=filed, other_id=other, filed_chance=own, other_chance=best)
        for key, (filed, other, own, best) in raised.items()
        if key in now and {filed, other} <= existing
    )
    return len(now)


def open_doubts(process: Process):
    """Doubts nobody settled, about segments that are still where they were; the surest first."""
    rows = Doubt.objects.filter(settled_at__isnull=True, segment__contribution__process=process)
    return rows.filter(segment__in=Segment.objects.admitted()).select_related(
        "segment__contribution", "segment__action_field", "filed", "other"
    )


@transaction.atomic
def settle(process: Process, pk: int, *, move: bool, actor) -> Doubt:
    """Keep a segment where it is, or move it to the field the machine named. Raises AlreadySettled."""
    require(actor, Action.CODE, process)
    doubt = open_doubts(process).select_for_update(of=("self",), no_key=True).filter(pk=pk).first()
    if doubt is None or doubt.segment.action_field_id != doubt.filed_id:
        raise AlreadySettled
    if move:
        services.assign(process, [doubt.segment], actor=actor, action_field=doubt.other, undoable=False)
    else:
        record(actor, "synthesis.keep_field", doubt.segment.contribution, scope=process.slug, field=doubt.filed.slug)
    doubt.settled_at, doubt.settled_by, doubt.was_moved = timezone.now(), actor, move
    doubt.save()
    return doubt
