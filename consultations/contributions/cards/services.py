"""The hand-over: each card of a confirmed record becomes a contribution, once."""

from datetime import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from audit.services import record
from consultations.conferences.capture.beside import TablesHeld
from consultations.conferences.capture.models import Card
from consultations.conferences.enums import CardColumn
from consultations.conferences.models import Conference, ThematicTable
from consultations.contributions.enums import Channel, Kind, Publication, State
from consultations.contributions.models import Contribution
from consultations.contributions.recording.receipt import Calendar, received_at
from consultations.contributions.recording.storing import insert
from consultations.contributions.targets import Target, describe
from consultations.process.enums import PhaseKind, TargetKind
from consultations.process.models import Phase

#: What a card wants, by the column it hung in. What others are responsible for is still a concern of somebody.
KINDS = {
    CardColumn.NEED: Kind.CONCERN,
    CardColumn.APPROACH: Kind.PROPOSAL,
    CardColumn.QUESTION: Kind.QUESTION,
    CardColumn.PARKING_LOT: Kind.CONCERN,
}


def fingerprint_of(card: Card) -> str:
    """One value for one card: with the unique column it is what makes handing over safe to repeat."""
    return f"card:{card.key}"


@transaction.atomic
def hand_over(conference: Conference, *, actor) -> int:
    """Make a contribution of each card that was not taken away and is none yet; returns how many.

    All or nothing. They wait for the moderators like everything else. The caller holds the lock of the record.
    """
    # A device that is just changing a card is waited for: else the card would say something else than its contribution.
    TablesHeld(conference)
    cards = Card.objects.present().filter(table__conference=conference).select_related("table").order_by("table", "pk")
    there = set(of_conference(conference).values_list("fingerprint", flat=True))
    new = [card for card in cards if fingerprint_of(card) not in there]
    if not new:
        return 0
    tables = {table.pk: table for table in conference.tables.select_related("conference__process")}
    targets = {pk: describe(table) for pk, table in tables.items()}
    moment, phase = received_at(conference.date), phase_of(conference)
    insert([_build(card, targets[card.table_id], conference, phase, moment, actor) for card in new])
    record(actor, "cards.hand_over", conference, scope=conference.process.slug, number=len(new))
    return len(new)


def of_conference(conference: Conference):
    """Every contribution that was a card of a conference, whatever its state; replies to them are none."""
    tables = [str(pk) for pk in ThematicTable.objects.filter(conference=conference).values_list("pk", flat=True)]
    return Contribution.objects.filter(
        process_id=conference.process_id, target_kind=TargetKind.TABLE, object_pk__in=tables, channel=Channel.CARD
    ).order_by()


def phase_of(conference: Conference) -> Phase | None:
    """The phase the cards belong to: that of the conferences, if one was on that day, else any in which people took
    part."""
    calendar = Calendar(conference.process)
    moment = received_at(conference.date)
    running = [row for row in calendar.phases if row.kind == PhaseKind.CONFERENCES and row.contains(moment)]
    return next(iter(running), None) or calendar.phase_for(conference.date, TargetKind.TABLE)


def _build(
    card: Card, target: Target, conference: Conference, phase: Phase | None, moment: datetime, actor
) -> Contribution:
    """A card as a contribution: no names stand on cards, so there is no author; dots count as support on the spot."""
    return Contribution(
        content_type=ContentType.objects.get_for_model(target.object),
        object_pk=str(target.object.pk),
        site_id=settings.SITE_ID,
        comment=card.text,
        submit_date=moment,
        received_at=moment,
        is_public=False,
        process=conference.process,
        phase=phase,
        reference=card.reference,
        target_kind=target.kind,
        target_label=target.label[:250],
        channel=Channel.CARD,
        kind=KINDS[card.column],
        language=card.language,
        publication=Publication.CATEGORY,
        state=State.PENDING,
        region=conference.region,
        column=card.column,
        dots=card.dots,
        support_offline=card.dots,
        recorded_by=actor,
        fingerprint=fingerprint_of(card),
    )
