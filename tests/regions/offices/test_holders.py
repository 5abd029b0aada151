"""An office keeps its own entry: it proposes, staff decide; others find nothing at these addresses."""

import pytest
from django.urls import reverse

from accounts.organisations.refusals import ChangedMeanwhile, Refused
from accounts.privacy.closing import close_account
from audit.models import AuditEntry
from notifications.models import OutboxMessage
from regions.models import Office, OfficeChange, OfficeClaim, OfficeVersion, Region, RegionLevel
from regions.offices import changes, holding, services
from regions.offices.entries import entry_of
from regions.offices.enums import RequestState
from tests.regions.offices.conftest import posted

MINE = reverse("offices:mine")


def propose(scene, **values) -> OfficeChange:
    scene.office.refresh_from_db()
    return changes.propose(
        scene.office, {**entry_of(scene.office), **values}, message="", seen=scene.office.revision, person=scene.holder
    )


def mails_to(person) -> list[str]:
    return list(OutboxMessage.objects.filter(recipient=person).values_list("kind", flat=True))


def test_a_change_waits_until_staff_confirm_it(client, scene):
    Region.objects.create(level=RegionLevel.MUNICIPALITY, ags="14625020", name="Bautzen, Stadt", parent=scene.bautzen)
    client.force_login(scene.holder)
    data = posted(scene.office, title="Integrationsbeauftragte", planned_positions="1,5", message="Seit Montag.")
    data |= {"sites-0-town": "Kamenz", "sites-0-municipalities": "14625020"}
    assert client.post(reverse("offices:edit", args=[scene.office.pk]), data).url == MINE
    change = OfficeChange.objects.get()
    assert change.fields["title"] == "Integrationsbeauftragte" and change.fields["planned_positions"] == "1.5"
    assert change.fields["sites"][0]["municipalities"] == ["14625020"]
    assert "Integrationsbeauftragte" not in client.get("/regionen/14625/").content.decode()
    assert mails_to(scene.keeper) == ["offices/waiting"]
    assert "wartet" in client.get(MINE).content.decode()

    client.force_login(scene.keeper)
    address = reverse("offices_admin:change", args=[change.pk])
    assert "Seit Montag." in client.get(address).content.decode()
    client.post(address, {"seen": 0, "seen_office": 0, "action": "all", "reason": ""})

    scene.office.refresh_from_db()
    assert scene.office.title == "Integrationsbeauftragte" and scene.office.sites.get().town == "Kamenz"
    version = OfficeVersion.objects.get()
    assert (version.title, version.valid_from, version.recorded_by) == ("Ausländerbeauftragte", "2005", scene.keeper)
    assert mails_to(scene.holder) == ["offices/change_decided"]
    assert AuditEntry.objects.filter(action="offices.decide_change", actor=scene.keeper).exists()


def test_some_fields_are_accepted_and_the_rest_needs_a_reason(scene):
    change = propose(scene, title="Anders", unit="Sozialamt")
    with pytest.raises(Refused):
        changes.decide(change, ["unit"], reason="", seen=(0, 0), actor=scene.keeper)
    changes.decide(change, ["unit", "holder", "is_fact"], reason="Heißt so nicht.", seen=(0, 0), actor=scene.keeper)
    scene.office.refresh_from_db()
    change.refresh_from_db()
    assert (scene.office.unit, scene.office.title) == ("Sozialamt", "Ausländerbeauftragte")
    assert (change.state, change.accepted_fields) == (RequestState.PARTLY, ["unit"])
    assert "Heißt so nicht." in OutboxMessage.objects.get(recipient=scene.holder).body


def test_a_missing_reason_keeps_what_staff_have_ticked(client, scene):
    change = propose(scene, title="Anders", unit="Sozialamt")
    client.force_login(scene.keeper)
    data = {"seen": 0, "seen_office": 0, "action": "some", "accept": ["unit"], "reason": ""}
    page = client.post(reverse("offices_admin:change", args=[change.pk]), data)
    assert {row["name"]: row["is_ticked"] for row in page.context["rows"]} == {"title": False, "unit": True}
    assert page.context["form"].errors["reason"]


def test_staff_fields_cannot_be_proposed(client, scene):
    client.force_login(scene.holder)
    data = posted(scene.office, unit="Sozialamt", source="Ich", is_fact="", kind="coordination", is_confirmed="")
    client.post(reverse("offices:edit", args=[scene.office.pk]), data)
    assert set(OfficeChange.objects.get().fields) == {"unit"}


def test_nobody_decides_on_what_they_did_not_see(scene):
    change = propose(scene, unit="Sozialamt")
    again = propose(scene, unit="Stabsstelle")
    assert again.pk == change.pk and OfficeChange.objects.count() == 1
    with pytest.raises(ChangedMeanwhile):
        changes.decide(change, ["unit"], reason="", seen=(0, 0), actor=scene.keeper)
    changes.decide(change, ["unit"], reason="", seen=(1, 0), actor=scene.keeper)
    with pytest.raises(ChangedMeanwhile):
        changes.decide(change, ["unit"], reason="", seen=(1, 1), actor=scene.keeper)
    with pytest.raises(ChangedMeanwhile):
        changes.propose(scene.office, {"unit": "X"}, message="", seen=0, person=scene.holder)


def test_going_back_to_the_entry_takes_the_proposal_back(scene):
    propose(scene, unit="Sozialamt")
    assert propose(scene).state == RequestState.WITHDRAWN
    with pytest.raises(Refused):
        propose(scene)


def test_several_changes_of_one_day_are_one_step_of_the_history(scene):
    for unit in ("Sozialamt", "Stabsstelle"):
        change = propose(scene, unit=unit)
        scene.office.refresh_from_db()
        changes.decide(change, ["unit"], reason="", seen=(change.revision, scene.office.revision), actor=scene.keeper)
    assert [version.unit for version in OfficeVersion.objects.all()] == ["Landratsamt"]


def test_the_pages_of_an_entry_are_for_its_holder_alone(client, scene):
    change = propose(scene, unit="Sozialamt")
    addresses = [
        ("offices:edit", scene.office.pk, "get"),
        ("offices:edit", scene.office.pk, "post"),
        ("offices:give_back", scene.office.pk, "post"),
        ("offices:say_it_is_right", scene.office.pk, "post"),
        ("offices:withdraw", change.pk, "post"),
    ]
    for person in (scene.outsider, scene.keeper):
        client.force_login(person)
        for name, pk, method in addresses:
            assert getattr(client, method)(reverse(name, args=[pk])).status_code == 404, name
    client.logout()
    for name, pk, method in addresses:
        assert getattr(client, method)(reverse(name, args=[pk])).status_code == 302, name
    change.refresh_from_db()
    assert change.is_waiting
    client.force_login(scene.holder)
    for name in ("offices:say_it_is_right", "offices:withdraw"):
        assert client.get(reverse(name, args=[scene.office.pk])).status_code == 405


def test_claiming_an_entry(client, scene):
    client.force_login(scene.outsider)
    address = reverse("offices:claim", args=[scene.office.pk])
    for _click in range(2):
        assert client.post(address, {"message": "Rufen Sie an."}).url == MINE
    asked = OfficeClaim.objects.get()
    assert client.get(reverse("offices:edit", args=[scene.office.pk])).status_code == 404
    client.force_login(scene.keeper)
    client.post(reverse("offices_admin:claim", args=[asked.pk]), {"action": "accept", "reason": ""})
    scene.office.refresh_from_db()
    assert scene.office.holder == scene.outsider
    assert mails_to(scene.holder) == ["offices/holder_removed"]
    assert mails_to(scene.outsider) == ["offices/claim_decided"]
    with pytest.raises(Refused):
        changes.withdraw(OfficeChange(office=scene.office), person=scene.holder)


def test_refusing_a_claim_needs_a_reason(client, scene):
    asked = holding.claim(scene.office, message="", person=scene.outsider)
    with pytest.raises(Refused):
        holding.decide_claim(asked, accept=False, reason="", actor=scene.keeper)
    holding.decide_claim(asked, accept=False, reason="Andere Behörde.", actor=scene.keeper)
    scene.office.refresh_from_db()
    assert scene.office.holder == scene.holder
    with pytest.raises(ChangedMeanwhile):
        holding.decide_claim(asked, accept=True, reason="", actor=scene.keeper)


def test_staff_let_the_owner_of_a_confirmed_address_keep_an_entry(client, scene):
    client.force_login(scene.keeper)
    address = reverse("offices_admin:holder", args=[scene.office.pk])
    assert "kein Konto" in client.post(address, {"email": "niemand@example.org"}).content.decode()
    assert client.post(address, {"email": "OUTSIDER@example.org"}).status_code == 302
    scene.office.refresh_from_db()
    assert scene.office.holder == scene.outsider and mails_to(scene.outsider) == ["offices/holder_appointed"]
    client.post(address, {"dismiss": "1"})
    scene.office.refresh_from_db()
    assert scene.office.holder is None


def test_a_new_entry_is_public_when_staff_have_confirmed_it(client, scene):
    client.force_login(scene.outsider)
    address = reverse("offices:propose", args=["14627"])
    refused = client.post(address, posted(title=" \u200b"))
    assert refused.status_code == 200 and "wie die Stelle heißt" in refused.content.decode()
    for _click in range(2):
        assert client.post(address, posted(title="Neue Stelle")).url == MINE
    office = Office.objects.get(title="Neue Stelle")
    assert not office.is_confirmed and office.holder == scene.outsider
    assert "Neue Stelle" not in client.get("/regionen/14627/").content.decode()
    # As long as nobody else sees it, its changes need no confirmation.
    client.post(reverse("offices:edit", args=[office.pk]), posted(office, title="Neue Stelle Meißen"))
    assert not OfficeChange.objects.exists()
    client.force_login(scene.keeper)
    client.post(reverse("offices_admin:confirm", args=[office.pk]), {"action": "confirm", "seen": "0"})
    office.refresh_from_db()
    assert not office.is_confirmed, "it was changed since it was looked at"
    client.post(reverse("offices_admin:confirm", args=[office.pk]), {"action": "confirm", "seen": office.revision})
    assert "Neue Stelle Meißen" in client.get("/regionen/14627/").content.decode()
    assert "offices/entry_confirmed" in mails_to(scene.outsider)


def test_a_refused_entry_is_deleted_and_its_author_reads_why(scene):
    office = services.propose_office(scene.meissen, {"title": "Scherz"}, person=scene.outsider)
    services.refuse_office(office, reason="Gibt es nicht.", seen=0, actor=scene.keeper)
    assert not Office.objects.filter(title="Scherz").exists()
    assert "Gibt es nicht." in OutboxMessage.objects.get(kind="offices/entry_refused").body


def test_too_many_new_entries_wait(scene):
    for number in range(services.WAITING_AT_ONCE):
        services.propose_office(scene.meissen, {"title": f"Stelle {number}"}, person=scene.outsider)
    with pytest.raises(Refused):
        services.propose_office(scene.meissen, {"title": "Noch eine"}, person=scene.outsider)


def test_the_overview_names_the_own_office_and_nothing_to_others(client, scene):
    address = reverse("accounts:overview")
    client.force_login(scene.holder)
    assert "Meine Stelle" in client.get(address).content.decode()
    client.force_login(scene.outsider)
    assert "Meine Stelle" not in client.get(address).content.decode()


def test_closing_the_account_keeps_the_entry_without_its_holder(scene):
    change = propose(scene, unit="Sozialamt")
    OfficeChange.objects.update(message="Persönliches.")
    holding.claim(scene.office, message="", person=scene.outsider)
    for person in (scene.holder, scene.outsider):
        close_account(person, actor=person)
    scene.office.refresh_from_db()
    change.refresh_from_db()
    assert scene.office.holder is None and scene.office.is_public
    assert change.proposed_by is None and change.message == "" and change.is_waiting
    assert not OfficeClaim.objects.exists()
    changes.decide(change, ["unit"], reason="", seen=(0, 0), actor=scene.keeper)


def test_saying_that_it_is_right_changes_only_the_day(client, scene):
    client.force_login(scene.holder)
    client.post(reverse("offices:say_it_is_right", args=[scene.office.pk]))
    before = entry_of(scene.office)
    scene.office.refresh_from_db()
    assert scene.office.checked_on is not None and entry_of(scene.office) == before
    assert "Zuletzt bestätigt" in client.get("/regionen/14625/").content.decode()
