"""What this feature adds to pages of features below: counters in the draft, cards on the page of a conference."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.extensions import account_menu
from consultations.conferences.enums import CardColumn
from consultations.conferences.extensions import conference_panels
from consultations.conferences.models import Conference, ThematicTable
from consultations.contributions import queries
from consultations.contributions.models import Contribution
from consultations.drafts.extensions import draft_context
from consultations.drafts.models import DraftVersion

account_menu.add("contributions:mine", _("My contributions"), order=20)
account_menu.add("contributions:saved", _("My unfinished contributions"), order=22)
account_menu.add("contributions:followed", _("What I follow"), order=24)


@draft_context.add
def counters(request: HttpRequest, version: DraftVersion) -> dict[str, Any]:
    """Public contributions by paragraph and chapter, and all of them together."""
    counts = queries.counts_by_lineage(version.draft.process)
    return {"contribution_counts": counts, "contribution_total": sum(counts.values())}


@dataclass
class Column:
    """A column of a wall with its cards."""

    label: str
    cards: list[Contribution] = field(default_factory=list)


@dataclass
class Wall:
    """The wall of one thematic table, column by column as it hung there; empty columns are left out."""

    table: ThematicTable
    columns: list[Column]


@conference_panels.add(order=10, template="consultations/contributions/conference_cards.html")
def cards(request: HttpRequest, conference: Conference) -> dict[str, Any] | None:
    """The public cards of a conference, by table and column."""
    found = queries.for_page(request, queries.cards_of(conference))
    if not found:
        return None
    walls = []
    for table in conference.tables.all():
        on_it = [card for card in found if card.object_pk == str(table.pk)]
        columns = [
            Column(str(label), [card for card in on_it if card.column == value])
            for value, label in [*CardColumn.choices, ("", "")]
        ]
        if on_it:
            walls.append(Wall(table, [column for column in columns if column.cards]))
    stages = Counter(card.stage for card in found if card.stage)
    return {
        "walls": walls,
        "card_count": len(found),
        # Where they stand, the most frequent first.
        "stages": stages.most_common(),
        "has_talk": conference.record_is_public,
    }
