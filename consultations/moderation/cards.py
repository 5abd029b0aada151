"""Releasing the cards of a conference together: they were checked by participants and carry no names."""

from collections.abc import Iterable

from consultations.conferences.models import Conference
from consultations.contributions.cards.services import of_conference
from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.moderation.bulk import Result, Seen, Verb, decide_together
from consultations.moderation.queries import shown

#: So many are released with one click; more than any conference has.
MOST_CARDS = 500


def waiting_cards(conference: Conference) -> list[Contribution]:
    """The cards of a conference that wait for their first decision, table by table, as rows of the queue."""
    rows = of_conference(conference).filter(state=State.PENDING).order_by("object_pk", "column", "pk")
    return shown(list(rows.values_list("pk", flat=True)[:MOST_CARDS]))


def seen_of(row: Contribution) -> Seen:
    """A card as it stands on the page that is confirmed."""
    return Seen(row.pk, row.state, row.latest_decision, row.revision)


def release_cards(conference: Conference, seen: Iterable[Seen], *, actor) -> list[Result]:
    """Publish cards word for word; each has its own result. What is no card of this conference is left out."""
    own = set(of_conference(conference).values_list("pk", flat=True))
    wanted = [one for one in seen if one.pk in own]
    return decide_together(conference.process, wanted, verb=Verb.RELEASE, actor=actor)
