"""Required co-signatures: lacking where nobody was asked, needed for every answer or one, left out with a reason."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from audit.models import AuditEntry
from consultations.results.answers import demanding
from consultations.results.answers.cosigning import ask, decide
from consultations.results.answers.models import CosignDemand, CosignRequest, CosignWaiver
from consultations.results.gate import GateClosed, inspect
from consultations.results.models import Answer
from consultations.results.services import publish_interim, publish_results
from consultations.results.versions import StillOpen, publish_version, withdraw_version
from consultations.synthesis.findings.merging_services import merge_findings
from notifications.models import OutboxMessage
from tests.consultations.results.answers.conftest import OTHER_BODY
from tests.consultations.test_concurrency import at_once


@pytest.fixture
def finding(make_finding, write, make_contribution, cite):
    """An answered finding that lacks nothing as long as nobody must sign."""
    row = make_finding()
    cite(row, make_contribution())
    write(row)
    return row


def page(process, name, **kwargs):
    return reverse(f"results_admin:{name}", kwargs={"process_slug": process.slug, **kwargs})


def lacks(process):
    return [obstacle.check for obstacle in inspect(process).obstacles]


def test_the_gate_says_that_a_signature_is_lacking_although_nobody_was_asked(cast, process, finding, body):
    assert inspect(process).is_open
    demanding.demand_of_process(process, [body], actor=cast.lead)
    obstacle = inspect(process).obstacles[0]
    assert obstacle.check == "signature" and body in obstacle.text
    assert obstacle.url == page(process, "answer", number=finding.number) + "#mitzeichnung"
    with pytest.raises(GateClosed):
        publish_results(process, actor=cast.lead)
    with pytest.raises(StillOpen):
        publish_interim(finding, actor=cast.lead)
    ask(finding, [body], actor=cast.officer)
    assert lacks(process) == ["signature"]
    decide(CosignRequest.objects.get(), outcome="signed", seen_version=1, actor=cast.cosigner)
    assert publish_results(process, actor=cast.lead)


def test_one_answer_may_need_another_body(cast, process, finding, body, other_cosigner, make_finding, write):
    demanding.demand_for(finding, [OTHER_BODY], actor=cast.officer)
    write(make_finding())
    assert demanding.lacking(process) == [(finding, OTHER_BODY)]
    demanding.demand_of_process(process, [OTHER_BODY], actor=cast.lead)
    assert len(demanding.lacking(process)) == 2
    demanding.demand_of_process(process, [], actor=cast.lead)
    demanding.demand_for(finding, [], actor=cast.officer)
    assert demanding.lacking(process) == [] and not CosignDemand.objects.exists()


def test_a_reason_why_none_is_needed_holds_until_another_decision(cast, process, finding, write, body):
    demanding.demand_of_process(process, [body], actor=cast.lead)
    with pytest.raises(ValueError, match="reason"):
        demanding.waive(finding, body, reason=" ", actor=cast.officer)
    demanding.waive(finding, body, reason="Kostet nichts.", actor=cast.officer)
    assert lacks(process) == []
    assert AuditEntry.objects.get(action="results.waive_cosign").reason == "Kostet nichts."
    write(finding, reason="Anders begründet.")
    assert lacks(process) == []
    write(finding, decision="partly")
    assert lacks(process) == ["signature"] and not CosignWaiver.objects.exists()
    demanding.waive(finding, body, reason="Kostet nichts.", actor=cast.officer)
    assert demanding.end_waiver(finding, body, actor=cast.officer)
    assert lacks(process) == ["signature"]


def test_a_reason_recorded_for_a_version_that_was_given_up_holds_for_no_other(cast, process, finding, write, body):
    publish_interim(finding, actor=cast.lead)
    demanding.demand_of_process(process, [body], actor=cast.lead)
    write(finding, decision="rejected", reason="Doch nicht.")
    demanding.waive(finding, body, reason="Kostet nichts.", actor=cast.officer)
    withdraw_version(finding, seen=2, reason="Falsch.", actor=cast.officer)
    write(finding, decision="accepted", reason="Anders begründet.")
    assert lacks(process) == ["signature"] and not CosignWaiver.objects.exists()


def test_who_must_sign_goes_along_when_findings_are_merged(cast, process, finding, body, make_finding, write):
    demanding.demand_for(finding, [body], actor=cast.officer)
    demanding.waive(finding, body, reason="Kostet nichts.", actor=cast.officer)
    other = make_finding()
    write(other)
    merge_findings(finding, other, reason="Dasselbe.", actor=cast.analyst, is_confirmed=True)
    assert demanding.lacking(process) == [(other, body)]
    entry = AuditEntry.objects.filter(action="results.demand_cosign").latest("pk")
    assert entry.details["bodies"] == [body]


def test_an_objection_is_not_left_out_with_a_reason(cast, process, finding, body):
    demanding.demand_of_process(process, [body], actor=cast.lead)
    ask(finding, [body], actor=cast.officer)
    decide(CosignRequest.objects.get(), outcome="objected", seen_version=1, reason="Nein.", actor=cast.cosigner)
    with pytest.raises(demanding.AskedAlready):
        demanding.waive(finding, body, reason="Kostet nichts.", actor=cast.officer)
    assert lacks(process) == ["objection"]


def test_what_is_public_stays_and_its_next_version_needs_the_signature(cast, process, finding, write, body):
    publish_interim(finding, actor=cast.lead)
    demanding.demand_of_process(process, [body], actor=cast.lead)
    assert lacks(process) == []
    write(finding, reason="Neu.")
    assert lacks(process) == ["signature"]
    with pytest.raises(StillOpen):
        publish_version(finding, seen=2, actor=cast.lead)
    assert Answer.objects.get().version == 1


def test_a_body_without_people_is_still_lacking(cast, process, finding, body):
    demanding.demand_of_process(process, [body], actor=cast.lead)
    process.team.filter(user=cast.cosigner).delete()
    assert lacks(process) == ["signature"]
    # The list can be stored again without it having to go.
    assert demanding.demand_of_process(process, [body], actor=cast.lead) == [body]
    with pytest.raises(ValueError, match="bodies"):
        demanding.demand_of_process(process, ["Irgendwer"], actor=cast.lead)


@pytest.mark.parametrize("who", ["outsider", "analyst", "cosigner", "observer", "stakeholder", "officer"])
def test_who_says_that_bodies_must_sign(cast, process, finding, body, who):
    actor = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        demanding.demand_of_process(process, [body], actor=actor)
    if who == "officer":
        return
    demanding.demand_of_process(process, [body], actor=cast.lead)
    for act in (
        lambda: demanding.demand_for(finding, [body], actor=actor),
        lambda: demanding.waive(finding, body, reason="Nein.", actor=actor),
        lambda: demanding.end_waiver(finding, body, actor=actor),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert CosignDemand.objects.count() == 1 and not CosignWaiver.objects.exists()


def test_the_screens(client, cast, process, finding, body, other_cosigner):
    client.force_login(cast.officer)
    demands = page(process, "cosign_demands")
    assert client.get(demands).status_code == 200
    assert client.post(demands, {"bodies": [body]}).status_code == 403
    client.force_login(cast.lead)
    client.post(demands, {"bodies": ["Fremde"]})
    assert not CosignDemand.objects.exists()
    client.post(demands, {"bodies": [body]})
    assert finding.title in client.get(demands).content.decode()
    assert body in client.get(page(process, "publish")).content.decode()
    client.force_login(cast.officer)
    one = {"number": finding.number}
    screen = client.get(page(process, "answer", **one)).content.decode()
    assert page(process, "waive_cosign", **one) in screen
    typed = {"prefix": "waiver-0", "waiver-0-body": body, "waiver-0-reason": ""}
    client.post(page(process, "waive_cosign", **one), typed)
    assert not CosignWaiver.objects.exists()
    client.post(page(process, "waive_cosign", **one), {**typed, "waiver-0-reason": "Kostet nichts."})
    for url in (page(process, "answer", **one), demands):
        assert "Kostet nichts." in client.get(url).content.decode()
    client.post(page(process, "end_cosign_waiver", **one), {"body": body})
    client.post(page(process, "demand_cosign", **one), {"bodies": [OTHER_BODY]})
    assert demanding.demanded_for(finding) == {body: False, OTHER_BODY: True}
    client.post(page(process, "demand_cosign", **one), {"bodies": ["Fremde"]})
    assert len(demanding.demanded_for(finding)) == 2


def test_a_saved_answer_asks_who_must_sign(client, cast, process, body, other_cosigner, make_finding, write):
    demanding.demand_of_process(process, [body], actor=cast.lead)
    finding = make_finding()
    write(finding, decision="open", reason="")
    assert not CosignRequest.objects.exists()
    demanding.demand_for(finding, [OTHER_BODY], actor=cast.officer)
    write(finding)
    assert sorted(CosignRequest.objects.current().values_list("body", flat=True)) == sorted([body, OTHER_BODY])
    mails = OutboxMessage.objects.filter(kind="cosign_asked")
    assert sorted(mails.values_list("address", flat=True)) == sorted([cast.cosigner.email, other_cosigner.email])
    # Saved without a change, asked by hand as well: nobody is asked twice.
    write(finding)
    assert ask(finding, [body], actor=cast.officer) == [] and mails.count() == 2
    entry = AuditEntry.objects.get(action="results.ask_cosign")
    assert entry.details["automatic"] is True and entry.actor == cast.officer
    decide(CosignRequest.objects.get(body=body), outcome="signed", seen_version=2, actor=cast.cosigner)
    assert OutboxMessage.objects.filter(kind="cosign_decided", recipient=cast.officer).exists()
    write(finding, reason="Anders begründet.")
    assert CosignRequest.objects.waiting().count() == 2
    client.force_login(cast.officer)
    screen = client.get(page(process, "answer", number=finding.number)).content.decode()
    assert page(process, "waive_cosign", number=finding.number) in screen


def test_a_reason_takes_the_place_of_an_automatic_request_only(cast, process, body, make_finding, write):
    demanding.demand_of_process(process, [body], actor=cast.lead)
    finding = make_finding()
    write(finding)
    demanding.waive(finding, body, reason="Kostet nichts.", actor=cast.officer)
    assert not CosignRequest.objects.exists() and demanding.lacking(process) == []
    write(finding, reason="Anders begründet.")
    assert not CosignRequest.objects.exists()
    # It must sign after all: it is asked at once.
    demanding.end_waiver(finding, body, actor=cast.officer)
    row = CosignRequest.objects.current().get()
    decide(row, outcome="objected", seen_version=2, reason="Nein.", actor=cast.cosigner)
    write(finding, reason="Noch anders.")
    with pytest.raises(demanding.AskedAlready):
        demanding.waive(finding, body, reason="Kostet nichts.", actor=cast.officer)
    assert CosignRequest.objects.current().count() == 1


def test_what_is_public_is_asked_about_only_when_it_is_changed(cast, process, finding, write, body):
    publish_interim(finding, actor=cast.lead)
    demanding.demand_of_process(process, [body], actor=cast.lead)
    demanding.waive(finding, body, reason="Kostet nichts.", actor=cast.officer)
    demanding.end_waiver(finding, body, actor=cast.officer)
    assert not CosignRequest.objects.exists() and demanding.ask_lacking(process, actor=cast.officer) == 0
    write(finding, reason="Neu.")
    assert CosignRequest.objects.current().get().version.number == 2


def test_answers_that_were_there_before_the_rule_are_asked_about_with_one_button(
    client, cast, process, finding, body, other_cosigner, make_finding, write
):
    write(make_finding())
    demanding.demand_of_process(process, [body, OTHER_BODY], actor=cast.lead)
    process.team.filter(user=other_cosigner).delete()
    demands = page(process, "cosign_demands")
    for who in (cast.observer, cast.outsider, cast.cosigner):
        with pytest.raises(PermissionDenied):
            demanding.ask_lacking(process, actor=who)
        client.force_login(who)
        assert client.post(demands, {"ask": "1"}).status_code in (302, 403, 404)
    assert not CosignRequest.objects.exists()
    client.force_login(cast.officer)
    assert 'name="ask"' in client.get(demands).content.decode()
    for _again in range(2):
        assert client.post(demands, {"ask": "1"}).status_code == 302
        assert set(CosignRequest.objects.values_list("body", flat=True)) == {body}
        assert OutboxMessage.objects.filter(kind="cosign_asked").count() == 2
    # Nobody signs for the other one: it goes on lacking.
    assert {lack for _finding, lack in demanding.lacking(process)} == {OTHER_BODY}


def test_as_many_queries_for_many_answers(cast, process, body, make_finding, write, django_assert_num_queries):
    demanding.demand_of_process(process, [body], actor=cast.lead)
    for number in (1, 5):
        for _each in range(number):
            write(make_finding())
        with django_assert_num_queries(4):
            demanding.lacking(process)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_asking_and_leaving_out_at_once_leaves_one_of_both(cast, process, finding, body):
    demanding.demand_of_process(process, [body], actor=cast.lead)
    results = at_once(
        lambda: ask(finding, [body], actor=cast.officer),
        lambda: demanding.waive(finding, body, reason="Kostet nichts.", actor=cast.officer),
    )
    # Whoever comes second knows of the first: asking is possible after all, leaving out is not.
    asked = CosignRequest.objects.count()
    assert asked == 1 and (isinstance(results[1], demanding.AskedAlready) or CosignWaiver.objects.exists())
    assert lacks(process) == ["signature"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_leads_store_at_once_and_nothing_is_there_twice(cast, process, body):
    at_once(*[lambda: demanding.demand_of_process(process, [body], actor=cast.lead)] * 3)
    assert demanding.demanded_of(process) == [body]
