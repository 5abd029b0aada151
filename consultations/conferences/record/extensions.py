"""What features above tell the record of its cards: which became contributions."""

from dataclasses import dataclass
from uuid import UUID

from frontend.panels import ContextProviders


@dataclass(frozen=True)
class HandedOver:
    """The contribution a card became."""

    code: str
    url: str
    is_public: bool
    state: str


#: {"handed_over": {card key: HandedOver}} for the cards of a conference: function(None, conference=…).
handed_over_cards = ContextProviders("cards handed over")


def handed_over(conference) -> dict[UUID, HandedOver]:
    """The contributions the cards of a conference became, by key of the card."""
    return handed_over_cards.collect(None, conference=conference).get("handed_over", {})
