"""Who may open what: every address, tried by everybody."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from regions.networks import urls
from regions.networks.enums import MeetingState
from regions.networks.models import (
    GroupResult,
    MeetingItem,
    NetworkMember,
    NetworkSection,
    Recommendation,
    WorkingGroup,
)
from regions.networks.sharing.models import Approach
from tests.factories.accounts import UserFactory
from tests.factories.networks import make_held, make_meeting, make_network
from tests.regions.networks.test_sharing import make_document

#: What everybody may open, once the network is public.
PUBLIC = {"list", "network", "calendar", "archive", "archive_year", "meeting", "meeting_calendar"}
#: By a token of their own, tested elsewhere.
BY_TOKEN = {"reply", "reply_calendar", "document"}
INSIDERS = {"internal", "approaches", "approach_add", "approach", "reuse"}
#: Members change their own approaches only; posting only is tested below.
OWN = {"approach_change", "approach_delete", "reuse_end"}
MEMBERS_AND_GUESTS = {"own_reply"}
KEEPERS = {"create"}


@pytest.fixture
def keeper(db):
    user = UserFactory(email="keeper@land.example")
    user.user_permissions.add(Permission.objects.get(codename="change_office"))
    return user


@pytest.fixture
def addresses(circle) -> dict[str, str]:
    """Every address of networks by name, with rows that are there."""
    network = circle.network
    meeting = make_meeting(network, state=MeetingState.INVITED)
    make_held(network)
    group = WorkingGroup.objects.create(network=network, title="Sprache")
    rows = {
        "section": NetworkSection.objects.create(network=network, title="Abschnitt", text="Text").pk,
        "member": circle.mailbox.pk,
        "group": group.pk,
        "result": GroupResult.objects.create(group=group, title="Ergebnis").pk,
        "document": make_document(network, actor=circle.convener).pk,
        "item": MeetingItem.objects.create(meeting=meeting, title="Punkt").pk,
        "recommendation": Recommendation.objects.create(meeting=meeting, text="Empfehlung").pk,
        "follow": Recommendation.objects.create(meeting=meeting, text="Empfehlung").pk,
        "approach": Approach.objects.create(network=network, title="Ansatz", text="So").pk,
        "reuse": Approach.objects.create(network=network, title="Anderer", text="So").pk,
    }
    found = {}
    for pattern in urls.urlpatterns:
        if pattern.name in BY_TOKEN:
            continue
        values = {"slug": network.slug, "year": 2024, "group": group.pk}
        values["pk"] = rows.get(pattern.name.split("_")[0])
        is_public = pattern.name in PUBLIC | MEMBERS_AND_GUESTS
        values["meeting"] = meeting.slug if is_public else meeting.pk
        wanted = pattern.pattern.converters
        if pattern.name == "archive_year":
            values["year"] = network.meetings.get(state=MeetingState.HELD).date.year
        found[pattern.name] = reverse(f"networks:{pattern.name}", kwargs={name: values[name] for name in wanted})
    return found


def reads(client, addresses: dict[str, str], user) -> dict[str, int]:
    client.logout()
    if user is not None:
        client.force_login(user)
    return {name: client.get(address).status_code for name, address in addresses.items()}


def test_every_address_for_everybody(client, circle, addresses, keeper):
    managed = set(addresses) - PUBLIC - INSIDERS - OWN - MEMBERS_AND_GUESTS - KEEPERS
    assert len(managed) > 25
    members = (circle.member, circle.holder)
    for person in (None, circle.guest, circle.former, circle.neighbour, *members):
        is_open = set(PUBLIC)
        if person in members:
            is_open |= INSIDERS | MEMBERS_AND_GUESTS
        elif person == circle.guest:
            is_open |= MEMBERS_AND_GUESTS
        for name, status in reads(client, addresses, person).items():
            closed = (302, 404) if person is None else (404, 405)
            assert status == 200 if name in is_open else status in closed, (name, person, status)
    for person in (circle.convener, keeper):
        for name, status in reads(client, addresses, person).items():
            if name in KEEPERS:
                assert status == (200 if person == keeper else 404)
            elif name in MEMBERS_AND_GUESTS and person == keeper:
                assert status == 404, "a keeper is not invited"
            else:
                assert status in (200, 405), (name, person, status)


def test_posting_is_refused_as_reading_is_and_changes_nothing(client, circle, addresses):
    before = [NetworkMember.objects.count(), Approach.objects.count(), circle.network.meetings.count()]
    names = set(addresses) - PUBLIC - MEMBERS_AND_GUESTS
    for person in (circle.guest, circle.former, circle.neighbour):
        client.force_login(person)
        for name in names:
            assert client.post(addresses[name], {"title": "Fremd"}).status_code == 404, (name, person)
    client.force_login(circle.member)
    for name in names - INSIDERS - {"reuse_end"}:
        assert client.post(addresses[name], {"title": "Fremd"}).status_code == 404, name
    assert before == [NetworkMember.objects.count(), Approach.objects.count(), circle.network.meetings.count()]
    assert circle.network.meetings.filter(state=MeetingState.INVITED).exists()


def test_rows_of_another_network_are_not_found(client, circle):
    """A convener of one network has no way to another's rows through the own address."""
    foreign = make_meeting(circle.other)
    item = MeetingItem.objects.create(meeting=foreign, title="Fremd")
    mine = make_meeting(circle.network)
    client.force_login(circle.convener)
    base = f"{circle.network.get_absolute_url()}intern/verwaltung/"
    member = circle.other.members.get()
    paths = [f"treffen/{foreign.pk}/", f"treffen/{mine.pk}/punkte/{item.pk}/", f"mitglieder/{member.pk}/"]
    assert [client.get(base + path).status_code for path in paths] == [404, 404, 404]
    assert client.post(f"{base}mitglieder/{member.pk}/beenden/").status_code == 404
    other = f"{circle.other.get_absolute_url()}intern/verwaltung/"
    assert client.get(other).status_code == 404


def test_a_network_that_is_not_public_is_there_for_insiders_only(client, circle, keeper):
    hidden = make_network("geheim", title="Noch geheim", is_published=False)
    NetworkMember.objects.create(network=hidden, user=circle.member)
    meeting = make_meeting(hidden, state=MeetingState.ANNOUNCED, title="Vorbereitung")
    addresses = [hidden.get_absolute_url(), meeting.get_absolute_url(), f"{hidden.get_absolute_url()}termine.ics"]
    for person, status in ((None, 404), (circle.convener, 404), (circle.member, 200), (keeper, 200)):
        client.logout()
        if person:
            client.force_login(person)
        assert [client.get(address).status_code for address in addresses] == [status] * 3, person
        assert ("Noch geheim" in client.get("/netzwerke/").content.decode()) is (status == 200)


def test_meetings_for_members_only_are_not_there_for_others(client, circle):
    meeting = make_held(circle.network, title="Klausurtagung", is_public=False)
    Recommendation.objects.create(meeting=meeting, text="Vertraulich empfohlen")
    planned = make_meeting(circle.network, title="Noch nicht verraten")
    base = circle.network.get_absolute_url()
    for person, is_seen in ((None, False), (circle.neighbour, False), (circle.former, False), (circle.member, True)):
        client.logout()
        if person:
            client.force_login(person)
        texts = "".join(client.get(base + path).content.decode() for path in ("", "archiv/"))
        assert ("Klausurtagung" in texts) is ("Vertraulich empfohlen" in texts) is is_seen, person
        assert "Noch nicht verraten" not in texts
        assert client.get(meeting.get_absolute_url()).status_code == (200 if is_seen else 404)
        assert client.get(planned.get_absolute_url()).status_code == 404


def test_a_removed_member_is_outside_with_the_next_click(client, circle):
    inside = f"{circle.network.get_absolute_url()}intern/"
    client.force_login(circle.holder)
    assert client.get(inside).status_code == 200
    member = circle.network.members.get(office__holder=circle.holder)
    client.force_login(circle.convener)
    client.post(f"{inside}verwaltung/mitglieder/{member.pk}/beenden/")
    client.force_login(circle.holder)
    assert client.get(inside).status_code == 404


def test_names_and_addresses_of_people_are_on_no_public_page(client, circle):
    circle.holder.real_name = "Helga Holder"
    circle.holder.save()
    page = client.get(circle.network.get_absolute_url()).content.decode()
    assert "Landesbeauftragte" in page and "Integrationsbeauftragte" in page
    for secret in ("Helga Holder", "Holder", "holder@", "amt@kreis", "Convener"):
        assert secret not in page
    client.force_login(circle.member)
    page = client.get(f"{circle.network.get_absolute_url()}intern/").content.decode()
    assert "Helga Holder" in page and "amt@kreis.example" in page
