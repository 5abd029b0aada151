"""A finished double coding of the demo: two people mostly agree, and there is something to talk about."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from consultations.process.models import Process
from consultations.synthesis.double_coding.models import DoubleCode, DoubleCoding, DoubleCodingItem, Place
from consultations.synthesis.double_coding.sampling import draw
from consultations.synthesis.models import Segment

#: A fixed start value: the demo is the same wherever it is loaded in the same order.
SEED = "demo-2026"
SIZE = 32
#: Every so many passages the second person sees another field, or nothing to answer.
_OTHER_FIELD, _NO_ANSWER = 7, 15
_NOTE = "Auf den ersten Blick geht es um etwas anderes; gemeint ist die Zuständigkeit."


def create_double_coding(process: Process, people: dict[str, Any]) -> None:
    """Draw from what is assigned to a field, and code it by two accounts of the demo."""
    rows = Segment.objects.admitted().filter(contribution__process=process, action_field__isnull=False)
    fields = dict(rows.order_by("pk").values_list("pk", "action_field"))
    if len(fields) < SIZE:
        return
    now = timezone.now()
    coding = DoubleCoding.objects.create(
        process=process,
        seed=SEED,
        drawn_from=list(fields),
        size=SIZE,
        first_coder=people["auswertung"],
        second_coder=people["moderation"],
        first_done_at=now - timedelta(days=2),
        second_done_at=now - timedelta(days=1),
        created_by=people["federfuehrung"],
    )
    items = DoubleCodingItem.objects.bulk_create(
        DoubleCodingItem(double_coding=coding, number=number, segment_id=key)
        for number, key in enumerate(draw(list(fields), SEED, SIZE), start=1)
    )
    everything = list(process.action_fields.order_by("order", "pk").values_list("pk", flat=True))
    codes = []
    for item in items:
        assigned = fields[item.segment_id]
        neighbour = everything[(everything.index(assigned) + 1) % len(everything)]
        needs_none = item.number % _NO_ANSWER == 0
        other = item.number % _OTHER_FIELD == 0
        codes += [
            DoubleCode(item=item, place=Place.FIRST, coder=people["auswertung"], action_field_id=assigned),
            DoubleCode(
                item=item,
                place=Place.SECOND,
                coder=people["moderation"],
                action_field_id=None if needs_none else neighbour if other else assigned,
                no_answer=needs_none,
                note=_NOTE if other and not needs_none else "",
            ),
        ]
    DoubleCode.objects.bulk_create(codes)
    DoubleCoding.objects.filter(pk=coding.pk).update(created_at=now - timedelta(days=6))
