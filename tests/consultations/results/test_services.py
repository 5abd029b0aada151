"""Answering, publishing, and giving the causes of changes."""

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import AuditEntry
from consultations.contributions.enums import Publication, State
from consultations.drafts.models import Frozen
from consultations.drafts.services import PublicationRefused, publish_version
from consultations.results import notify, services, tasks, telling
from consultations.results.enums import AnswerDecision
from consultations.results.models import Answer, ParagraphChange, ResultsPublication
from consultations.synthesis.enums import FindingState
from consultations.synthesis.models import Segment
from notifications.models import OutboxMessage
from tests.factories.consultations import make_version


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    """Tasks are run by the tests themselves."""
    monkeypatch.setattr(telling, "start_notification", lambda pk: None)


def answer(finding, actor, **fields):
    values = {"decision": AnswerDecision.ACCEPTED, "reason": "Das stimmt."}
    return services.answer_finding(finding, actor=actor, **{**values, **fields})


# --- Answers --------------------------------------------------------------------------------------------------------


def test_an_answer_keeps_who_and_when_and_takes_the_finding_out_of_draft(cast, make_finding):
    finding = make_finding()
    row = answer(finding, cast.officer, responsible="Referat Sprache")
    finding.refresh_from_db()
    assert (row.answered_by, row.responsible) == (cast.officer, "Referat Sprache")
    assert row.answered_on is not None
    assert finding.state == FindingState.INTERNAL
    assert AuditEntry.objects.filter(action="results.answer", target_id=str(finding.pk)).count() == 1


@pytest.mark.parametrize("reason", ["", "   \n"])
def test_a_decision_without_reason_is_refused(cast, make_finding, reason):
    finding = make_finding()
    with pytest.raises(ValueError, match="reason"):
        answer(finding, cast.officer, reason=reason)
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "person", ["outsider", "moderator", "editor", "analyst", "observer", "recorder", "member", "stakeholder"]
)
def test_only_answering_roles_answer(cast, make_finding, person):
    finding = make_finding()
    with pytest.raises(PermissionDenied):
        answer(finding, getattr(cast, person))
    assert not Answer.objects.exists()


def test_a_published_answer_can_be_corrected_but_not_taken_back(cast, answered, publish_newest):
    finding = answered()
    answer(finding, cast.officer, reason="Genauer begründet.")
    publish_newest(finding)
    assert Answer.objects.get(finding=finding).reason == "Genauer begründet."
    with pytest.raises(ValueError, match="taken back"):
        answer(finding, cast.officer, decision=AnswerDecision.OPEN, reason="")


def test_an_interim_result_needs_an_answer(cast, make_finding, answered):
    with pytest.raises(ValueError, match="answered"):
        services.publish_interim(make_finding(), actor=cast.lead)
    finding = services.publish_interim(answered(published=False), actor=cast.lead)
    assert finding.is_published
    assert finding.published_at is not None


@pytest.mark.parametrize("person", ["outsider", "officer", "moderator", "editor"])
def test_only_the_lead_unit_publishes(cast, process, answered, person):
    finding = answered(published=False)
    with pytest.raises(PermissionDenied):
        services.publish_interim(finding, actor=getattr(cast, person))
    with pytest.raises(PermissionDenied):
        services.publish_results(process, actor=getattr(cast, person))
    finding.refresh_from_db()
    assert not finding.is_published
    assert not ResultsPublication.objects.exists()


# --- Publication ----------------------------------------------------------------------------------------------------


def test_publishing_shows_all_answers_and_counts_what_is_answered(process, cast, make_contribution, answered, cite):
    finding = answered(published=False)
    cite(finding, make_contribution(), make_contribution(publication=Publication.INTERNAL))
    publication = services.publish_results(process, actor=cast.lead)
    finding.refresh_from_db()
    assert finding.is_published
    assert (publication.findings_count, publication.contributions_count) == (1, 2)


def test_each_author_is_told_once_even_if_the_task_runs_twice(process, cast, make_contribution, answered, cite):
    finding = answered(published=False, title="Mehr Zeit für Kurse")
    mine = [make_contribution(user=cast.member, title=f"Beitrag {n}") for n in range(2)]
    internal = make_contribution(user=cast.coordinator, publication=Publication.INTERNAL)
    rejected = make_contribution(user=cast.stakeholder, state=State.REJECTED)
    cite(finding, *mine, internal)
    publication = services.publish_results(process, actor=cast.lead)
    tasks.notify_authors(publication.pk)
    tasks.notify_authors(publication.pk)
    tasks.sweep_publications()
    mails = OutboxMessage.objects.filter(kind="contribution_answered")
    assert sorted(mails.values_list("address", flat=True)) == sorted(
        [cast.member.email, cast.member.email, cast.coordinator.email]
    )
    assert rejected.display_code not in "".join(mails.values_list("body", flat=True))
    body = mails.get(recipient=cast.coordinator).body
    assert "Mehr Zeit für Kurse" in body
    assert "Weil es stimmt." in body
    assert f"/beitrag/{internal.display_receipt_code}/" in body
    publication.refresh_from_db()
    assert publication.notified_at is not None


def test_a_lost_task_is_made_up_for_by_the_sweep(process, cast, make_contribution, answered, cite):
    cite(answered(published=False), make_contribution(user=cast.member))
    services.publish_results(process, actor=cast.lead)
    assert not OutboxMessage.objects.filter(kind="contribution_answered").exists()
    tasks.sweep_publications()
    assert OutboxMessage.objects.filter(kind="contribution_answered").count() == 1


def test_a_second_click_publishes_nothing_and_tells_nobody(process, cast, make_contribution, answered, cite):
    cite(answered(published=False), make_contribution(user=cast.member))
    first = services.publish_results(process, actor=cast.lead)
    assert services.publish_results(process, actor=cast.lead) == first
    assert ResultsPublication.objects.count() == 1


def test_a_later_publication_tells_only_whose_answer_is_new(process, cast, make_contribution, answered, cite):
    cite(answered(published=False), make_contribution(user=cast.member))
    notify.tell_authors(services.publish_results(process, actor=cast.lead))
    late = make_contribution(user=cast.coordinator)
    cite(answered(published=False), late)
    second = services.publish_results(process, actor=cast.lead)
    assert notify.tell_authors(second) == 1
    told = OutboxMessage.objects.filter(kind="contribution_answered").values_list("address", flat=True)
    assert sorted(told) == sorted([cast.member.email, cast.coordinator.email])


def test_what_was_released_after_the_gate_is_not_called_answered(process, cast, make_contribution, answered, cite):
    cite(answered(published=False), make_contribution(user=cast.member))
    publication = services.publish_results(process, actor=cast.lead)
    # The worker comes later; meanwhile a moderator releases one that waited.
    late = make_contribution(user=cast.coordinator)
    assert notify.tell_authors(publication) == 1
    cite(answered(published=False), late)
    assert notify.tell_authors(services.publish_results(process, actor=cast.lead)) == 1
    told = OutboxMessage.objects.filter(kind="contribution_answered").values_list("address", flat=True)
    assert sorted(told) == sorted([cast.member.email, cast.coordinator.email])


def test_the_mail_does_not_tell_of_unpublished_findings(process, cast, make_contribution, answered, cite):
    contribution = make_contribution(user=cast.member)
    cite(answered(published=False, title="Öffentlich"), contribution)
    publication = services.publish_results(process, actor=cast.lead)
    part = Segment.objects.create(
        contribution=contribution, start=0, end=3, finding=answered(published=False, title="Noch geheim")
    )
    assert notify.tell_authors(publication) == 0
    part.delete()
    assert notify.tell_authors(publication) == 1
    body = OutboxMessage.objects.get(kind="contribution_answered").body
    assert "Öffentlich" in body and "Noch geheim" not in body


# --- Causes of changes ----------------------------------------------------------------------------------------------


@pytest.fixture
def second(process, version):
    """A prepared second version in which k1-1 differs."""
    return make_version(process, number=2, texts={"k1-1": "Neuer Text von Absatz k1-1."}, published=False)


def test_a_change_is_explained_by_findings_or_an_editorial_reason(cast, second, answered):
    finding = answered()
    row = services.explain_change(second, "k1-1", findings=[finding], actor=cast.editor)
    assert list(row.findings.all()) == [finding]
    assert row.kind == "modified"
    again = services.explain_change(second, "k1-1", editorial_reason="Tippfehler", actor=cast.editor)
    assert again.pk == row.pk
    assert list(again.findings.all()) == []


def test_a_change_needs_a_cause(cast, second):
    with pytest.raises(ValueError, match="cause"):
        services.explain_change(second, "k1-1", editorial_reason="  ", actor=cast.editor)


def test_what_does_not_differ_cannot_be_explained(cast, second):
    with pytest.raises(ValueError, match="differ"):
        services.explain_change(second, "k1-2", editorial_reason="Warum nicht", actor=cast.editor)
    assert not ParagraphChange.objects.exists()


def test_findings_of_another_process_explain_nothing(cast, second, other_process, make_finding):
    with pytest.raises(ValueError, match="belong"):
        services.explain_change(second, "k1-1", findings=[make_finding(process=other_process)], actor=cast.editor)


@pytest.mark.parametrize("person", ["outsider", "moderator", "officer", "analyst", "stakeholder"])
def test_only_editors_explain_changes(cast, second, person):
    with pytest.raises(PermissionDenied):
        services.explain_change(second, "k1-1", editorial_reason="Tippfehler", actor=getattr(cast, person))


def test_a_version_with_an_unexplained_change_is_not_published(cast, second):
    with pytest.raises(PublicationRefused) as refusal:
        publish_version(second, actor=cast.lead)
    assert "1.1" in " ".join(refusal.value.reasons)
    second.refresh_from_db()
    assert not second.is_published


def test_a_cause_of_a_change_that_was_taken_back_is_not_published(cast, second):
    services.explain_change(second, "k1-1", editorial_reason="Klarer gesagt", actor=cast.editor)
    before = second.previous.paragraphs.get(lineage="k1-1")
    second.paragraphs.filter(lineage="k1-1").update(text=before.text)
    publish_version(second, actor=cast.lead)
    assert not ParagraphChange.objects.exists()


@pytest.mark.parametrize("who", ["editor", "moderator", "officer", "observer", "outsider", "stakeholder"])
def test_only_the_lead_unit_publishes_a_version(cast, second, who):
    services.explain_change(second, "k1-1", editorial_reason="Klarer gesagt", actor=cast.editor)
    with pytest.raises(PermissionDenied):
        publish_version(second, actor=getattr(cast, who))
    second.refresh_from_db()
    assert not second.is_published


def test_an_explained_version_is_published_and_then_frozen(cast, second, answered):
    services.explain_change(second, "k1-1", findings=[answered()], actor=cast.editor)
    stale = type(second).objects.get(pk=second.pk)
    publish_version(second, actor=cast.lead)
    with pytest.raises(Frozen):
        services.explain_change(stale, "k1-1", editorial_reason="Nachträglich", actor=cast.editor)
    assert ParagraphChange.objects.get().editorial_reason == ""


def test_a_first_version_needs_no_causes(process, cast):
    first = make_version(process, published=False)
    assert publish_version(first, actor=cast.lead).is_published
