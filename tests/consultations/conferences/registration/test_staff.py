"""What staff see and do."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from audit.models import AuditEntry
from consultations.conferences.models import Conference
from consultations.conferences.registration import links, services
from consultations.conferences.registration.models import ConferenceInvitation, Registration
from consultations.process.dates import today
from notifications.models import OutboxMessage
from tests.factories.consultations import ConferenceFactory, ThematicTableFactory


@pytest.fixture
def url(conference):
    def make(name, **values) -> str:
        known = {"process_slug": conference.process.slug, "conference": conference.pk}
        return reverse(f"registration_admin:{name}", kwargs=known | values)

    return make


@pytest.fixture
def signed_in(client, office):
    client.force_login(office)
    return client


def text_of(response) -> str:
    return response.content.decode()


def particulars(**values) -> dict:
    return {"name": "Ada", "email": "ada@example.org", "language": "de", "party": "", **values}


def test_the_list_is_narrowed_and_costs_the_same(signed_in, conference, register, url):
    conference.capacity = 60
    conference.save()
    register(conference, "Ada", needs={"diet": "vegan"}, party=["Ali"])

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert signed_in.get(url("index")).status_code == 200
        return len(found)

    queries()
    few = queries()
    for number in range(20):
        register(conference, f"Person{number}", needs={"diet": "vegan"}, is_confirmed=number > 2)
    assert queries() == few
    for query, there, gone in (
        ("?q=person19", "Person19", "Ali"),
        ("?stand=unbestaetigt", "Person1<", "Person19"),
        ("?bedarf=ja", "Person19", "Ali<"),
        ("?tisch=ohne", "Ali", "nichts"),
        (f"?q={Registration.objects.get(name='Ali').ticket}", "Ali", "Person19"),
    ):
        page = text_of(signed_in.get(url("index") + query))
        assert there in page and gone not in page, query
    assert "Person" not in text_of(signed_in.get(url("index") + "?tisch=99&kreis=x&kategorie=y&page=xx"))


def test_the_files_run_no_formulas(signed_in, conference, register, url):
    register(conference, "Ada", organisation_name="=1+1")
    answer = signed_in.get(url("csv"))
    assert "'=1+1" in answer.content.decode("utf-8-sig") and "no-store" in answer.headers["Cache-Control"]
    workbook = load_workbook(BytesIO(signed_in.get(url("xlsx")).content))
    cell = workbook.active["C2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert AuditEntry.objects.filter(action="registration.export").count() == 2


def test_needs_are_summed_up(signed_in, conference, register, url):
    conference.interpreting = ["ar"]
    conference.save()
    register(conference, "Ada", needs={"interpreting": "ar", "diet": "halal"})
    services.cancel(register(conference, "Ben", needs={"diet": "Nüsse"}))
    page = text_of(signed_in.get(url("needs")))
    assert "Arabisch: 1" in page and "halal" in page and "Nüsse" not in page


def test_somebody_who_calls_is_added_and_changed(signed_in, conference, cast, url):
    data = particulars(organisation_name=cast.organisation.name, party="Ben")
    answer = signed_in.post(url("add"), data)
    row = Registration.objects.get(booked_by=None)
    assert answer.url == url("registration", pk=row.pk) and row.organisation == cast.organisation
    assert row.confirm_until is None and OutboxMessage.objects.get().kind == "registration/registered"
    assert signed_in.post(url("add"), data).status_code == 422
    page = url("registration", pk=row.pk)
    assert "ada@example.org" in text_of(signed_in.get(page))
    token = links.token_of(row)
    changed = particulars(email="neu@example.org", party="Ben", revision=0)
    assert signed_in.post(page, changed).status_code == 302
    assert signed_in.post(page, changed).status_code == 422
    row.refresh_from_db()
    assert row.email == "neu@example.org" and links.token_of(row) != token
    assert OutboxMessage.objects.filter(address="neu@example.org", kind="registration/changed").count() == 1
    # Nobody without an address is written to.
    signed_in.post(url("cancel", pk=row.pk), {"reason": "Raum ist kleiner"})
    signed_in.post(url("add"), particulars(email="", name="Cem"))
    assert Registration.objects.filter(name="Cem", state="registered").exists()


def test_cancelling_asks_for_a_reason_which_the_person_reads(signed_in, conference, register, url):
    row = register(conference, "Ada", party=["Ben"])
    waiting = register(conference, "Cem")
    signed_in.post(url("cancel", pk=row.pk), {"reason": ""})
    row.refresh_from_db()
    assert row.state == "registered"
    party = row.party.get()
    signed_in.post(url("cancel", pk=party.pk), {"reason": "Nur eine Person je Verein"})
    for one in (row, party, waiting):
        one.refresh_from_db()
    assert [row.state, party.state, waiting.state] == ["registered", "cancelled", "offered"]
    signed_in.post(url("cancel", pk=row.pk), {"reason": "Der Raum ist kleiner"})
    assert "Der Raum ist kleiner" in OutboxMessage.objects.get(kind="registration/cancelled").body
    entry = AuditEntry.objects.filter(action="registration.cancel_by_staff").first()
    assert "Ada" not in f"{entry.details}{entry.target_label}{entry.reason}"


def test_an_offer_before_the_turn_needs_a_free_seat(signed_in, conference, register, url):
    rows = [register(conference, name) for name in ("Ada", "Ben", "Cem", "Dana")]
    signed_in.post(url("offer", pk=rows[3].pk))
    rows[3].refresh_from_db()
    assert rows[3].state == "waiting"
    type(conference).objects.filter(pk=conference.pk).update(capacity=3)
    signed_in.post(url("offer", pk=rows[3].pk))
    rows[3].refresh_from_db()
    assert rows[3].state == "offered"


def test_a_mail_to_all_is_previewed_and_sent_once(signed_in, conference, register, url):
    register(conference, "Ada")
    register(conference, "Ben", is_confirmed=False)
    key = "0b8a2c6e-7a43-4a55-9a0a-0c5c3b0f2a11"
    data = {"states": ["registered"], "subject": "Parken", "text": "Bitte mit der Bahn.", "key": key}
    page = text_of(signed_in.post(url("message"), data))
    assert "Bitte mit der Bahn." in page and not OutboxMessage.objects.filter(kind="registration/message").exists()
    for _click in range(2):
        signed_in.post(url("message"), data | {"send": "1"})
    (mail,) = OutboxMessage.objects.filter(kind="registration/message")
    assert (mail.address, mail.subject) == ("ada@example.org", "Parken") and "Bahn" in mail.body


def test_invitations_are_pasted_imported_and_sent_once(signed_in, conference, url):
    page = signed_in.post(url("invitations"), {"addresses": "ada@example.org\nkein-at"})
    assert page.status_code == 422 and "Zeile 2" in text_of(page) and not ConferenceInvitation.objects.exists()
    file = SimpleUploadedFile("liste.csv", "E-Mail;Name\r\nBEN@example.org;Ben Größe\r\n".encode("cp1252"))
    data = {"addresses": "Ada Vogt <ada@example.org>\nben@example.org", "file": file}
    signed_in.post(url("invitations"), data)
    assert set(ConferenceInvitation.objects.values_list("email", "name")) == {
        ("ada@example.org", "Ada Vogt"),
        ("ben@example.org", ""),
    }
    assert not OutboxMessage.objects.exists()
    for _click in range(2):
        signed_in.post(url("send_invitations"))
    assert OutboxMessage.objects.filter(kind="registration/invitation").count() == 2
    row = ConferenceInvitation.objects.get(email="ada@example.org")
    signed_in.post(url("remove_invitation", pk=row.pk))
    link = links.invitation_link(row)
    assert signed_in.get(link[link.index("/konferenzeinladung") :]).status_code == 404


def test_registrations_of_another_conference_are_not_found(signed_in, conference, process, register, url):
    other = ConferenceFactory(process=process, registration="open")
    row = register(other, "Ada")
    table = ThematicTableFactory(conference=other)
    mine = register(conference, "Ben")
    assert signed_in.get(url("registration", pk=row.pk)).status_code == 404
    for name in ("cancel", "offer", "move"):
        assert signed_in.post(url(name, pk=row.pk), {"reason": "x"}).status_code == 404
    signed_in.post(url("move", pk=mine.pk), {"table": table.pk, "revision": 0})
    mine.refresh_from_db()
    assert mine.table is None


def test_the_invitation_of_another_address_opens_a_registration_no_more(signed_in, client, conference, register, url):
    row = register(conference, "Ada")
    invitation = ConferenceInvitation.objects.create(conference=conference, email=row.email, registration=row)
    signed_in.post(url("registration", pk=row.pk), particulars(email="neu@example.org", revision=0))
    row.refresh_from_db()
    link = links.invitation_link(invitation)
    response = client.get(link[link.index("/konferenzeinladung/") :])
    assert row.email == "neu@example.org" and response.status_code == 200
    assert links.token_of(row) not in response.content.decode()


def test_an_address_nobody_confirmed_is_not_written_to_about_others(signed_in, conference, register, url):
    row = register(conference, "Ada", party=["Ben"], is_confirmed=False)
    signed_in.post(url("cancel", pk=row.party.get().pk), {"reason": "Nur eine Person je Verein"})
    assert [mail.kind for mail in OutboxMessage.objects.all()] == ["registration/confirm_address"]


def test_a_group_larger_than_the_conference_is_not_added_by_hand(signed_in, conference, url):
    answer = signed_in.post(url("add"), particulars(party="Ben\nCem"))
    assert answer.status_code == 422 and not Registration.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [{"state": "planned"}, {"state": "cancelled"}, {"registration": "none"}, {"date": today() - timedelta(days=1)}],
)
def test_nobody_is_added_to_what_nobody_can_visit(signed_in, conference, url, fields):
    Conference.objects.filter(pk=conference.pk).update(**fields)
    assert signed_in.post(url("add"), particulars()).status_code == 422
    assert not Registration.objects.exists() and not OutboxMessage.objects.exists()
    assert url("add") not in text_of(signed_in.get(url("index")))
