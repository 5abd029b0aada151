"""What this feature tells the record of a conference, and adds to its public page."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from consultations.conferences.capture.extensions import settles_cards
from consultations.conferences.capture.models import Card
from consultations.conferences.extensions import conference_panels
from consultations.conferences.models import Conference
from consultations.conferences.record.extensions import HandedOver, handed_over_cards
from consultations.contributions.cards.services import fingerprint_of, of_conference
from consultations.contributions.enums import Publication, State
from consultations.contributions.models import Contribution


@handed_over_cards.add
def contributions_of_cards(request: HttpRequest | None, conference: Conference) -> dict[str, Any]:
    """The contributions the cards of a conference became, by key of the card; two queries."""
    rows = of_conference(conference).filter(fingerprint__startswith="card:")
    found = {}
    for row in rows.only("code", "state", "publication", "fingerprint"):
        key = UUID(row.fingerprint.removeprefix("card:"))
        is_public = row.state == State.RELEASED and row.publication != Publication.INTERNAL
        found[key] = HandedOver(row.display_code, row.get_absolute_url(), is_public, str(row.get_state_display()))
    return {"handed_over": found}


@settles_cards
def became_contributions(keys: Iterable[int]) -> set[int]:
    """Cards that are contributions: a table's device changes them no more, else the two would say different things."""
    cards = {fingerprint_of(card): card.pk for card in Card.objects.filter(pk__in=keys).only("key")}
    there = Contribution.objects.filter(fingerprint__in=cards).values_list("fingerprint", flat=True)
    return {cards[fingerprint] for fingerprint in there}


@conference_panels.add(order=40, template="consultations/contributions/cards/documentation.html")
def documentation(request: HttpRequest, conference: Conference) -> dict[str, Any] | None:
    """The link to the documentation as PDF, once the record is public."""
    if not conference.record_is_public:
        return None
    place = {"process_slug": conference.process.slug, "slug": conference.slug}
    return {"documentation_url": reverse("contributions:documentation", kwargs=place)}
