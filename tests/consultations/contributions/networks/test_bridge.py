"""Networks in a consultation: invited as a whole, discussing it at a meeting, with contributions of their own."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import AuditEntry
from consultations.contributions.enums import Channel, State
from consultations.contributions.models import Contribution
from consultations.contributions.networks import personal_data, services
from consultations.contributions.networks.models import DraftDiscussion, NetworkInvitation, NetworkPosition
from consultations.contributions.networks.services import Item
from consultations.process.dates import today
from consultations.process.models import Phase
from notifications.models import OutboxMessage
from regions.networks.enums import MeetingState, MemberRole
from regions.networks.models import Network, NetworkMeeting, NetworkMember
from regions.offices.models import Office
from regions.places.models import Region
from regions.places.services import load_regions
from tests.factories.accounts import StakeholderCategoryFactory, UserFactory
from tests.factories.consultations import PhaseFactory


@pytest.fixture
def convener(db):
    return UserFactory(email="leitung@netz.example")


@pytest.fixture
def network(convener):
    """A public network of a convener, an office with an address, one without, and a former member."""
    load_regions()
    state, district = Region.objects.get(ags="15"), Region.objects.get(ags="15003")
    network = Network.objects.create(slug="kik", title="Netzwerk Koordination", state=state, is_published=True)
    NetworkMember.objects.create(network=network, user=convener, role=MemberRole.CONVENER)
    for title, email in (("Koordination", "amt@md.example"), ("Stelle ohne Adresse", "")):
        office = Office.objects.create(region=district, title=title, email=email)
        NetworkMember.objects.create(network=network, office=office)
    former = Office.objects.create(region=district, title="Frühere Stelle", email="frueher@md.example")
    past = today() - timedelta(days=30)
    NetworkMember.objects.create(network=network, office=former, since=past, until=past)
    return network


@pytest.fixture
def meeting(network):
    return NetworkMeeting.objects.create(
        network=network,
        slug="februar",
        title="Gemeinsame Position",
        date=today(),
        state=MeetingState.HELD,
        minutes="Wir brauchen 14 Tage Vorlauf.",
    )


@pytest.fixture
def discussion(meeting, process, version, convener):
    return services.discuss(meeting, process, actor=convener)


@pytest.fixture
def category(db):
    return StakeholderCategoryFactory(slug="netzwerk", title="Netzwerke")


def addresses(kind: str) -> set[str]:
    return set(OutboxMessage.objects.filter(kind=kind).values_list("address", flat=True))


def position_url(name: str = "position") -> str:
    values = {"slug": "kik", "meeting": "februar", "process_slug": "konzept"}
    return reverse(f"network_positions:{name}", kwargs=values)


def typed(*items: tuple[str, str], category=None, **more) -> dict:
    """What a browser sends for these items."""
    data = {"punkt-TOTAL_FORMS": str(len(items)), "punkt-INITIAL_FORMS": "0", **more}
    if category is not None:
        data["category"] = category.pk
    for number, (place, text) in enumerate(items):
        data |= {f"punkt-{number}-place": place, f"punkt-{number}-kind": "proposal", f"punkt-{number}-text": text}
    return data


def test_every_member_who_can_be_reached_is_written_to_once(cast, process, network, convener):
    invitation = services.invite_network(process, network, text="Bitte beteiligen Sie sich.", actor=cast.editor)

    assert addresses("network_invited") == {"leitung@netz.example", "amt@md.example"}
    assert invitation.told == 2
    mail = OutboxMessage.objects.filter(kind="network_invited").first()
    assert "Bitte beteiligen Sie sich." in mail.body and process.get_absolute_url() in mail.body

    late = Office.objects.create(region=Region.objects.get(ags="15003"), title="Neue Stelle", email="neu@md.example")
    NetworkMember.objects.create(network=network, office=late)
    again = services.invite_network(process, network, text="Noch einmal.", actor=cast.editor)
    assert again.pk == invitation.pk and again.told == 3
    assert OutboxMessage.objects.filter(kind="network_invited").count() == 3


def test_offices_come_on_the_list_of_a_hearing_without_doubles(cast, process, network, category):
    phase = Phase.objects.get(process=process)
    Phase.objects.filter(pk=phase.pk).update(is_formal_hearing=True)
    for _time in range(2):
        services.invite_network(process, network, text="Anhörung.", actor=cast.editor, phase=phase)
    listed = dict(phase.addressees.values_list("name", "email"))
    assert listed == {"Koordination, Magdeburg": "amt@md.example", "Stelle ohne Adresse, Magdeburg": ""}


@pytest.mark.parametrize("person", ["moderator", "recorder", "observer", "outsider", "stakeholder"])
def test_only_editors_invite(cast, process, network, person):
    with pytest.raises(PermissionDenied):
        services.invite_network(process, network, text="Hallo.", actor=getattr(cast, person))
    assert not NetworkInvitation.objects.exists()


def test_nobody_is_invited_to_what_is_not_public(cast, process, network):
    process.is_published = False
    process.save()
    with pytest.raises(ValidationError):
        services.invite_network(process, network, text="Hallo.", actor=cast.editor)
    assert not OutboxMessage.objects.exists()


def test_the_staff_screen_invites_and_keeps_what_was_typed(client, cast, process, network):
    client.force_login(cast.editor)
    address = reverse("networks_admin:index", kwargs={"process_slug": process.slug})
    refused = client.post(address, {"network": network.pk, "text": "  "})
    assert refused.status_code == 422 and not NetworkInvitation.objects.exists()
    client.post(address, {"network": network.pk, "text": "Willkommen"})
    assert "Netzwerk Koordination" in client.get(address).content.decode()
    page = client.get(process.get_absolute_url()).content.decode()
    assert "Netzwerk Koordination" in page, "the public page names networks that were invited"
    network.is_published = False
    network.save()
    assert "Netzwerk Koordination" not in client.get(process.get_absolute_url()).content.decode()


@pytest.mark.parametrize("person", ["outsider", "stakeholder", "editor", "moderator", None])
def test_only_the_convener_reaches_the_pages(client, cast, discussion, person):
    if person:
        client.force_login(getattr(cast, person))
    for name in ("position", "stop_discussing"):
        assert client.post(position_url(name)).status_code == (404 if person else 302)
    address = reverse("network_positions:discussions", kwargs={"slug": "kik", "meeting": "februar"})
    assert client.get(address).status_code == (404 if person else 302)
    assert DraftDiscussion.objects.exists() and not NetworkPosition.objects.exists()


def test_the_position_becomes_contributions_like_all_others(client, discussion, convener, category, version):
    client.force_login(convener)
    page = client.get(position_url()).content.decode()
    assert "14 Tage Vorlauf" in page and 'value="Kapitel 1"' in page
    number = version.paragraphs.get(lineage="k1-1").number

    answer = client.post(
        position_url(),
        typed((number, "Vorlauf von 14 Tagen."), ("", ""), ("Entwurf", "Mehrjährige Förderung."), category=category),
    )

    assert answer.status_code == 302
    rows = list(Contribution.objects.order_by("pk"))
    assert [row.comment for row in rows] == ["Vorlauf von 14 Tagen.", "Mehrjährige Förderung."]
    for row in rows:
        assert (row.state, row.channel, row.organisation_name) == (
            State.PENDING,
            Channel.ON_BEHALF,
            "Netzwerk Koordination",
        )
        assert row.category == category and row.region.ags == "15" and row.published_text == ""
        assert row.author_name == "" and row.phase is not None
    assert rows[0].lineage == "k1-1"
    assert NetworkPosition.objects.get().statement.contributions.count() == 2
    mail = OutboxMessage.objects.get(kind="statement_received")
    assert mail.address == convener.email and all(row.display_code in mail.body for row in rows)
    assert AuditEntry.objects.filter(action="networks.position").count() == 1


def test_the_same_position_is_stored_once(client, discussion, convener, category):
    client.force_login(convener)
    data = typed(("Entwurf", "Mehrjährige Förderung."), category=category)
    assert client.post(position_url(), data).status_code == 302
    again = client.post(position_url(), data)
    assert again.status_code == 422 and "schon" in again.content.decode()
    assert Contribution.objects.count() == 1
    more = typed(("Entwurf", "Mehrjährige  Förderung."), ("Entwurf", "Etwas Neues."), category=category)
    assert client.post(position_url(), more).status_code == 302
    assert Contribution.objects.count() == 2


def test_one_wrong_item_keeps_all_and_every_word(client, discussion, convener, category):
    client.force_login(convener)
    answer = client.post(position_url(), typed(("Entwurf", "Richtig."), ("9.9", "Wo steht das?"), category=category))
    page = answer.content.decode()
    assert answer.status_code == 422 and "Richtig." in page and "Wo steht das?" in page and "„9.9“" in page
    assert not Contribution.objects.exists() and not NetworkPosition.objects.exists()


def test_more_items_keep_what_was_typed(client, discussion, convener, category):
    client.force_login(convener)
    page = client.post(position_url(), typed(("Entwurf", "Angefangen"), category=category, mehr="1")).content.decode()
    assert "Angefangen" in page and 'name="punkt-4-text"' in page
    assert not Contribution.objects.exists()


def test_nothing_is_taken_outside_of_a_phase_or_before_the_meeting(process, discussion, convener, category):
    item = {0: Item("Entwurf", "proposal", "Zu früh.")}
    meeting = discussion.meeting
    NetworkMeeting.objects.filter(pk=meeting.pk).update(date=today() + timedelta(days=1))
    meeting.refresh_from_db()
    with pytest.raises(ValidationError):
        services.record_position(discussion, item, category=category, actor=convener)
    NetworkMeeting.objects.filter(pk=meeting.pk).update(date=today())
    meeting.refresh_from_db()
    process.phases.all().delete()
    PhaseFactory(process=process, key="auswertung", kind="evaluation", order=2)
    with pytest.raises(services.ItemErrors) as refused:
        services.record_position(discussion, item, category=category, actor=convener)
    assert "place" in refused.value.errors[0]
    assert not Contribution.objects.exists()


def test_a_former_convener_records_nothing(discussion, network, convener, category):
    network.members.filter(user=convener).update(until=today() - timedelta(days=1))
    with pytest.raises(PermissionDenied):
        services.record_position(discussion, {0: Item("Entwurf", "proposal", "X")}, category=category, actor=convener)


def test_the_meeting_shows_only_what_was_published(client, cast, discussion, convener, category):
    rows = services.record_position(
        discussion,
        {0: Item("Entwurf", "proposal", "Wird gezeigt."), 1: Item("Entwurf", "concern", "Wartet noch.")},
        category=category,
        actor=convener,
    )
    Contribution.objects.filter(pk=rows[0].pk).update(state=State.RELEASED, published_text="Wird gezeigt.")
    page = client.get(discussion.meeting.get_absolute_url()).content.decode()
    assert "Wird gezeigt." in page and "Wartet noch." not in page
    assert rows[0].display_code in page and rows[1].display_code not in page


def test_a_consultation_leaves_the_agenda_until_a_position_is_there(client, discussion, convener, category):
    client.force_login(convener)
    services.record_position(discussion, {0: Item("Entwurf", "proposal", "Da.")}, category=category, actor=convener)
    client.post(position_url("stop_discussing"))
    assert DraftDiscussion.objects.exists()
    NetworkPosition.objects.all().delete()
    client.post(position_url("stop_discussing"))
    assert not DraftDiscussion.objects.exists()


def test_unpublished_consultations_cannot_be_put_on_an_agenda(client, cast, meeting, other_process, convener):
    other_process.is_published = False
    other_process.save()
    client.force_login(convener)
    address = reverse("network_positions:discussions", kwargs={"slug": "kik", "meeting": "februar"})
    assert other_process.short_title not in client.get(address).content.decode()
    client.post(address, {"process": other_process.pk})
    assert not DraftDiscussion.objects.exists()


def test_the_meeting_takes_the_same_queries_for_one_and_for_many(client, discussion, convener, category):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(discussion.meeting.get_absolute_url())
        return len(captured)

    def say(first: int, last: int) -> None:
        items = {number: Item("Entwurf", "proposal", f"Punkt {number}") for number in range(first, last)}
        services.record_position(discussion, items, category=category, actor=convener)
        for row in Contribution.objects.all():
            Contribution.objects.filter(pk=row.pk).update(state=State.RELEASED, published_text=row.comment)

    say(0, 1)
    queries()
    before = queries()
    say(1, 26)
    assert queries() == before


def test_inviting_again_writes_to_nobody_twice_after_the_outbox_forgot(cast, process, network):
    services.invite_network(process, network, text="Bitte.", actor=cast.editor)
    OutboxMessage.objects.all().delete()
    again = services.invite_network(process, network, text="Bitte.", actor=cast.editor)
    assert not OutboxMessage.objects.exists() and again.told == 2


def test_the_list_of_a_hearing_gets_the_address_of_the_office_and_not_that_of_its_holder(cast, process, network):
    phase = Phase.objects.get(process=process)
    Phase.objects.filter(pk=phase.pk).update(is_formal_hearing=True)
    Office.objects.filter(title="Koordination").update(holder=UserFactory(email="privat@person.example"))
    services.invite_network(process, network, text="Anhörung.", actor=cast.editor, phase=phase)
    assert "privat@person.example" in addresses("network_invited")
    assert set(phase.addressees.values_list("email", flat=True)) == {"amt@md.example", ""}


def test_the_page_of_a_meeting_counts_nothing_that_is_not_public(client, discussion, convener, category):
    items = {number: Item("Entwurf", "proposal", f"Punkt {number}") for number in range(3)}
    before = client.get(discussion.meeting.get_absolute_url()).content.decode()
    rows = services.record_position(discussion, items, category=category, actor=convener)
    assert client.get(discussion.meeting.get_absolute_url()).content.decode() == before
    Contribution.objects.filter(pk=rows[0].pk).update(state=State.RELEASED, published_text="Punkt 0")
    page = client.get(discussion.meeting.get_absolute_url()).content.decode()
    assert "1 Beitrag des Netzwerks" in page and "3 Beiträge" not in page


def test_a_cancelled_meeting_has_no_position_and_is_not_named(client, process, discussion, convener, category):
    assert discussion.meeting.title in client.get(process.get_absolute_url()).content.decode()
    NetworkMeeting.objects.filter(pk=discussion.meeting_id).update(state=MeetingState.CANCELLED)
    discussion.meeting.refresh_from_db()
    assert discussion.meeting.title not in client.get(process.get_absolute_url()).content.decode()
    client.force_login(convener)
    address = reverse("network_positions:discussions", kwargs={"slug": "kik", "meeting": "februar"})
    assert position_url() not in client.get(address).content.decode()
    answer = client.post(position_url(), typed(("Entwurf", "Doch."), category=category))
    assert answer.status_code == 422 and "Doch." in answer.content.decode()
    assert not Contribution.objects.exists()


def test_a_position_to_what_was_just_taken_off_the_agenda_is_refused_in_words(discussion, convener, category):
    services.stop_discussing(DraftDiscussion.objects.get(), actor=convener)
    with pytest.raises(ValidationError):
        services.record_position(discussion, {0: Item("Entwurf", "proposal", "X")}, category=category, actor=convener)
    assert not Contribution.objects.exists()


def test_closing_the_account_takes_the_address_out_of_the_position(discussion, convener, category):
    items = {0: Item("Entwurf", "proposal", "Bleibt.")}
    services.record_position(discussion, items, category=category, actor=convener)
    (held,) = personal_data.collect(convener).rows
    assert held["email"] == convener.email and held["network"] == "Netzwerk Koordination"
    assert personal_data.collect(UserFactory()).rows == []
    personal_data.erase(UserFactory())
    assert Contribution.objects.get().user_email == convener.email
    personal_data.erase(convener)
    row = Contribution.objects.get()
    assert (row.user_email, row.statement.contact_email, row.comment) == ("", "", "Bleibt.")
    assert not row.statement.tells_sender


def test_conveners_read_what_their_network_is_invited_to(client, cast, process, network, convener):
    client.force_login(convener)
    address = reverse("networks:manage", kwargs={"slug": "kik"})
    assert process.title not in client.get(address).content.decode()
    services.invite_network(process, network, text="Bitte.", actor=cast.editor)
    assert process.title in client.get(address).content.decode()
    process.is_published = False
    process.save()
    assert process.title not in client.get(address).content.decode()
