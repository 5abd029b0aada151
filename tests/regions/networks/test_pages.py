"""What the pages show, and that they cost the same for one meeting and for many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.privacy.closing import close_account
from accounts.privacy.retention import rules
from regions.networks import personal_data
from regions.networks.enums import MeetingState
from regions.networks.models import (
    FollowUp,
    MeetingItem,
    MeetingReply,
    Network,
    NetworkMeeting,
    NetworkMember,
    Recommendation,
)
from regions.networks.sharing.models import Approach
from regions.places.extensions import region_panels
from tests.factories.networks import make_held, make_meeting, make_office


def queries_of(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def fill(network: Network, numbers: range) -> None:
    """Past and coming meetings with agenda and recommendations, offices, approaches."""
    today = timezone.localdate()
    for n in numbers:
        past = make_held(network, in_days=-10 - n, title=f"Vergangen {n}")
        make_meeting(network, in_days=10 + n, title=f"Kommend {n}", state=MeetingState.INVITED)
        MeetingItem.objects.create(meeting=past, title="Punkt")
        row = Recommendation.objects.create(meeting=past, text="Empfehlung")
        FollowUp.objects.create(recommendation=row, state="open", date=today)
        member = NetworkMember.objects.create(network=network, office=make_office(f"14{n + 600}"))
        Approach.objects.create(network=network, title="Ansatz", text="So", is_public=True, office=member.office)


@pytest.mark.parametrize(
    "path", ["", "archiv/", "archiv/?q=punkt", "intern/", "intern/ansaetze/", "intern/verwaltung/"]
)
def test_pages_cost_the_same_for_one_and_for_many(client, circle, path):
    client.force_login(circle.convener)
    address = circle.network.get_absolute_url() + path
    fill(circle.network, range(1))
    client.get(address)
    few = queries_of(client, address)
    fill(circle.network, range(1, 100))
    assert queries_of(client, address) == few


def test_the_list_costs_the_same_for_one_and_for_many(client, circle):
    fill(circle.network, range(1))
    client.get("/netzwerke/")
    few = queries_of(client, "/netzwerke/")
    for n in range(20):
        network = Network.objects.create(slug=f"n{n}", title=f"N {n}", state=circle.network.state, is_published=True)
        make_meeting(network, state=MeetingState.ANNOUNCED)
    assert queries_of(client, "/netzwerke/") == few


def test_the_archive_by_year_and_by_words(client, circle):
    old = make_held(circle.network, title="Sport", minutes="Über den Landessportbund", date=timezone.localdate())
    NetworkMeeting.objects.filter(pk=old.pk).update(date="2011-03-14", date_note="Jahr erschlossen", source="Chronik")
    make_held(circle.network, title="Sprache")
    base = f"{circle.network.get_absolute_url()}archiv/"
    page = client.get(f"{base}2011/").content.decode()
    assert "Sport" in page and "Sprache" not in page.partition("<main")[2].replace("Sprache wechseln", "")
    assert "Jahr erschlossen" in page and "Quelle:" in page and "Chronik" in page
    assert "Ein Treffen mit" in client.get(f"{base}?q=ÜBER landesSPORTbund").content.decode()
    assert client.get(f"{base}1999/").status_code == 404


def test_a_meeting_is_prepared_by_forms(client, circle):
    client.force_login(circle.convener)
    base = f"{circle.network.get_absolute_url()}intern/verwaltung/"
    bad = client.post(f"{base}treffen/neu/", {"title": "Ohne Datum", "text": "Mein Text", "format": "meeting"})
    assert bad.status_code == 422 and "Mein Text" in bad.content.decode()
    day = timezone.localdate() + timedelta(days=20)
    data = {"title": "Frühjahr", "date": day.isoformat(), "format": "visit", "is_public": "on", "revision": 0}
    answer = client.post(f"{base}treffen/neu/", data)
    meeting = NetworkMeeting.objects.get()
    assert answer.url == f"{base}treffen/{meeting.pk}/" and meeting.slug == f"{day:%Y-%m-%d}-fruehjahr"
    client.post(f"{answer.url}punkte/neu/", {"title": "Berichte", "kind": "item", "order": 1, "revision": 0})
    client.post(f"{answer.url}ankuendigen/")
    refused = client.post(
        f"{answer.url}einladen/", {"reply_by": (day + timedelta(days=1)).isoformat(), "text": "Bleibt"}
    )
    assert refused.status_code == 422 and "Bleibt" in refused.content.decode()
    client.post(f"{answer.url}einladen/", {"reply_by": day.isoformat(), "text": "Herzlich"})
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.INVITED
    stale = client.post(f"{answer.url}bearbeiten/", {**data, "title": "Alt", "text": "Lang getippt"})
    assert stale.status_code == 409 and "Lang getippt" in stale.content.decode()


def test_members_are_added_by_office_or_account(client, circle, cast):
    client.force_login(circle.convener)
    address = f"{circle.network.get_absolute_url()}intern/verwaltung/mitglieder/neu/"
    office = make_office("14530")
    base = {"role": "member", "revision": 0}
    assert client.post(address, base).status_code == 422
    assert client.post(address, {**base, "email": "niemand@nirgends.example"}).status_code == 422
    assert client.post(address, {**base, "office": office.pk}).status_code == 302
    assert client.post(address, {**base, "email": cast.stakeholder.email.upper()}).status_code == 302
    assert client.post(address, {**base, "email": cast.stakeholder.email}).status_code == 422, "once is enough"
    assert circle.network.members.filter(user=cast.stakeholder).count() == 1


def test_a_keeper_creates_a_network(client, circle, cast):
    client.force_login(cast.admin)
    data = {"title": "Neu", "slug": "antwort", "state": circle.network.state_id, "facts_text": "Seit 2024 | Meldung"}
    assert client.post("/netzwerke/anlegen/", data).status_code == 422, "an address that is taken by a page"
    assert client.post("/netzwerke/anlegen/", {**data, "slug": "neu"}).status_code == 302
    network = Network.objects.get(slug="neu")
    assert network.facts == [{"text": "Seit 2024", "source": "Meldung"}] and not network.is_published


def test_the_page_of_a_region_names_its_networks(rf, circle, client):
    make_meeting(circle.network, state=MeetingState.ANNOUNCED, title="Bald")
    for region, shown in (
        (circle.network.state, True),
        (circle.mailbox.office.region, True),
        (circle.other.state, False),
    ):
        html = region_panels.render(rf.get("/"), region=region)
        assert ("Netzwerk kaib" in html and "Bald" in html) is shown


def test_old_replies_are_forgotten(circle):
    for days in (-380, -100):
        MeetingReply.objects.create(
            meeting=make_held(circle.network, in_days=days), member=circle.mailbox, answer="yes"
        )
    rule = next(row for row in rules() if row.key == "network_replies")
    assert rule.count() == 1 and rule.apply() == 1 and rule.count() == 0
    assert MeetingReply.objects.count() == 1


def test_closing_an_account_leaves_the_network_without_the_person(circle):
    meeting = make_meeting(circle.network, state=MeetingState.INVITED)
    for user in (circle.holder, circle.member):
        member = circle.network.members.of(user).get()
        MeetingReply.objects.create(meeting=meeting, member=member, answer="no", note="Krank")
    approach = Approach.objects.create(network=circle.network, title="Bleibt", text="So", author=circle.member)
    data = personal_data.collect(circle.member).rows
    assert data["replies"][0]["note"] == "Krank" and data["approaches"][0]["title"] == "Bleibt"
    assert personal_data.consequences(circle.member)
    for user in (circle.holder, circle.member):
        close_account(user, actor=user)
    approach.refresh_from_db()
    assert approach.author is None and not MeetingReply.objects.exists()
    assert circle.network.members.active().filter(office__isnull=False).count() == 2, "the offices stay members"
