"""New organisations: entered, decided on by staff, corrected."""

import pytest
from allauth.account.models import EmailAddress

from accounts.models import Membership, Organisation
from accounts.organisations import rules, services, verification
from accounts.organisations.refusals import AddressNotConfirmed, ChangedMeanwhile, Refused
from accounts.organisations.services import Data
from audit.models import AuditEntry
from tests.accounts.organisations.conftest import mails_to


@pytest.fixture
def data(scene) -> Data:
    return Data(name="Neuer Verein e. V.", category=scene.category, seat="Stendal")


def create(scene, data) -> Organisation:
    return services.create_organisation(data, person=scene.outsider, real_name="Dora Draußen", position="Vorsitz")


def test_whoever_enters_it_coordinates_and_waits(scene, data):
    organisation = create(scene, data)

    assert organisation.is_waiting and rules.coordinates(scene.outsider, organisation)
    assert not rules.may_speak_for(scene.outsider, organisation)
    scene.outsider.refresh_from_db()
    assert scene.outsider.real_name == "Dora Draußen" and str(scene.outsider) == "Dora"
    assert f"/admin/organisationen/{organisation.pk}/pruefung/" in mails_to(scene.staff)[0].body
    assert create(scene, data) == organisation, "a double click enters one"
    assert Membership.objects.filter(user=scene.outsider).count() == 1


def test_the_real_name_is_never_the_public_label(scene, data):
    scene.outsider.display_name = ""
    scene.outsider.save()
    create(scene, data)
    scene.outsider.refresh_from_db()

    assert "Dora" not in str(scene.outsider)
    assert not AuditEntry.objects.filter(actor_label__contains="Dora").exists()


def test_an_unconfirmed_address_enters_nothing(scene, data):
    EmailAddress.objects.filter(user=scene.outsider).update(verified=False)
    with pytest.raises(AddressNotConfirmed):
        create(scene, data)


def test_one_person_has_few_waiting(scene, data, monkeypatch):
    monkeypatch.setattr(services, "WAITING_AT_ONCE", 1)
    create(scene, data)
    with pytest.raises(Refused):
        create(scene, Data(name="Noch einer", category=scene.category))


def test_verified_and_told(scene, data):
    organisation = create(scene, data)
    verification.verify(organisation, seen=organisation.revision, actor=scene.staff)

    assert rules.may_speak_for(scene.outsider, organisation) is False, "the old object knows nothing of it"
    organisation.refresh_from_db()
    assert rules.may_speak_for(scene.outsider, organisation) and len(mails_to(scene.outsider)) == 1
    with pytest.raises(ChangedMeanwhile):
        verification.verify(organisation, seen=0, actor=scene.staff)
    with pytest.raises(ChangedMeanwhile):
        verification.refuse(organisation, reason="Doch nicht", seen=0, actor=scene.staff)


def test_refused_corrected_and_submitted_again(scene, data):
    organisation = create(scene, data)
    with pytest.raises(Refused):
        verification.refuse(organisation, reason=" ", seen=0, actor=scene.staff)
    verification.refuse(organisation, reason="Wir finden keinen Eintrag.", seen=0, actor=scene.staff)
    organisation.refresh_from_db()
    assert "Wir finden keinen Eintrag." in mails_to(scene.outsider)[0].body
    waited = organisation.submitted_at

    services.change_organisation(
        organisation,
        Data(name="Neuer Verein Altmark e. V.", category=scene.category),
        person=scene.outsider,
        seen=organisation.revision,
    )

    organisation.refresh_from_db()
    assert organisation.is_waiting and organisation.name == "Neuer Verein Altmark e. V."
    assert organisation.submitted_at > waited and len(mails_to(scene.staff)) == 2
    with pytest.raises(ChangedMeanwhile):
        verification.verify(organisation, seen=1, actor=scene.staff)
    verification.verify(organisation, seen=organisation.revision, actor=scene.staff)
    actions = AuditEntry.objects.about(organisation).values_list("action", flat=True)
    assert list(actions) == [
        "accounts.verify_organisation",
        "accounts.resubmit_organisation",
        "accounts.refuse_organisation",
        "accounts.create_organisation",
    ]


def test_what_is_verified_changes_by_staff_only(scene, data):
    changed = Data(name="Ganz anders", category=scene.category, seat="Halle", website="https://neu.example")
    services.change_organisation(scene.ours, changed, person=scene.coordinator, seen=0)

    scene.ours.refresh_from_db()
    assert (scene.ours.name, scene.ours.seat) == ("Willkommensinitiative Altmark e. V.", "Halle")
    assert scene.ours.website_key == "neu.example" and scene.ours.is_verified
    for someone in (scene.member, scene.other, scene.staff):
        with pytest.raises(Refused):
            services.change_organisation(scene.ours, changed, person=someone, seen=1)


def test_taken_back_nobody_speaks_for_it(scene):
    verification.refuse(scene.ours, reason="Gibt es nicht mehr.", seen=0, actor=scene.staff)

    assert not Organisation.objects.of(scene.member).exists()
    assert mails_to(scene.member) and mails_to(scene.coordinator)
