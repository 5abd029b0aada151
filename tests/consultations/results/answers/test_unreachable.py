"""A body that objected and has nobody left: its objection stays, and beside it why it keeps the answer no longer."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from consultations.process.enums import TeamRole
from consultations.process.services import add_team_member
from consultations.results.answers import queries
from consultations.results.answers.cosigning import ask, decide, take_back
from consultations.results.answers.models import CosignRequest
from consultations.results.answers.unreachable import StillReachable, end_unreachable, record_unreachable
from consultations.results.gate import inspect
from consultations.results.services import publish_results
from consultations.synthesis.findings.merging_services import merge_findings
from tests.consultations.results.answers.conftest import OTHER_BODY
from tests.consultations.test_concurrency import at_once
from tests.factories.accounts import UserFactory

REASON = "Das Ministerium wurde aufgelöst."


def page(process, name, **kwargs):
    return reverse(f"results_admin:{name}", kwargs={"process_slug": process.slug, **kwargs})


def checks(process):
    return [obstacle.check for obstacle in inspect(process).obstacles]


@pytest.fixture
def objected(cast, asked, make_contribution, cite):
    """The cosigner's body objected to the first version."""
    cite(asked.version.answer.finding, make_contribution())
    return decide(asked, outcome="objected", seen_version=1, reason="Schulen fehlen.", actor=cast.cosigner)


@pytest.fixture
def deserted(cast, process, objected):
    """It has nobody in the team any more."""
    process.team.filter(user=cast.cosigner).delete()
    return objected


@pytest.fixture
def newcomer(process, body):
    """Somebody who begins to sign for the body: newcomer()."""

    def begin():
        user = UserFactory()
        add_team_member(process, user, TeamRole.COSIGNER, actor=None, office=body)
        return user

    return begin


def test_objection_and_reason_stay_and_the_gate_opens(client, cast, process, deserted, body):
    assert checks(process) == ["objection"]
    with pytest.raises(ValueError, match="reason"):
        record_unreachable(deserted, reason=" ", actor=cast.lead)
    record_unreachable(deserted, reason=REASON, actor=cast.lead)
    assert checks(process) == [] and not queries.objected(process).exists()
    entry = AuditEntry.objects.get(action="results.cosign_unreachable")
    assert (entry.reason, entry.details["body"], entry.details["version"]) == (REASON, body, 1)
    client.force_login(cast.lead)
    number = deserted.version.answer.finding.number
    for url in (page(process, "publish"), page(process, "answer", number=number)):
        content = client.get(url).content.decode()
        assert REASON in content and "Schulen fehlen." in content and body in content
    assert REASON in client.get(page(process, "answer_versions", number=number)).content.decode()
    assert publish_results(process, actor=cast.lead).findings_count == 1
    # The public reads who signed; nobody did.
    public = client.get(reverse("results:finding", args=[process.slug, number])).content.decode()
    assert REASON not in public and "Schulen fehlen." not in public


def test_as_long_as_somebody_signs_for_the_body_it_is_asked(cast, process, objected, asked, newcomer):
    with pytest.raises(StillReachable):
        record_unreachable(objected, reason=REASON, actor=cast.lead)
    process.team.filter(user=cast.cosigner).delete()
    somebody = newcomer()
    with pytest.raises(StillReachable):
        record_unreachable(objected, reason=REASON, actor=cast.lead)
    somebody.is_active = False
    somebody.save()
    record_unreachable(objected, reason=REASON, actor=cast.lead)
    with pytest.raises(StillReachable):
        record_unreachable(objected, reason="Noch einmal.", actor=cast.lead)
    objected.refresh_from_db()
    assert objected.unreachable_reason == REASON and objected.outcome == "objected"


def test_a_body_that_did_not_object_is_taken_back_or_stays(cast, process, asked, other_cosigner):
    process.team.filter(user=cast.cosigner).delete()
    with pytest.raises(StillReachable):
        record_unreachable(asked, reason=REASON, actor=cast.lead)
    signed = ask(asked.version.answer.finding, [OTHER_BODY], actor=cast.officer)[0]
    decide(signed, outcome="signed", seen_version=1, actor=other_cosigner)
    process.team.filter(user=other_cosigner).delete()
    with pytest.raises(StillReachable):
        record_unreachable(signed, reason=REASON, actor=cast.lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        CosignRequest.objects.filter(pk=signed.pk).update(unreachable_at=timezone.now(), unreachable_reason="Nein.")
    take_back(asked, actor=cast.officer)


def test_it_ends_with_the_version_and_is_recorded_anew(cast, process, deserted, write, body):
    finding = deserted.version.answer.finding
    record_unreachable(deserted, reason=REASON, actor=cast.lead)
    write(finding, reason="Nun mit Schulen.")
    assert checks(process) == ["signature"]
    again = CosignRequest.objects.current().get(body=body)
    assert again.version.number == 2 and again.unreachable_at is None
    with pytest.raises(StillReachable):
        record_unreachable(deserted, reason=REASON, actor=cast.lead)
    assert queries.cosigning_of(finding, again.version.answer).stuck == [again]
    record_unreachable(again, reason=REASON, actor=cast.lead)
    assert checks(process) == []
    deserted.refresh_from_db()
    assert deserted.unreachable_reason == REASON


@pytest.mark.parametrize("outcome", ["objected", "signed"])
def test_whoever_comes_later_is_heard(cast, process, deserted, newcomer, outcome):
    record_unreachable(deserted, reason=REASON, actor=cast.lead)
    somebody = newcomer()
    assert deserted in queries.requests_for(somebody, process)
    decide(deserted, outcome=outcome, seen_version=1, reason="Weiter: Schulen fehlen.", actor=somebody)
    assert checks(process) == (["objection"] if outcome == "objected" else [])
    deserted.refresh_from_db()
    assert deserted.unreachable_at is None and deserted.unreachable_reason == ""
    assert AuditEntry.objects.filter(action="results.cosign").latest("pk").details["was_unreachable"] is True


def test_it_can_be_ended(client, cast, process, deserted):
    number = deserted.version.answer.finding.number
    step = page(process, "cosign_unreachable", number=number, pk=deserted.pk)
    client.force_login(cast.lead)
    client.post(step, {f"unreachable-{deserted.pk}-reason": ""})
    assert checks(process) == ["objection"]
    screen = client.get(page(process, "answer", number=number)).content.decode()
    assert step in screen and f"unreachable-{deserted.pk}-reason" in screen
    assert client.post(step, {f"unreachable-{deserted.pk}-reason": REASON}).status_code == 302
    assert checks(process) == []
    client.post(step, {"end": "1"})
    assert checks(process) == ["objection"]
    assert end_unreachable(deserted, actor=cast.lead) is False
    assert AuditEntry.objects.filter(action="results.cosign_reachable").count() == 1


@pytest.mark.parametrize("who", ["outsider", "analyst", "observer", "stakeholder", "officer", "editor", "other"])
def test_only_the_lead_records_it(client, cast, process, deserted, other_cosigner, who):
    actor = other_cosigner if who == "other" else getattr(cast, who)
    for act in (
        lambda: record_unreachable(deserted, reason=REASON, actor=actor),
        lambda: end_unreachable(deserted, actor=actor),
    ):
        with pytest.raises(PermissionDenied):
            act()
    client.force_login(actor)
    step = page(process, "cosign_unreachable", number=deserted.version.answer.finding.number, pk=deserted.pk)
    assert client.post(step, {f"unreachable-{deserted.pk}-reason": REASON}).status_code in (302, 403, 404)
    assert checks(process) == ["objection"]
    if who == "officer":
        # Who answers reads what can be done, and by whom.
        screen = client.get(page(process, "answer", number=deserted.version.answer.finding.number))
        assert screen.status_code == 200 and step not in screen.content.decode()


def test_another_process_has_no_say(client, cast, other_process, process, deserted, make_finding):
    stranger = UserFactory()
    add_team_member(other_process, stranger, TeamRole.LEAD, actor=None)
    client.force_login(stranger)
    foreign = make_finding(process=other_process)
    step = page(other_process, "cosign_unreachable", number=foreign.number, pk=deserted.pk)
    assert client.post(step, {f"unreachable-{deserted.pk}-reason": REASON}).status_code == 404
    assert checks(process) == ["objection"]


def test_a_finding_is_merged_although_its_objection_can_never_be_signed(cast, process, deserted, make_finding, write):
    record_unreachable(deserted, reason=REASON, actor=cast.lead)
    other = make_finding()
    write(other)
    merge_findings(deserted.version.answer.finding, other, reason="Dasselbe.", actor=cast.analyst, is_confirmed=True)
    assert CosignRequest.objects.get(pk=deserted.pk).unreachable_reason == REASON


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_leads_at_once_record_it_once(cast, process, deserted):
    results = at_once(*[lambda: record_unreachable(deserted, reason=REASON, actor=cast.lead)] * 2)
    assert sum(isinstance(result, StillReachable) for result in results) == 1
    assert AuditEntry.objects.filter(action="results.cosign_unreachable").count() == 1
