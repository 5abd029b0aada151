"""A conference of today with two tables and links to them."""

import uuid

import pytest

from consultations.conferences.capture.links import token_of
from consultations.conferences.capture.models import AccessKind, CaptureAccess
from consultations.conferences.models import Conference, ThematicTable
from tests.factories.consultations import ConferenceFactory, ThematicTableFactory, today


@pytest.fixture
def conference(process) -> Conference:
    return ConferenceFactory(process=process, slug="heute", date=today())


@pytest.fixture
def table(conference) -> ThematicTable:
    return ThematicTableFactory(conference=conference, number=1, title="Sprache")


@pytest.fixture
def other_table(conference) -> ThematicTable:
    return ThematicTableFactory(conference=conference, number=2, title="Arbeit")


@pytest.fixture
def host(conference, table, other_table) -> CaptureAccess:
    """A link for hosts of all tables."""
    return CaptureAccess.objects.create(conference=conference, kind=AccessKind.HOST)


@pytest.fixture
def participant(conference, table) -> CaptureAccess:
    """The link of participants at table 1."""
    return CaptureAccess.objects.create(conference=conference, table=table, kind=AccessKind.PARTICIPANT)


@pytest.fixture
def wall(conference, table) -> CaptureAccess:
    return CaptureAccess.objects.create(conference=conference, kind=AccessKind.WALL)


def card_operation(*, key=None, text="Kurse am Abend", base=None, table=1, **values) -> dict:
    """A card as a device sends it."""
    return {
        "id": str(uuid.uuid4()),
        "kind": "card",
        "key": str(key or uuid.uuid4()),
        "table": table,
        "column": "bedarf",
        "text": text,
        "language": "de",
        "base": str(base) if base else None,
        **values,
    }


def dots_operation(key, number=1, *, table=1) -> dict:
    return {"id": str(uuid.uuid4()), "kind": "dots", "key": str(key), "table": table, "number": number}


@pytest.fixture
def send(client):
    """Send operations of a device; returns the answers by operation."""

    def post(access: CaptureAccess, *operations: dict, device: uuid.UUID | None = None, table: int = 1) -> dict:
        if device is not None:
            client.cookies["erfassung_geraet"] = str(device)
        response = client.post(
            f"/erfassung/{token_of(access)}/abgleich/",
            {"operations": list(operations), "table": table, "since": -1},
            content_type="application/json",
        )
        assert response.status_code == 200, response.content
        return {row["id"]: row for row in response.json()["answers"]}

    return post
