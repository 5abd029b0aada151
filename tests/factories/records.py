"""A conference that is over, with cards, its record, and people who were there."""

from datetime import timedelta

from django.utils import timezone

from consultations.conferences.capture.models import Card
from consultations.conferences.enums import CardColumn
from consultations.conferences.models import Conference
from consultations.conferences.record.enums import RecordState
from consultations.conferences.record.models import ConferenceRecord
from consultations.conferences.record.services import confirm, record_of
from consultations.conferences.registration.models import Registration, RegistrationState
from tests.factories.consultations import ConferenceFactory, ThematicTableFactory, today


def make_conference(process, **values) -> Conference:
    """A conference of ten days ago with two tables; the first has two cards."""
    values = {"slug": "stendal", "date": today() - timedelta(days=10), **values}
    conference = ConferenceFactory(process=process, **values)
    first = ThematicTableFactory(conference=conference, number=1, title="Sprache", question="Was fehlt?")
    ThematicTableFactory(conference=conference, number=2, title="Wohnen", question="Wo wohnen?")
    make_card(first, "Mehr Kurse am Abend.", dots=5)
    make_card(first, "Busse fahren zu selten.", CardColumn.NEED)
    return conference


def make_card(table, text="Mehr Kurse.", column=CardColumn.APPROACH, **values) -> Card:
    return Card.objects.create(table=table, text=text, column=column, **values)


def make_registration(conference, name="Ada Beispiel", **values) -> Registration:
    values = {"email": f"{name.split()[0].lower()}@example.org", "state": RegistrationState.REGISTERED, **values}
    return Registration.objects.create(conference=conference, name=name, **values)


def make_check(conference, *, days: int = 5) -> ConferenceRecord:
    """The record of a conference, its check ending in some days; over where they are below zero."""
    values = {
        "state": RecordState.CHECKING,
        "minutes": "Begrüßung durch die Landrätin.",
        "check_opened_at": timezone.now() - timedelta(days=3),
        "check_until": today() + timedelta(days=days),
        "check_sent_to": "nobody",
        "check_mails_done_at": timezone.now(),
    }
    return ConferenceRecord.objects.update_or_create(conference=conference, defaults=values)[0]


def confirmed(conference, actor) -> ConferenceRecord:
    """The record of a conference, confirmed by its service."""
    if not ConferenceRecord.objects.filter(conference=conference, check_until__isnull=False).exists():
        make_check(conference, days=-1)
    confirm(conference, revision=record_of(conference).revision, actor=actor)
    conference.refresh_from_db()
    return record_of(conference)
