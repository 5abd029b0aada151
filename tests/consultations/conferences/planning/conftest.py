"""What tests of planning share: a planned and an announced conference, and who heard of a change."""

from datetime import time

import pytest
from django.urls import reverse

from consultations.conferences.enums import ConferenceState
from consultations.conferences.models import AgendaItem, Conference
from consultations.conferences.signals import conference_changed
from tests.factories.consultations import ConferenceFactory, ThematicTableFactory


def _stored(**fields) -> Conference:
    row = ConferenceFactory(**{"slug": "nord", "summary": "Worum es geht.", **fields})
    AgendaItem.objects.create(conference=row, order=1, time=time(13), title="Begrüßung", by="Gastgeber")
    ThematicTableFactory(conference=row, number=1)
    return Conference.objects.select_related("process", "region").get(pk=row.pk)


@pytest.fixture
def announced(process) -> Conference:
    """An announced conference in twenty days with an agenda, a table, 12 registered and 2 waiting."""
    return _stored(process=process, registered=12, waiting=2)


@pytest.fixture
def planned(process) -> Conference:
    """The same while it is being planned."""
    return _stored(process=process, state=ConferenceState.PLANNED)


@pytest.fixture
def heard():
    """What `conference_changed` told, in order."""
    calls = []

    def hear(sender, **what):
        what.pop("signal")
        calls.append(what)

    conference_changed.connect(hear)
    yield calls
    conference_changed.disconnect(hear)


@pytest.fixture
def address():
    """The address of a staff screen of a conference."""

    def of(name: str, conference: Conference) -> str:
        return reverse(f"conferences_admin:{name}", args=[conference.process.slug, conference.pk])

    return of
