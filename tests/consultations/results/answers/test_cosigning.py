"""Co-signature: each body for itself, exactly one version, an edit voids what was said."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from audit.models import AuditEntry
from consultations.process.dates import today
from consultations.process.enums import TeamRole
from consultations.process.models import TeamMember
from consultations.process.services import add_team_member
from consultations.results.answers import queries
from consultations.results.answers.cosigning import NotPossible, VersionChanged, ask, decide, take_back
from consultations.results.answers.models import CosignRequest
from consultations.results.answers.reminders import remind
from consultations.results.gate import inspect
from consultations.results.services import publish_results
from notifications.models import OutboxMessage
from tests.consultations.results.answers.conftest import OTHER_BODY
from tests.factories.accounts import UserFactory


def page(process, name, **kwargs):
    return reverse(f"results_admin:{name}", kwargs={"process_slug": process.slug, **kwargs})


def current(finding, body):
    return CosignRequest.objects.current().get(version__answer__finding=finding, body=body)


def test_bodies_are_asked_in_parallel_and_told_each_once(cast, process, make_finding, write, body, other_cosigner):
    finding = make_finding()
    with pytest.raises(ValueError, match="answer"):
        ask(finding, [body], actor=cast.officer)
    write(finding)
    with pytest.raises(ValueError, match="bodies"):
        ask(finding, ["Irgendwer"], actor=cast.officer)
    assert len(ask(finding, [body, OTHER_BODY], actor=cast.officer)) == 2
    assert ask(finding, [body], actor=cast.officer) == []
    mails = OutboxMessage.objects.filter(kind="cosign_asked")
    assert sorted(mails.values_list("address", flat=True)) == sorted([cast.cosigner.email, other_cosigner.email])


@pytest.mark.parametrize("who", ["outsider", "analyst", "cosigner", "observer", "stakeholder"])
def test_only_who_answers_asks(cast, make_finding, write, body, who):
    finding = make_finding()
    write(finding)
    with pytest.raises(PermissionDenied):
        ask(finding, [body], actor=getattr(cast, who))
    assert not CosignRequest.objects.exists()


@pytest.mark.parametrize("who", ["lead", "admin", "officer", "analyst", "outsider", "stakeholder", "other"])
def test_nobody_signs_for_a_body_they_are_not_in(cast, asked, other_cosigner, who):
    actor = other_cosigner if who == "other" else getattr(cast, who)
    with pytest.raises(PermissionDenied):
        decide(asked, outcome="signed", seen_version=1, actor=actor)
    asked.refresh_from_db()
    assert asked.outcome == ""


def test_whoever_wrote_the_answer_signs_only_as_a_member_of_the_body(cast, process, asked, body):
    add_team_member(process, cast.officer, TeamRole.COSIGNER, actor=None, office=body)
    assert decide(asked, outcome="signed", seen_version=1, actor=cast.officer).decided_by == cast.officer


def test_a_role_that_is_over_signs_no_more(cast, asked):
    members = TeamMember.objects.filter(user=cast.cosigner)
    members.update(starts_on=today() - timedelta(days=9), ends_on=today() - timedelta(days=1))
    with pytest.raises(PermissionDenied):
        decide(asked, outcome="signed", seen_version=1, actor=cast.cosigner)


def test_an_edit_voids_signatures_and_the_body_is_asked_again(cast, asked, write, body):
    finding = asked.version.answer.finding
    decide(asked, outcome="signed", seen_version=1, actor=cast.cosigner)
    write(finding, reason="Anders begründet.")
    again = current(finding, body)
    assert (again.version.number, again.outcome) == (2, "")
    asked.refresh_from_db()
    assert asked.outcome == "signed"
    shown = queries.cosigning_of(finding, again.version.answer)
    assert (shown.current, shown.earlier) == ([again], [asked])
    assert queries.last_said(again) == asked
    mail = OutboxMessage.objects.filter(kind="cosign_asked", recipient=cast.cosigner).latest("pk")
    assert "Fassung 1" in mail.body and "Fassung 2" in mail.body


def test_what_is_said_is_said_about_the_version_that_was_read(cast, asked, write, body):
    finding = asked.version.answer.finding
    write(finding, reason="Anders begründet.")
    again = current(finding, body)
    for row, seen in ((asked, 1), (asked, 2), (again, 1)):
        with pytest.raises(VersionChanged):
            decide(row, outcome="signed", seen_version=seen, actor=cast.cosigner)
    assert not CosignRequest.objects.exclude(outcome="").exists()
    assert decide(again, outcome="signed", seen_version=2, actor=cast.cosigner).outcome == "signed"


def test_an_objection_needs_a_reason_reaches_the_officer_and_can_become_a_signature(cast, asked):
    with pytest.raises(ValueError, match="reason"):
        decide(asked, outcome="objected", seen_version=1, reason="  ", actor=cast.cosigner)
    decide(asked, outcome="objected", seen_version=1, reason="Schulen fehlen.", actor=cast.cosigner)
    mail = OutboxMessage.objects.get(kind="cosign_decided", recipient=cast.officer)
    assert "Schulen fehlen." in mail.body
    with pytest.raises(NotPossible):
        take_back(asked, actor=cast.officer)
    decide(asked, outcome="signed", seen_version=1, actor=cast.cosigner)
    with pytest.raises(NotPossible):
        decide(asked, outcome="objected", seen_version=1, reason="Doch nicht.", actor=cast.cosigner)
    assert AuditEntry.objects.filter(action="results.cosign").count() == 2


def test_a_request_nobody_answered_is_taken_back(cast, asked):
    take_back(asked, actor=cast.officer)
    assert not CosignRequest.objects.exists()


def test_an_objection_does_not_vanish_by_an_edit(cast, asked, write):
    decide(asked, outcome="objected", seen_version=1, reason="Zu teuer.", actor=cast.cosigner)
    write(asked.version.answer.finding, reason="Etwas anders.")
    again = CosignRequest.objects.current().get(body=asked.body)
    with pytest.raises(NotPossible):
        take_back(again, actor=cast.officer)


def test_the_gate_waits_for_signatures_and_names_them(cast, process, asked, make_contribution, cite, write, body):
    finding = asked.version.answer.finding
    cite(finding, make_contribution())
    assert [kind.check for kind in inspect(process).kinds] == ["signature"]
    decide(asked, outcome="objected", seen_version=1, reason="Nein.", actor=cast.cosigner)
    report = inspect(process)
    assert [kind.check for kind in report.kinds] == ["objection"] and body in report.obstacles[0].text
    write(finding, reason="Nun mit Schulen.")
    assert [kind.check for kind in inspect(process).kinds] == ["signature"]
    decide(current(finding, body), outcome="signed", seen_version=2, actor=cast.cosigner)
    assert publish_results(process, actor=cast.lead).findings_count == 1


def test_the_public_reads_bodies_and_never_persons(client, cast, process, asked, write, body, publish_newest):
    finding = asked.version.answer.finding
    decide(asked, outcome="signed", seen_version=1, actor=cast.cosigner)
    assert queries.cosigned_by(finding) == []
    finding.state, finding.published_at = "published", finding.updated_at
    finding.save()
    url = reverse("results:finding", args=[process.slug, finding.number])
    content = client.get(url).content.decode()
    assert body in content and cast.cosigner.display_name not in content
    write(finding, reason="Nachträglich geändert.")
    # What it signed is what the public goes on reading.
    assert body in client.get(url).content.decode()
    take_back(current(finding, body), actor=cast.officer)
    publish_newest(finding)
    assert body not in client.get(url).content.decode()


def test_the_list_of_a_body_has_what_waits_and_leads_to_signing(client, cast, process, asked, other_cosigner, write):
    client.force_login(cast.cosigner)
    assert client.get(page(process, "cosign_list")).context["waiting"] == [asked]
    url = page(process, "cosign", pk=asked.pk)
    assert client.post(url, {"outcome": "objected", "version": 1}).context["form"].errors
    write(asked.version.answer.finding, reason="Inzwischen anders.")
    late = client.post(url, {"outcome": "objected", "reason": "So geht es nicht.", "version": 1})
    assert late.status_code == 409 and late.context["newer"].version.number == 2
    # What the body wrote is given back: it may hold for the new version as well.
    assert "So geht es nicht." in late.text
    newer = page(process, "cosign", pk=late.context["newer"].pk)
    assert client.post(newer, {"outcome": "signed", "version": 2}).status_code == 302
    assert len(client.get(page(process, "cosign_list")).context["signed"]) == 1
    for stranger in (other_cosigner, cast.lead):
        client.force_login(stranger)
        assert client.get(url).status_code == 404
        assert client.post(url, {"outcome": "signed", "version": 1}).status_code == 404


def test_whoever_is_slower_than_a_colleague_keeps_what_was_typed(client, cast, process, asked, body):
    colleague = UserFactory()
    add_team_member(process, colleague, TeamRole.COSIGNER, actor=None, office=body)
    decide(asked, outcome="signed", seen_version=1, actor=colleague)
    client.force_login(cast.cosigner)
    typed = {"outcome": "objected", "reason": "Schulen fehlen.", "version": 1}
    answer = client.post(page(process, "cosign", pk=asked.pk), typed)
    assert answer.status_code == 409 and "Schulen fehlen." in answer.text and "hat sich schon geäußert" in answer.text
    asked.refresh_from_db()
    assert asked.outcome == "signed"


def test_the_redline_since_the_last_word_is_shown(client, cast, process, asked, write, body):
    finding = asked.version.answer.finding
    decide(asked, outcome="objected", seen_version=1, reason="Schulen fehlen.", actor=cast.cosigner)
    write(finding, reason="Das stimmt auch für Schulen.")
    client.force_login(cast.cosigner)
    answer = client.get(page(process, "cosign", pk=current(finding, body).pk))
    assert answer.context["compared"].old.number == 1
    assert "<ins" in answer.content.decode() and "Schulen fehlen." in answer.content.decode()


def test_asking_and_taking_back_from_the_screen(client, cast, process, make_finding, write, body):
    finding = make_finding()
    write(finding)
    client.force_login(cast.officer)
    one = {"number": finding.number}
    assert body in client.get(page(process, "answer", **one)).content.decode()
    for typed, count in (({}, 0), ({"bodies": ["Fremde"]}, 0), ({"bodies": [body], "due_on": "2001-01-01"}, 0)):
        client.post(page(process, "ask_cosign", **one), typed)
        assert CosignRequest.objects.count() == count
    client.post(page(process, "ask_cosign", **one), {"bodies": [body]})
    row = CosignRequest.objects.get()
    client.post(page(process, "take_back_cosign", pk=row.pk, **one))
    assert not CosignRequest.objects.exists()


def test_bodies_are_reminded_once(cast, asked):
    CosignRequest.objects.update(due_on=today() + timedelta(days=1))
    assert (remind(), remind()) == (1, 0)
    decide(asked, outcome="signed", seen_version=1, actor=cast.cosigner)
    CosignRequest.objects.update(due_on=today() - timedelta(days=1))
    assert remind() == 0
