"""The personal pages: who sees what by which link, and what reading never does."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from accounts.enums import MembershipRole, RequestState, VerificationState
from accounts.extensions import organisation_parts
from accounts.models import JoinRequest, Membership, Organisation
from consultations.process.dates import today
from consultations.process.hearing import answers, services
from consultations.process.hearing.links import path_of, token_of
from consultations.process.hearing.models import Addressee, Extension
from notifications.models import OutboxMessage
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory


def page(name: str, addressee: Addressee) -> str:
    return reverse(f"hearing:{name}", kwargs={"token": token_of(addressee)})


def fresh(addressee: Addressee) -> Addressee:
    return Addressee.objects.with_state().get(pk=addressee.pk)


def person(address: str, *, confirmed: bool = True):
    user = UserFactory(email=address)
    EmailAddress.objects.create(user=user, email=address, verified=confirmed, primary=True)
    return user


def end(phase) -> None:
    phase.starts_on, phase.ends_on = today() - timedelta(days=20), today() - timedelta(days=1)
    phase.save()


def test_programs_that_follow_links_open_nothing(client, addressee):
    for _ in range(3):
        text = client.get(path_of(addressee)).content.decode()
        client.head(path_of(addressee))
    assert fresh(addressee).opened_at is None
    assert "Einladung ansehen" in text and "Für diese Organisation" not in text and "noindex" in text
    client.post(path_of(addressee))
    first = fresh(addressee).opened_at
    assert first is not None
    client.post(path_of(addressee))
    assert fresh(addressee).opened_at == first
    assert "Konto anlegen" in client.get(path_of(addressee)).content.decode()


@pytest.mark.parametrize("name", ["join", "more_time", "decline", "take_part", "other_address"])
def test_reading_changes_nothing_and_answers_to_everything(client, addressee, name):
    before = Addressee.objects.values().get()
    assert client.get(page(name, addressee)).status_code in (200, 405)
    assert Addressee.objects.values().get() == before


def test_tampered_foreign_and_long_links_are_refused_alike(client, addressee, make_addressee):
    other = make_addressee("Noch nicht eingeladen (Test)")
    token = token_of(addressee)
    answers_seen = set()
    for wrong in (token[:-1] + "x", token.replace(f"{addressee.pk}-", "999-", 1), "x", "1" * 300, token_of(other)):
        response = client.get(reverse("hearing:invitation", kwargs={"token": wrong}))
        assert response.status_code == 404
        assert client.post(reverse("hearing:decline", kwargs={"token": wrong})).status_code == 404
        answers_seen.add("nicht gültig" in response.content.decode())
    assert answers_seen == {True}


def test_a_link_to_an_earlier_address_says_so_and_does_nothing(client, cast, addressee):
    old = path_of(addressee)
    services.change_addressee(addressee, {"email": "neu@verband.example"}, actor=cast.editor)
    Addressee.objects.update(invited_at=timezone.now())
    response = client.get(old)
    assert response.status_code == 410 and "andere Adresse" in response.content.decode()
    assert client.post(old + "absage/").status_code == 410
    assert client.get(path_of(fresh(addressee))).status_code == 200


def test_a_hidden_process_shows_nothing(client, addressee):
    process = addressee.phase.process
    process.is_published = False
    process.save()
    response = client.get(path_of(addressee))
    assert response.status_code == 404 and process.title not in response.content.decode()


def test_the_invited_address_creates_the_organisation_and_coordinates_it(client, version, addressee):
    user = person("EINLADUNG@verband.example")
    client.force_login(user)
    response = client.post(page("join", addressee))
    assert response.status_code == 302 and "/entwurf/" in response.url
    organisation = Organisation.objects.get(name=addressee.name)
    assert organisation.state == VerificationState.VERIFIED and organisation.category == addressee.category
    assert Membership.objects.get(user=user).role == MembershipRole.COORDINATOR
    row = fresh(addressee)
    assert row.organisation == organisation and row.state == "joined"
    client.post(page("join", addressee))
    assert Organisation.objects.filter(name=addressee.name).count() == 1


def test_an_unconfirmed_or_other_address_gets_nothing(client, addressee):
    for user in (person("einladung@verband.example", confirmed=False), person("fremd@x.example")):
        client.force_login(user)
        response = client.post(page("join", addressee), follow=True)
        assert "anderen Adresse angemeldet" in response.content.decode()
        with pytest.raises(answers.NotTheInvited):
            answers.join(addressee, user)
    assert not Membership.objects.exists() and not Organisation.objects.filter(name=addressee.name).exists()


def test_where_somebody_coordinates_that_person_decides(client, make_addressee):
    coordinator = MembershipFactory(role=MembershipRole.COORDINATOR)
    row = make_addressee(coordinator.organisation.name, organisation=coordinator.organisation, invited=True)
    for user in (person(row.email), person("kollege@x.example")):
        client.force_login(user)
        for _ in range(2):
            assert "haben ihnen geschrieben" in client.post(page("join", row), follow=True).content.decode()
        assert not Membership.objects.filter(user=user).exists()
    assert OutboxMessage.objects.filter(kind="hearing_join_asked", recipient=coordinator.user).count() == 2
    assert fresh(row).joined_at is None


def test_members_join_without_being_made_anything_else(client, make_addressee):
    member = MembershipFactory(role=MembershipRole.MEMBER)
    row = make_addressee(member.organisation.name, organisation=member.organisation, invited=True)
    client.force_login(member.user)
    client.post(page("join", row))
    member.refresh_from_db()
    assert member.role == MembershipRole.MEMBER and fresh(row).state == "joined"


def test_nobody_joins_a_refused_organisation(make_addressee):
    organisation = OrganisationFactory(state=VerificationState.REFUSED)
    row = make_addressee(organisation.name, organisation=organisation, invited=True)
    with pytest.raises(answers.NotTheInvited):
        answers.join(row, person(row.email))


def test_declining_and_coming_back(client, addressee):
    client.post(page("decline", addressee), {"reason": "Keine\x00 Zeit"})
    assert fresh(addressee).declined_at is None
    client.post(page("decline", addressee), {"reason": "Keine Zeit"})
    row = fresh(addressee)
    assert row.state == "declined" and row.decline_reason == "Keine Zeit"
    assert "Doch Stellung nehmen" in client.get(path_of(addressee)).content.decode()
    client.post(page("take_part", addressee))
    assert fresh(addressee).state == "opened"


def test_asking_for_more_time_once(client, cast, addressee):
    last = addressee.phase.ends_on
    for wrong in ({"until": last, "reason": "x"}, {"until": last + timedelta(days=400), "reason": "x"}, {}):
        assert client.post(page("more_time", addressee), wrong).status_code == 422
    asked = {"until": last + timedelta(days=7), "reason": "Der Vorstand tagt erst dann."}
    assert client.post(page("more_time", addressee), asked).status_code == 302
    assert client.post(page("more_time", addressee), asked).status_code == 422
    assert Extension.objects.count() == 1
    told = set(OutboxMessage.objects.filter(kind="hearing_extension_asked").values_list("address", flat=True))
    assert told == {cast.lead.email, cast.editor.email}
    assert "noch nicht entschieden" in client.get(path_of(addressee)).content.decode()


def test_another_address_waits_for_the_team(client, cast, addressee):
    client.post(page("other_address", addressee), {"email": "neu@verband.example", "name": "Herr Neu"})
    row = fresh(addressee)
    assert row.email == "einladung@verband.example" and row.suggested_email == "neu@verband.example"
    assert OutboxMessage.objects.filter(kind="hearing_address_suggested").exists()
    services.change_addressee(row, {"email": row.suggested_email}, actor=cast.editor)
    row = fresh(addressee)
    assert row.suggested_at is None and row.link_number == 2 and row.invited_at is None


def test_after_the_deadline_nothing_can_be_done_any_more(client, addressee):
    end(addressee.phase)
    Addressee.objects.update(opened_at=timezone.now())
    text = client.get(path_of(addressee)).content.decode()
    assert "Die Frist ist abgelaufen" in text and "Um mehr Zeit bitten" not in text
    user = person("einladung@verband.example")
    client.force_login(user)
    for name, data in (
        ("join", {}),
        ("decline", {"reason": ""}),
        ("take_part", {}),
        ("more_time", {"until": today() + timedelta(days=5), "reason": "x"}),
        ("other_address", {"email": "a@b.example"}),
    ):
        text = client.post(page(name, addressee), data, follow=True).content.decode()
        assert "Es wurde nichts geändert" in text, name
    row = fresh(addressee)
    assert row.state == "opened" and not Extension.objects.exists() and not row.suggested_email


def test_an_extended_deadline_keeps_the_page_open(client, addressee):
    end(addressee.phase)
    Addressee.objects.update(opened_at=timezone.now(), extended_to=today() + timedelta(days=3))
    text = client.get(path_of(addressee)).content.decode()
    assert "für Sie verlängert" in text and "Wir nehmen nicht Stellung" in text


def test_scripts_in_names_stay_text(client, make_addressee):
    row = make_addressee("<script>alert(1)</script>", invited=True, opened_at=timezone.now())
    text = client.get(path_of(row)).content.decode()
    assert "<script>alert" not in text and "&lt;script&gt;" in text


# --- Together with the organisations ----------------------------------------------------------------------------------


def test_what_the_invited_person_entered_is_verified_and_gets_no_twin(addressee):
    user = person(addressee.email)
    own = OrganisationFactory(name=addressee.name, state=VerificationState.WAITING, created_by=user)
    MembershipFactory(user=user, organisation=own, role=MembershipRole.COORDINATOR)
    answers.join(addressee, user)
    own.refresh_from_db()
    assert own.state == VerificationState.VERIFIED and fresh(addressee).organisation == own
    assert Organisation.objects.filter(name=addressee.name).count() == 1


def test_the_name_of_a_merged_organisation_means_the_one_that_stayed(addressee):
    stayed = OrganisationFactory(name="Verband, der bleibt (Test)")
    OrganisationFactory(name=addressee.name, state=VerificationState.MERGED, merged_into=stayed)
    coordinator = MembershipFactory(organisation=stayed, role=MembershipRole.COORDINATOR)
    joined = answers.join(addressee, person(addressee.email))
    assert joined.has_to_wait and joined.organisation == stayed
    assert OutboxMessage.objects.filter(kind="hearing_join_asked", recipient=coordinator.user).exists()
    assert not Organisation.objects.verified().filter(name=addressee.name).exists()


def test_who_is_asked_finds_the_request_among_those_of_the_organisation(make_addressee):
    coordinator = MembershipFactory(role=MembershipRole.COORDINATOR)
    row = make_addressee(coordinator.organisation.name, organisation=coordinator.organisation, invited=True)
    user = person(row.email)
    for _time in range(2):
        answers.join(row, user)
    request = JoinRequest.objects.get()
    assert (request.organisation, request.user) == (coordinator.organisation, user)
    mail = OutboxMessage.objects.get(kind="hearing_join_asked")
    assert coordinator.organisation.get_absolute_url() in mail.body
    JoinRequest.objects.update(state=RequestState.REFUSED, answered_at=timezone.now())
    OutboxMessage.objects.all().delete()
    answers.join(row, user)
    assert not OutboxMessage.objects.exists(), "a refusal is not answered by asking again the next day"


def test_merging_two_invited_organisations_keeps_more_time_and_what_was_received(make_addressee):
    ours, theirs = OrganisationFactory(name="Die eine (Test)"), OrganisationFactory(name="Die andere (Test)")
    later, moment = today() + timedelta(days=30), timezone.now()
    kept = make_addressee(ours.name, organisation=ours, invited=True)
    make_addressee(theirs.name, organisation=theirs, invited=True, extended_to=later, submitted_at=moment)
    part = next(part for part in organisation_parts if part.relation == "consultations.Addressee.organisation")
    part.move(theirs, ours)
    kept.refresh_from_db()
    assert (kept.extended_to, kept.submitted_at) == (later, moment)
    assert not Addressee.objects.filter(organisation=theirs).exists()


def test_an_address_corrected_after_the_end_does_not_undo_the_invitation(cast, addressee):
    end(addressee.phase)
    services.change_addressee(addressee, {"email": "neu@verband.example"}, actor=cast.editor)
    row = fresh(addressee)
    assert row.invited_at is not None and row.email == "neu@verband.example" and row.link_number == 2


def test_whoever_joins_without_a_name_is_asked_for_it(client, addressee, make_addressee):
    user = person(addressee.email)
    client.force_login(user)
    asks = "geben Sie unter „Meine Angaben“ Ihren Namen an"
    assert asks in client.post(page("join", addressee), follow=True).content.decode()
    user.real_name = "Eva Beispiel"
    user.save()
    assert asks not in client.post(page("join", addressee), follow=True).content.decode()
