"""Releasing the cards of a conference together: they were checked by participants and carry no names."""

from collections.abc import Iterable

from django.db.models import Count

from consultations.conferences.models import Conference, ThematicTable
from consultations.contributions.cards.services import of_conference
from consultations.contributions.enums import Channel, State
from consultations.contributions.models import Contribution
from consultations.moderation.bulk import Result, Seen, Verb, decide_together
from consultations.moderation.queries import shown
from consultations.process.enums import TargetKind
from consultations.process.models import Process

#: So many are released with one click; more than any conference has.
MOST_CARDS = 500


def waiting_cards(conference: Conference) -> list[Contribution]:
    """The cards of a conference that wait for their first decision, table by table, as rows of the queue."""
    rows = of_conference(conference).filter(state=State.PENDING).order_by("object_pk", "column", "pk")
    return shown(list(rows.values_list("pk", flat=True)[:MOST_CARDS]))


def conferences_waiting(process: Process) -> list[Conference]:
    """Conferences whose cards wait, with `waiting_cards`: how many. One query, and one more where there are any."""
    rows = Contribution.objects.filter(
        process=process, state=State.PENDING, channel=Channel.CARD, target_kind=TargetKind.TABLE
    )
    numbers = dict(rows.order_by().values_list("object_pk").annotate(number=Count("pk")))
    if not numbers:
        return []
    found: dict[int, Conference] = {}
    tables = ThematicTable.objects.filter(conference__process=process, pk__in=numbers).select_related("conference")
    for table in tables.order_by("conference__date", "conference", "pk"):
        conference = found.setdefault(table.conference_id, table.conference)
        conference.waiting_cards = getattr(conference, "waiting_cards", 0) + numbers[str(table.pk)]
    return list(found.values())


def seen_of(row: Contribution) -> Seen:
    """A card as it stands on the page that is confirmed."""
    return Seen(row.pk, row.state, row.latest_decision, row.revision)


def release_cards(conference: Conference, seen: Iterable[Seen], *, actor) -> list[Result]:
    """Publish cards word for word; each has its own result. What is no card of this conference is left out."""
    own = set(of_conference(conference).values_list("pk", flat=True))
    wanted = [one for one in seen if one.pk in own]
    return decide_together(conference.process, wanted, verb=Verb.RELEASE, actor=actor)
