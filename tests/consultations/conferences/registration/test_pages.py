"""The form and the personal page: who may register, what the page tells, what a link opens."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.conferences.registration import links, services
from consultations.conferences.registration.models import ConferenceInvitation, Registration
from consultations.process.dates import today
from notifications.models import OutboxMessage
from tests.factories.consultations import ConferenceFactory, ThematicTableFactory

BEGUN = "consultations.conferences.registration.begun"


def form_of(conference, **values):
    data = {"name": "Ada", "email": "ada@example.org", "language": "de", "website": "", "party": ""}
    data["begun"] = signing.dumps(1.0, salt=BEGUN)
    if "begun" not in values:
        import time

        data["begun"] = signing.dumps(time.time() - 10, salt=BEGUN)
    return data | values


def url_of(conference) -> str:
    return reverse("registration:register", args=[conference.process.slug, conference.slug])


def text_of(response) -> str:
    return response.content.decode()


def test_a_guest_registers_confirms_by_the_mailed_button_and_gets_the_ticket(client, conference):
    tables = [ThematicTableFactory(conference=conference, number=number) for number in (1, 2)]
    page = text_of(client.get(url_of(conference)))
    assert "table2" in page and "table3" not in page
    answer = client.post(
        url_of(conference), form_of(conference, table1=tables[1].pk, table2=tables[0].pk, diet="vegan")
    )
    assert answer.url.endswith("/gesendet/") and client.get(answer.url).status_code == 200
    row = Registration.objects.get()
    assert [choice.table for choice in row.preferences.all()] == [tables[1], tables[0]] and row.needs.diet == "vegan"
    link = re.search(r"/anmeldung/\S+/", OutboxMessage.objects.get().body).group(0)
    page = client.get(link)
    row.refresh_from_db()
    assert row.needs_confirmation and page.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in page.headers["Cache-Control"] and "noindex" in page.headers["X-Robots-Tag"]
    assert client.get(f"{link}bestaetigen/").status_code == 405
    assert client.get(f"{link}kalender.ics").status_code == 404
    client.post(f"{link}bestaetigen/")
    page = text_of(client.get(link))
    assert f"ticket-{row.ticket}.png" in page and "vegan" in page
    assert client.get(f"{link}ticket-{row.ticket}.png").headers["Content-Type"] == "image/png"
    assert b"BEGIN:VCALENDAR" in client.get(f"{link}kalender.ics").content


def test_the_page_says_the_same_of_a_registered_address(client, conference, register):
    register(conference, "Ada")
    known = client.post(url_of(conference), form_of(conference))
    new = client.post(url_of(conference), form_of(conference, email="neu@example.org"))
    assert (known.status_code, known.url) == (new.status_code, new.url)
    assert client.get(known.url).content.count(b"neu@") == 0
    assert Registration.objects.filter(email="ada@example.org").count() == 1


def test_an_account_registers_at_once_and_finds_its_registration_everywhere(client, conference, confirmed):
    client.force_login(confirmed)
    page = text_of(client.get(url_of(conference)))
    assert confirmed.email in page and 'name="website"' not in page and 'name="email"' not in page
    answer = client.post(url_of(conference), form_of(conference, email="anders@example.org"))
    row = Registration.objects.get()
    assert answer.url == links.path_of(row) and row.email == confirmed.email and row.user == confirmed
    assert not row.needs_confirmation
    assert client.get(url_of(conference)).url == links.path_of(row)
    assert links.path_of(row) in text_of(client.get(conference.get_absolute_url()))
    assert links.path_of(row) in text_of(client.get(reverse("accounts:overview")))


def test_the_overview_of_somebody_else_shows_nothing(client, cast, conference, register):
    row = register(conference, "Ada")
    client.force_login(cast.outsider)
    assert links.token_of(row) not in text_of(client.get(reverse("accounts:overview")))
    assert links.token_of(row) not in text_of(client.get(conference.get_absolute_url()))


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"name": "\u200b"}, 422),
        ({"email": "kein-at"}, 422),
        ({"website": "x"}, 422),
        ({"begun": ""}, 422),
        ({"party": "\n".join("ABCDEFGHIJK")}, 422),
        ({"party": "A\nB"}, 422),
        ({"language": "xx"}, 422),
        ({"name": "x" * 121, "diet": "y" * 201}, 422),
    ],
)
def test_a_wrong_form_keeps_what_was_typed(client, conference, values, status):
    answer = client.post(url_of(conference), form_of(conference, accessibility="Rollstuhlplatz", **values))
    assert answer.status_code == status and "Rollstuhlplatz" in text_of(answer)
    assert not Registration.objects.exists()


def test_the_same_table_twice_is_no_wish(client, conference):
    tables = [ThematicTableFactory(conference=conference, number=number) for number in (1, 2)]
    other = ThematicTableFactory(conference=ConferenceFactory())
    for first, second in ((tables[0], tables[0]), (other, tables[0])):
        data = form_of(conference, table1=first.pk, table2=second.pk)
        assert client.post(url_of(conference), data).status_code == 422
    assert not Registration.objects.exists()


def test_conferences_nobody_may_see_take_nobody(client, conference):
    conference.process.is_published = False
    conference.process.save()
    assert client.get(url_of(conference)).status_code == 404
    assert client.post(url_of(conference), form_of(conference)).status_code == 404
    assert not Registration.objects.exists()


def test_by_invitation_only_the_personal_link_opens_the_form_and_once(client, conference):
    conference.registration = "invited"
    conference.save()
    invitation = ConferenceInvitation.objects.create(conference=conference, email="gast@example.org")
    assert client.get(url_of(conference)).status_code == 410
    assert client.post(url_of(conference), form_of(conference)).status_code == 410
    link = links.invitation_link(invitation).removeprefix("http://127.0.0.1:8000")
    link = link[link.index("/konferenzeinladung/") :]
    assert client.get(link[:-2] + "x/").status_code == 404
    page = client.get(link)
    assert "gast@example.org" in text_of(page) and page.headers["Referrer-Policy"] == "strict-origin"
    client.post(link, form_of(conference, email="wer-anders@example.org"))
    row = Registration.objects.get()
    assert row.email == "gast@example.org" and not row.needs_confirmation
    assert client.get(link).url == links.path_of(row)


def test_changing_and_cancelling_by_link(client, conference, register):
    row = register(conference, "Ada")
    path = links.path_of(row)
    assert client.get(f"{path}absagen/").status_code == 200
    row.refresh_from_db()
    assert row.state == "registered"
    data = form_of(conference, name="Ada Neu", revision=0)
    assert client.post(f"{path}aendern/", data).url == path
    answer = client.post(f"{path}aendern/", data | {"name": "Von gestern"})
    assert answer.status_code == 409 and "Von gestern" in text_of(answer)
    assert client.post(f"{path}absagen/").url == path
    row.refresh_from_db()
    assert (row.name, row.state) == ("Ada Neu", "cancelled")
    assert client.get(f"{path}aendern/").url == path
    assert OutboxMessage.objects.filter(kind="registration/cancelled").count() == 1


def test_an_offer_is_taken_by_a_button(client, conference, register):
    ada, _ben, cem = (register(conference, name) for name in ("Ada", "Ben", "Cem"))
    services.cancel(ada)
    path = links.path_of(cem)
    client.get(path)
    client.get(f"{path}annehmen/")
    cem.refresh_from_db()
    assert cem.state == "offered"
    client.post(f"{path}annehmen/")
    cem.refresh_from_db()
    assert cem.state == "registered"


def test_links_end(client, conference, register):
    row, party = register(conference, "Ada", party=["Ben"]), Registration.objects.get(name="Ben")
    path = links.path_of(row)
    assert client.get(path[:-3] + "xx/").status_code == 404
    assert client.get(links.path_of(party)).status_code == 404
    Registration.objects.filter(pk=row.pk).update(link_number=1)
    assert client.get(path).status_code == 404
    row.refresh_from_db()
    conference.date = today() - timedelta(days=31)
    conference.save()
    assert client.get(links.path_of(row)).status_code == 410


def test_the_link_for_taking_part_online_is_on_the_personal_page_only(client, process, register):
    conference = ConferenceFactory(
        process=process, slug="netz", format="hybrid", registration="open", online_url="https://konferenz.example/raum"
    )
    online = register(conference, "Ada", takes_part_online=True)
    on_site = register(conference, "Ben")
    assert "konferenz.example/raum" in text_of(client.get(links.path_of(online)))
    assert "konferenz.example/raum" in OutboxMessage.objects.get(address="ada@example.org").body
    assert "konferenz.example" not in text_of(client.get(links.path_of(on_site)))
    for url in (conference.get_absolute_url(), url_of(conference), reverse("conferences:list")):
        assert "konferenz.example" not in text_of(client.get(url))


def test_a_personal_page_costs_the_same_for_one_and_for_many(client, process, register):
    conference = ConferenceFactory(process=process, slug="gross", capacity=100, registration="open")

    def queries(row) -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(links.path_of(row)).status_code == 200
        return len(found)

    one, many = register(conference, "Ada"), register(conference, "Ben", party=list("ABCDEFGHIJ"))
    queries(one)
    assert queries(one) == queries(many)
