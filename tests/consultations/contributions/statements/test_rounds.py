"""Umbrella mandates: a federation asks, members hand over, the federation decides, the ministry counts once."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import MembershipRole
from consultations.contributions.models import Contribution
from consultations.contributions.statements import adopting, queries, rounds, services
from consultations.contributions.statements.enums import ItemState, MandateState
from consultations.contributions.statements.models import Backing, DraftContribution, Mandate, StatementDraft
from consultations.contributions.statements.refusals import Closed, NotPossible
from consultations.contributions.statements.releasing import release
from consultations.contributions.statements.services import Words
from consultations.moderation.services import release as publish_contribution
from notifications.models import OutboxMessage
from tests.consultations.contributions.statements.conftest import SECRET
from tests.consultations.contributions.statements.test_pages import LIST, client_of, html, page
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory


def revision(draft) -> int:
    return StatementDraft.objects.get(pk=draft.pk).revision


@pytest.fixture
def part(umbrella, chair, cast):
    """The work of the cast's organisation for the federation."""
    mandate = rounds.invite(umbrella, cast.organisation, actor=chair)
    return rounds.accept(mandate, cast.organisation, actor=cast.coordinator)


def hand_over(part, cast, *, is_named=True):
    return rounds.hand_over(part, is_named=is_named, seen=revision(part), actor=cast.coordinator)


def test_invited_by_search_accepted_and_handed_over(cast, umbrella, chair, add, process):
    client = client_of(chair)
    found = html(client.get(page(umbrella, "runde/?q=willkommen")))
    assert cast.organisation.name in found
    rounds.save_round(umbrella, question="Was fehlt Ihnen?", due_on=None, actor=chair)
    client.post(page(umbrella, "runde/"), {"what": "organisation", "organisation": cast.organisation.pk})
    mail = OutboxMessage.objects.get(kind="mandate_invited")
    assert mail.address == cast.coordinator.email and "Was fehlt" not in mail.body
    mandate = Mandate.objects.get()
    assert rounds.invite(umbrella, cast.organisation, actor=chair) == mandate, "twice is once"

    member = client_of(cast.coordinator)
    assert "lädt" in html(member.get(LIST))
    invitation = f"{LIST}einladung/{mandate.pk}/"
    assert "Was fehlt Ihnen?" in html(member.get(invitation))
    assert client_of(cast.member).get(invitation).status_code == 404
    assert client_of(cast.outsider).post(invitation, {"what": "accept"}).status_code == 404
    response = member.post(invitation, {"what": "accept", "organisation": cast.organisation.pk})
    part = StatementDraft.objects.get(mandate=mandate)
    assert response.url == page(part)
    assert member.post(invitation, {"what": "accept", "organisation": cast.organisation.pk}).status_code == 409

    add(part, "k1-1", SECRET, actor=cast.member)
    add(part, "k1-2", "Bleibt bei uns", actor=cast.member, state=ItemState.HELD_BACK)
    # Before it is handed over, the federation sees nothing, not even how much there is.
    assert client.get(page(part)).status_code == 404
    assert client.get(page(umbrella, f"runde/{mandate.pk}/")).status_code == 404
    assert SECRET not in html(client.get(page(umbrella, "runde/")))
    confirm = html(member.get(page(part, "uebergeben/")))
    assert SECRET in confirm and "zurückgestellt" in confirm
    assert member.post(page(part, "uebergeben/"), {"seen": revision(part)}).status_code == 422
    member.post(page(part, "uebergeben/"), {"seen": revision(part), "is_named": "yes"})
    shown = html(client.get(page(umbrella, f"runde/{mandate.pk}/")))
    assert SECRET in shown and "Bleibt bei uns" not in shown
    assert client.get(page(part)).status_code == 404, "only what was handed over"
    assert OutboxMessage.objects.get(kind="mandate_handed_over").address == chair.email
    with pytest.raises(Closed):
        services.add_item(part, services.Places(process).all[0].target, Words(), actor=cast.member)


def test_adopted_merged_and_declined_with_provenance(cast, umbrella, chair, part, add, process, client):
    second = OrganisationFactory(name="Zweiter Verein (Test)")
    MembershipFactory(organisation=second, role=MembershipRole.COORDINATOR)
    speaker = second.members.get()
    other = rounds.accept(rounds.invite(umbrella, second, actor=chair), second, actor=speaker)
    first = add(part, "k1-1", "Wie die Mitglieder sagen", actor=cast.member)
    refused = add(part, "k1-2", "Passt nicht", actor=cast.member)
    same = add(other, "k1-1", "Das sagen wir auch", actor=speaker)
    hand_over(part, cast)
    rounds.hand_over(other, is_named=False, seen=revision(other), actor=speaker)
    item = adopting.adopt(umbrella, first, actor=chair)
    with pytest.raises(NotPossible):
        adopting.adopt(umbrella, first, actor=chair)
    with pytest.raises(NotPossible):
        adopting.merge(umbrella, refused, item, append=False, actor=chair)
    adopting.merge(umbrella, same, item, append=True, actor=chair)
    with pytest.raises(NotPossible):
        adopting.refuse(umbrella, refused, reason=" ", actor=chair)
    adopting.refuse(umbrella, refused, reason="Nicht unser Thema", actor=chair)
    item.refresh_from_db()
    assert item.text == "Wie die Mitglieder sagen\n\nDas sagen wir auch"
    words = Words(text="Gemeinsame Fassung", title="Gemeinsam")
    services.save_item(item, words, state=ItemState.DONE, assigned_to=None, seen=item.revision, actor=chair)
    first.refresh_from_db()
    assert first.text == "Wie die Mitglieder sagen", "the original stays beside what was adopted"
    at_the_federation = html(client_of(chair).get(page(umbrella, f"punkt/{item.pk}/")))
    assert "Wie die Mitglieder sagen" in at_the_federation and second.name in at_the_federation
    at_the_member = html(client_of(cast.member).get(page(part)))
    assert "Nicht unser Thema" in at_the_member and "Übernommen" in at_the_member

    statement = release(umbrella, seen=revision(umbrella), actor=chair)
    contribution = Contribution.objects.get()
    assert contribution.submissions_represented == 1 and contribution.organisation == umbrella.organisation
    named = dict(Backing.objects.values_list("organisation_name", "is_named"))
    assert named == {cast.organisation.name: True, second.name: False}
    assert str(statement.paper.content).count(second.name) == 1
    publish_contribution(contribution, actor=cast.moderator)
    public = html(client.get(f"/stellungnahme/{statement.paper.display_code}/"))
    assert f"Mitgetragen von: {cast.organisation.name}" in " ".join(public.replace('<span lang="de">', "").split())
    assert second.name not in public
    staff = client_of(cast.moderator)
    for address in (f"stellungnahmen/{statement.pk}/", f"moderation/{contribution.pk}/"):
        team = html(staff.get(f"/admin/verfahren/{process.slug}/{address}"))
        assert second.name in team and cast.organisation.name in team, address
    assert "Passt nicht" not in html(staff.get(f"/admin/verfahren/{process.slug}/stellungnahmen/{statement.pk}/"))


def test_decisions_are_of_the_federation_and_of_what_was_handed_over(cast, umbrella, chair, part, add, process):
    item = add(part, actor=cast.member)
    with pytest.raises(NotPossible):
        adopting.adopt(umbrella, item, actor=chair)
    hand_over(part, cast)
    with pytest.raises(PermissionDenied):
        adopting.adopt(umbrella, item, actor=cast.coordinator)
    strange = OrganisationFactory(name="Anderer Verband (Test)")
    MembershipFactory(organisation=strange, role=MembershipRole.COORDINATOR)
    theirs = services.begin_statement(process, strange, actor=strange.members.get())
    with pytest.raises(NotPossible):
        adopting.adopt(theirs, item, actor=strange.members.get())
    data = {"what": "adopt", "source": item.pk}
    where = f"runde/{part.mandate_id}/"
    assert client_of(strange.members.get()).post(page(theirs, where), data).status_code == 404
    assert client_of(cast.coordinator).post(page(umbrella, where), data).status_code == 404
    client = client_of(chair)
    client.post(page(umbrella, where), data)
    assert queries.undecided(umbrella) == 0 and umbrella.items.count() == 1
    client.post(page(umbrella, where), {"what": "undo", "source": item.pk})
    assert queries.undecided(umbrella) == 1


def test_an_invitation_by_e_mail_tells_nothing_about_the_address(cast, umbrella, chair):
    client = client_of(chair)
    for address in (cast.coordinator.email, "niemand@example.org"):
        client.post(page(umbrella, "runde/"), {"what": "address", "address": address})
    assert OutboxMessage.objects.filter(kind="mandate_invited").count() == 2
    shown = html(client.get(page(umbrella, "runde/")))
    assert cast.organisation.name not in shown and "niemand@example.org" in shown
    mandate = Mandate.objects.get(address=cast.coordinator.email)
    link = re.search(r"/konto/\S+/link/\S+", OutboxMessage.objects.get(address=cast.coordinator.email).body).group(0)
    for stranger in (cast.outsider, cast.member):
        assert client_of(stranger).get(link).status_code == 404
        assert client_of(stranger).post(link, {"what": "accept"}).status_code == 404
    member = client_of(cast.coordinator)
    assert member.get(link[:-3] + "xx/").status_code == 404, "a changed byte"
    assert cast.organisation.name in html(member.get(link))
    mandate.refresh_from_db()
    assert mandate.state == MandateState.INVITED, "looking changes nothing"
    member.post(link, {"what": "accept", "organisation": cast.organisation.pk})
    mandate.refresh_from_db()
    assert (mandate.state, mandate.organisation) == (MandateState.PREPARING, cast.organisation)
    assert member.post(link, {"what": "accept", "organisation": cast.organisation.pk}).status_code == 409


def test_a_link_expires_and_needs_an_organisation(cast, umbrella, chair, monkeypatch):
    loner = UserFactory(email="allein@example.org")
    mandate = rounds.invite_address(umbrella, "Allein@example.org", actor=chair)
    link = f"{LIST}einladung/link/{rounds.token_of(mandate)}/"
    assert "koordinieren keine" in html(client_of(loner).get(link))
    assert client_of(loner).post(link, {"what": "accept", "organisation": cast.organisation.pk}).status_code == 409
    monkeypatch.setattr(rounds, "LINK_VALID", timedelta(0))
    assert client_of(loner).get(link).status_code == 404


def test_revoked_declined_and_too_late(cast, umbrella, chair, part, add):
    with pytest.raises(NotPossible):
        rounds.revoke(part.mandate, actor=chair)
    item = add(part, actor=cast.member)
    third = OrganisationFactory(name="Dritter (Test)")
    MembershipFactory(organisation=third, role=MembershipRole.COORDINATOR)
    invited = rounds.invite(umbrella, third, actor=chair)
    rounds.decline(invited, reason="Keine Zeit", actor=third.members.get())
    assert "Keine Zeit" in html(client_of(chair).get(page(umbrella, "runde/")))
    again = rounds.invite(umbrella, third, actor=chair)
    rounds.revoke(again, actor=chair)
    with pytest.raises(NotPossible):
        rounds.accept(again, third, actor=third.members.get())
    add(umbrella, "k2-1", "Der Verband selbst", actor=chair)
    release(umbrella, seen=revision(umbrella), actor=chair)
    with pytest.raises(NotPossible):
        hand_over(part, cast)
    # Nothing is lost: the member goes on by itself, also where it has begun a statement of its own.
    own = services.begin_statement(part.process, cast.organisation, actor=cast.member)
    assert rounds.keep_as_own(part, actor=cast.coordinator) == own
    item.refresh_from_db()
    assert item.draft == own and not StatementDraft.objects.filter(pk=part.pk).exists()


def test_a_member_may_speak_for_itself_and_leave_the_round(cast, umbrella, part, add):
    item = add(part, actor=cast.member)
    assert rounds.keep_as_own(part, actor=cast.coordinator) == part
    part.refresh_from_db()
    assert part.mandate is None and Mandate.objects.get().state == MandateState.DECLINED
    release(part, seen=revision(part), actor=cast.coordinator)
    assert Contribution.objects.get().organisation == cast.organisation
    assert not Backing.objects.exists()
    assert DraftContribution.objects.get(pk=item.pk).contribution is not None


def test_the_round_takes_as_many_queries_for_many_as_for_one(cast, umbrella, chair, part, add):
    client = client_of(chair)
    for number in range(2):
        add(part, "k1-1", f"Text {number}", actor=cast.member)
    hand_over(part, cast)

    def count() -> list[int]:
        found = []
        for address in (page(umbrella, "runde/"), page(umbrella, f"runde/{part.mandate_id}/"), page(umbrella)):
            client.get(address)
            with CaptureQueriesContext(connection) as queries_made:
                assert client.get(address).status_code == 200
            found.append(len(queries_made))
        return found

    adopting.adopt(umbrella, part.items.first(), actor=chair)
    first = count()
    adopted = part.items.last()
    adopting.adopt(umbrella, adopted, actor=chair)
    rows = [
        DraftContribution(draft=part, target_kind="paragraph", target_key="k1-2", text=f"Mehr {n}") for n in range(9)
    ]
    DraftContribution.objects.bulk_create(rows)
    for number in range(4):
        rounds.invite(umbrella, OrganisationFactory(name=f"Mitglied {number}"), actor=chair)
    assert count() == first
