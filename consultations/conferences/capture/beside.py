"""For features above that write cards themselves: the same lock, and what devices at the tables have to hear of it."""

import uuid

from django.db.models import Max
from django.utils import timezone

from consultations.conferences.capture.models import Card, CardOperation
from consultations.conferences.models import Conference, ThematicTable


class TablesHeld:
    """All tables of a conference, locked until the transaction ends: no device writes a card meanwhile.

    Read the cards after it. In the order of their keys like the ledger, so that two of them never wait for each other.
    """

    def __init__(self, conference: Conference) -> None:
        rows = ThematicTable.objects.select_for_update(of=("self",), no_key=True).filter(conference=conference)
        self._last = dict.fromkeys((table.pk for table in rows.order_by("pk")), 0)
        found = Card.objects.filter(table__in=self._last).order_by().values("table").annotate(last=Max("change"))
        self._last |= {row["table"]: row["last"] for row in found}

    def is_new(self, card: Card) -> None:
        """Give a card the next number of its table, so that devices hear of it. The caller stores `change`."""
        self._last[card.table_id] += 1
        card.change = self._last[card.table_id]

    def is_changed(self, card: Card) -> None:
        """Say that a card is no more what devices have seen: who changes it from there is asked first.

        The caller stores the fields `CHANGED`.
        """
        CardOperation.objects.get_or_create(key=card.state, defaults={"card": card})
        card.state, card.changed_at = uuid.uuid4(), timezone.now()
        card.revision += 1
        self.is_new(card)


#: What `is_changed` sets.
CHANGED = ("state", "change", "changed_at", "revision")
