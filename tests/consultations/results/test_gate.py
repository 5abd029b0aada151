"""The publication gate: nothing said is left without an answer."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import AuditEntry
from consultations.contributions.enums import Publication, State
from consultations.results.enums import AnswerDecision
from consultations.results.gate import GateClosed, inspect
from consultations.results.models import Answer, ResultsPublication
from consultations.results.services import publish_results
from consultations.synthesis.enums import FindingState
from consultations.synthesis.models import Finding, Segment
from consultations.synthesis.services import ensure_segment


def codes(contributions):
    return {contribution.code for contribution in contributions}


def test_an_unassigned_contribution_closes_the_gate(process, make_contribution):
    contribution = make_contribution()
    report = inspect(process)
    assert not report.is_open
    assert codes(report.unassigned) == {contribution.code}
    assert report.unanswered == []


def test_a_contribution_without_any_segment_closes_the_gate(process, make_contribution):
    contribution = make_contribution()
    Segment.objects.filter(contribution=contribution).delete()
    assert codes(inspect(process).unassigned) == {contribution.code}


def test_an_unanswered_finding_closes_the_gate_and_is_named(process, make_contribution, make_finding, cite):
    contribution, finding = make_contribution(), make_finding()
    cite(finding, contribution)
    report = inspect(process)
    assert not report.is_open
    assert codes(report.unanswered) == {contribution.code}
    assert report.findings == [finding]


@pytest.mark.parametrize("decision", [d for d in AnswerDecision if d != AnswerDecision.OPEN])
def test_every_final_decision_opens_the_gate(process, make_contribution, answered, cite, decision):
    cite(answered(decision=decision, published=False), make_contribution())
    assert inspect(process).is_open


def test_an_answer_under_examination_does_not_open_the_gate(process, make_contribution, answered, cite):
    cite(answered(decision=AnswerDecision.OPEN, published=False), make_contribution())
    assert not inspect(process).is_open


def test_one_open_passage_of_an_answered_contribution_closes_the_gate(process, make_contribution, answered, cite):
    contribution = make_contribution()
    cite(answered(published=False), contribution)
    Segment.objects.create(contribution=contribution, start=0, end=5)
    report = inspect(process)
    assert codes(report.unassigned) == {contribution.code}


def test_a_reason_to_need_no_answer_opens_the_gate(process, make_contribution):
    contribution = make_contribution()
    Segment.objects.filter(contribution=contribution).update(no_answer_reason="Nur ein Dank.")
    assert inspect(process).is_open


@pytest.mark.parametrize("state", [State.REJECTED, State.PENDING, State.WITHDRAWN])
def test_what_is_not_admitted_does_not_close_the_gate(process, make_contribution, state):
    contribution = make_contribution(state=state)
    ensure_segment(contribution)
    assert inspect(process).is_open
    assert inspect(process).pending == (1 if state == State.PENDING else 0)


def test_internal_and_merged_contributions_are_owed_an_answer_too(process, make_contribution):
    leading = make_contribution()
    internal = make_contribution(publication=Publication.INTERNAL)
    merged = make_contribution(state=State.MERGED, merged_into=leading)
    assert codes(inspect(process).unassigned) == {leading.code, internal.code, merged.code}


def test_replies_of_the_ministry_are_owed_nothing(process, make_contribution):
    make_contribution(is_official_reply=True)
    assert inspect(process).is_open


def test_other_processes_do_not_matter(process, other_process, make_contribution):
    make_contribution(target=other_process)
    assert inspect(process).is_open


def test_the_gate_takes_a_constant_number_of_queries(process, make_contribution, make_finding, cite):
    def measure():
        with CaptureQueriesContext(connection) as captured:
            inspect(process)
        return len(captured)

    cite(make_finding(), make_contribution())
    one = measure()
    for _index in range(199):
        make_contribution()
    cite(make_finding(), make_contribution())
    assert measure() == one


def test_a_closed_gate_changes_nothing(process, cast, make_contribution, answered, cite):
    open_one, finding = make_contribution(), answered(published=False)
    cite(finding, make_contribution())
    entries = AuditEntry.objects.count()
    with pytest.raises(GateClosed) as refusal:
        publish_results(process, actor=cast.lead)
    assert codes(refusal.value.report.unassigned) == {open_one.code}
    finding.refresh_from_db()
    assert finding.state == FindingState.INTERNAL
    assert finding.published_at is None
    assert ResultsPublication.objects.count() == 0
    assert AuditEntry.objects.count() == entries
    assert Finding.objects.public().count() == 0


def test_without_contributions_there_are_no_results(client, process, cast, make_contribution):
    make_contribution(state=State.PENDING)
    with pytest.raises(GateClosed):
        publish_results(process, actor=cast.lead)
    client.force_login(cast.lead)
    answer = client.post(reverse("results_admin:publish", kwargs={"process_slug": process.slug}))
    assert answer.status_code == 409
    assert "there are no results yet" in answer.content.decode() or "noch keine Ergebnisse" in answer.content.decode()
    assert not ResultsPublication.objects.exists()


def test_an_answer_whose_reason_was_emptied_does_not_count(process, make_contribution, answered, cite):
    finding = answered(published=False)
    cite(finding, make_contribution())
    assert finding.answer.is_final
    assert Answer.objects.final().filter(finding=finding).exists()
    Answer.objects.filter(finding=finding).update(decision=AnswerDecision.OPEN, reason="")
    assert not inspect(process).is_open
