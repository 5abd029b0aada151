"""Objections: the author's way, the second person, and what everybody else learns (nothing)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.contributions.own.services import withdraw_contribution
from consultations.moderation.models import ModerationDecision
from consultations.moderation.objections.models import Objection, ObjectionState
from consultations.moderation.objections.rules import latest_decision, may_handle, objection_open_until
from consultations.moderation.objections.services import (
    AlreadyFiled,
    AlreadyHandled,
    CannotObject,
    dismiss,
    file_objection,
    uphold,
)
from consultations.moderation.services import AlreadyDecided, ObjectionOpen, merge, reject, release
from consultations.process.dates import today
from consultations.process.deputies import appoint_deputy
from consultations.process.enums import TeamRole
from consultations.process.services import add_team_member, remove_team_member
from consultations.results.trace import Reader, build_trace
from notifications.models import OutboxMessage
from tests.factories.files import make_attachment

WHY = "Ich habe niemanden beleidigt, sondern zitiert."


@pytest.fixture
def rule(process):
    return process.rules.get()


@pytest.fixture
def second(cast, process):
    """A second moderator."""
    add_team_member(process, cast.coordinator, TeamRole.MODERATOR, actor=cast.admin, office="Zweites Referat")
    return cast.coordinator


@pytest.fixture
def rejected(cast, make_contribution, rule):
    contribution = make_contribution(state=State.PENDING, user=cast.member, text="Der Referent lügt, sagt die Zeitung.")
    reject(contribution, actor=cast.moderator, rule=rule, message="Das ist eine Beleidigung.")
    contribution.refresh_from_db()
    return contribution


@pytest.fixture
def objection(rejected):
    return file_objection(latest_decision(rejected), text=WHY)


def object_url(contribution, *, secret=True):
    code = contribution.display_receipt_code if secret else contribution.display_code
    return reverse("moderation:object", kwargs={"code": code})


def staff_url(objection):
    slug = objection.decision.contribution.process.slug
    return reverse("moderation_admin:objection", kwargs={"process_slug": slug, "pk": objection.pk})


def list_url(process):
    return reverse("moderation_admin:objections", kwargs={"process_slug": process.slug})


def sent(contribution, text=WHY):
    return {"text": text, "decision": latest_decision(contribution).pk}


# --- The author's way -----------------------------------------------------------------------------------------------


def test_the_mail_of_the_decision_names_rule_reason_and_the_way_to_object(rejected, rule):
    body = OutboxMessage.objects.get(kind="contribution_decided").body
    assert str(rule) in body
    assert "Das ist eine Beleidigung." in body
    assert object_url(rejected) in body
    assert reverse("moderation:rules", kwargs={"process_slug": rejected.process.slug}) in body


def test_a_published_contribution_has_nothing_to_object_to(client, cast, make_contribution):
    contribution = make_contribution(state=State.PENDING, user=cast.member)
    assert client.get(object_url(contribution)).status_code == 404
    release(contribution, actor=cast.moderator)
    assert client.get(object_url(contribution)).status_code == 404
    assert "/widerspruch/" not in OutboxMessage.objects.get(kind="contribution_decided").body
    assert "/widerspruch/" not in client.get(contribution.get_absolute_url()).content.decode()


@pytest.mark.parametrize("way", ["receipt", "signed in"])
def test_the_author_objects_once_and_is_told(client, cast, rejected, way):
    if way == "signed in":
        client.force_login(cast.member)
    url = object_url(rejected, secret=way == "receipt")
    trace = reverse("results:trace", args=[url.split("/")[2]])
    assert url in client.get(trace).content.decode()
    page = client.get(url)
    assert page.status_code == 200
    assert "Das ist eine Beleidigung." in page.content.decode()
    assert not Objection.objects.exists()
    assert client.post(url, sent(rejected)).url == trace
    objection = Objection.objects.get()
    assert (objection.text, objection.state, objection.decider) == (WHY, ObjectionState.OPEN, cast.moderator)
    # Again, by a double click or another day: stored once, said once.
    assert client.post(url, sent(rejected, "Noch einmal")).url == trace
    assert client.get(url).url == trace
    assert Objection.objects.count() == 1
    mail = OutboxMessage.objects.get(kind="objection_received")
    assert mail.address == cast.member.email
    assert WHY in mail.body
    shown = client.get(trace).content.decode()
    assert WHY in shown
    assert url not in shown
    assert AuditEntry.objects.filter(action="moderation.file_objection").count() == 1


def test_a_guest_objects_with_the_receipt_code_alone(client, cast, make_contribution, rule):
    contribution = make_contribution(state=State.PENDING, user=None, user_email="gast@example.org")
    reject(contribution, actor=cast.moderator, rule=rule)
    assert client.post(object_url(contribution), sent(contribution)).status_code == 302
    assert OutboxMessage.objects.get(kind="objection_received").address == "gast@example.org"


@pytest.mark.parametrize("who", ["stakeholder", "coordinator", "outsider", "observer", "moderator", "admin", None])
def test_nobody_else_objects_by_the_public_code(client, cast, rejected, who):
    if who:
        client.force_login(getattr(cast, who))
    url = object_url(rejected, secret=False)
    assert client.get(url).status_code == 404
    assert client.post(url, sent(rejected)).status_code == 404
    assert client.post(reverse("moderation:object", args=["0" * 20]), sent(rejected)).status_code == 404
    assert client.post(reverse("moderation:object", args=["kein-code"]), sent(rejected)).status_code == 404
    assert not Objection.objects.exists()


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200b", "x" * 5001, "null\x00byte"])
def test_an_empty_or_unusable_text_is_refused_with_the_page(client, rejected, text):
    response = client.post(object_url(rejected), sent(rejected, text))
    assert response.status_code == 422
    assert response.context["form"].errors["text"]
    assert not Objection.objects.exists()


@pytest.mark.parametrize(
    ("decided", "moment", "is_open"),
    [
        # 14 whole days in Berlin: decided late on 1 July, open until the end of 15 July.
        (datetime(2026, 7, 1, 20, 0, tzinfo=UTC), datetime(2026, 7, 15, 21, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 7, 1, 20, 0, tzinfo=UTC), datetime(2026, 7, 15, 22, 0, tzinfo=UTC), False),
        # 22:30 UTC is the next day in Berlin already.
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), datetime(2026, 7, 16, 21, 59, tzinfo=UTC), True),
        # Over the end of summer time.
        (datetime(2026, 10, 20, 10, 0, tzinfo=UTC), datetime(2026, 11, 3, 22, 59, 59, tzinfo=UTC), True),
        (datetime(2026, 10, 20, 10, 0, tzinfo=UTC), datetime(2026, 11, 3, 23, 0, tzinfo=UTC), False),
    ],
)
def test_the_days_to_object_are_whole_days_in_berlin(client, rejected, monkeypatch, decided, moment, is_open):
    ModerationDecision.objects.update(decided_at=decided)
    monkeypatch.setattr(timezone, "now", lambda: moment)
    assert (objection_open_until(latest_decision(rejected), rejected) is not None) is is_open
    response = client.post(object_url(rejected), sent(rejected))
    assert response.status_code == (302 if is_open else 403)
    assert Objection.objects.exists() is is_open
    if not is_open:
        assert WHY in response.content.decode(), "what was typed is not lost"
        with pytest.raises(CannotObject):
            file_objection(latest_decision(rejected), text=WHY)


def test_an_objection_meets_the_decision_its_author_read(client, cast, rejected, rule):
    data = sent(rejected)
    old = latest_decision(rejected)
    reject(rejected, actor=cast.moderator, rule=rule, message="Anders begründet.", expected_state=State.REJECTED)
    response = client.post(object_url(rejected), data)
    assert response.status_code == 422
    assert "Anders begründet." in response.content.decode()
    with pytest.raises(CannotObject):
        file_objection(old, text=WHY)
    assert client.post(object_url(rejected), sent(rejected)).status_code == 302


def test_shortened_and_merged_contributions_can_be_objected_to(cast, make_contribution, rule):
    shortened = make_contribution(state=State.PENDING, text="Frau Muster ist laut. Sonst gut.", user=cast.member)
    release(shortened, actor=cast.moderator, remove=["Frau Muster"], rule=rule)
    merged = make_contribution(state=State.PENDING, user=cast.member)
    merge(merged, make_contribution(), actor=cast.moderator)
    for contribution in (shortened, merged):
        contribution.refresh_from_db()
        file_objection(latest_decision(contribution), text=WHY)
    assert Objection.objects.open().count() == 2
    with pytest.raises(AlreadyFiled):
        file_objection(latest_decision(merged), text="Noch einmal")


def test_a_withdrawn_contribution_has_nothing_to_object_to(client, rejected):
    Contribution.objects.filter(pk=rejected.pk).update(state=State.WITHDRAWN)
    assert client.get(object_url(rejected)).status_code == 404


# --- The second person ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("moderator", False),
        ("lead", True),
        ("admin", True),
        ("analyst", False),
        ("observer", False),
        ("outsider", False),
        ("member", False),
    ],
)
def test_who_may_handle_it(cast, objection, who, may):
    person = getattr(cast, who)
    assert may_handle(person, objection) is may
    if may:
        dismiss(objection, actor=person, reply="Es bleibt dabei.")
    else:
        for handle in (
            lambda: dismiss(objection, actor=person, reply="Es bleibt dabei."),
            lambda: uphold(objection, actor=person, reason="Doch."),
        ):
            with pytest.raises(PermissionDenied):
                handle()
    objection.refresh_from_db()
    assert objection.is_open is not may


def test_the_author_in_the_team_does_not_handle_the_own_case(cast, process, objection):
    add_team_member(process, cast.member, TeamRole.MODERATOR, actor=cast.admin)
    assert not may_handle(cast.member, objection)


def test_a_deputy_counts_as_the_person_who_deputises(cast, process, make_contribution, rule):
    place = process.team.get(user=cast.moderator)
    appoint_deputy(place, cast.stakeholder, starts_on=today(), ends_on=today(), actor=cast.lead)
    contribution = make_contribution(state=State.PENDING, user=cast.member)
    reject(contribution, actor=cast.stakeholder, rule=rule)
    objection = file_objection(latest_decision(contribution), text=WHY)
    assert not may_handle(cast.stakeholder, objection)
    assert may_handle(cast.moderator, objection)


def test_the_database_itself_refuses_the_first_person(cast, objection):
    with pytest.raises(IntegrityError), transaction.atomic():
        Objection.objects.filter(pk=objection.pk).update(
            handled_by=cast.moderator, handled_at=timezone.now(), state=ObjectionState.DISMISSED
        )


def test_upheld_means_a_new_decision_in_the_same_step(cast, second, rejected, objection):
    uphold(objection, actor=second, reason="Es ist ein Zitat.")
    objection.refresh_from_db()
    rejected.refresh_from_db()
    assert (objection.state, objection.handled_by) == (ObjectionState.UPHELD, second)
    assert rejected.state == State.RELEASED
    assert objection.new_decision == latest_decision(rejected)
    assert objection.new_decision.message_to_author == "Es ist ein Zitat."
    mails = OutboxMessage.objects.filter(address=cast.member.email)
    assert "Es ist ein Zitat." in mails.get(kind="objection_handled").body
    assert mails.filter(kind="contribution_decided").count() == 2
    entry = AuditEntry.objects.get(action="moderation.uphold_objection")
    assert (entry.actor, entry.reason) == (second, "Es ist ein Zitat.")


def test_upheld_with_passages_removed_or_counted_with_another(
    cast, second, rejected, objection, rule, make_contribution
):
    uphold(objection, actor=second, reason="Nur der Name geht nicht.", remove=["Der Referent"], rule=rule)
    rejected.refresh_from_db()
    assert rejected.published_text == "[…] lügt, sagt die Zeitung."
    again = file_objection(latest_decision(rejected), text="Auch das nicht.")
    leading = make_contribution()
    # Who shortened it does not handle the objection to that either, but the first moderator may.
    with pytest.raises(PermissionDenied):
        uphold(again, actor=second, reason="So.", leading=leading)
    uphold(again, actor=cast.moderator, reason="So.", leading=leading)
    rejected.refresh_from_db()
    assert (rejected.state, rejected.merged_into) == (State.MERGED, leading)


def test_dismissed_leaves_everything_as_it_is_and_says_why(cast, second, rejected, objection):
    for reply in ("", "  "):
        with pytest.raises(ValueError):
            dismiss(objection, actor=second, reply=reply)
    dismiss(objection, actor=second, reply="Das Zitat ist selbst eine Beleidigung.")
    rejected.refresh_from_db()
    assert rejected.state == State.REJECTED
    assert rejected.decisions.count() == 1
    assert "selbst eine Beleidigung" in OutboxMessage.objects.get(kind="objection_handled").body
    with pytest.raises(AlreadyHandled):
        uphold(objection, actor=second, reason="Doch.")
    with pytest.raises(AlreadyFiled):
        file_objection(latest_decision(rejected), text="Noch einmal")


def test_while_an_objection_is_open_nobody_decides_past_it(client, cast, second, rejected, objection, rule):
    for actor in (cast.moderator, second):
        with pytest.raises(ObjectionOpen):
            release(rejected, actor=actor, expected_state=State.REJECTED)
    client.force_login(cast.moderator)
    url = reverse("moderation_admin:contribution", kwargs={"process_slug": rejected.process.slug, "pk": rejected.pk})
    page = client.get(url)
    assert not page.context["can_decide"]
    assert staff_url(objection) in page.content.decode()
    data = {
        "verb": "release",
        "release-expected_state": "rejected",
        "release-seen_decision": latest_decision(rejected).pk,
        "release-message": "Doch.",
    }
    assert client.post(url, data).status_code == 409
    rejected.refresh_from_db()
    assert rejected.state == State.REJECTED


def test_a_contribution_that_changed_meanwhile_stops_the_new_decision(cast, second, rejected, objection):
    Contribution.objects.filter(pk=rejected.pk).update(state=State.WITHDRAWN)
    with pytest.raises(AlreadyDecided):
        uphold(objection, actor=second, reason="Doch.")
    objection.refresh_from_db()
    assert objection.is_open
    assert not OutboxMessage.objects.filter(kind="objection_handled").exists()


def test_of_a_withdrawn_contribution_only_a_reply_is_asked_for(client, second, rejected, objection):
    withdraw_contribution(rejected, actor=rejected.user)
    client.force_login(second)
    page = client.get(staff_url(objection)).content.decode()
    assert "zurückgezogen" in page and 'value="dismiss"' in page
    assert 'value="release"' not in page and 'value="shorten"' not in page
    assert client.post(staff_url(objection), {"verb": "release", "release-message": "Doch."}).status_code == 404
    client.post(staff_url(objection), {"verb": "dismiss", "dismiss-reply": "Sie haben den Beitrag zurückgezogen."})
    objection.refresh_from_db()
    assert objection.state == ObjectionState.DISMISSED


def test_upholding_can_publish_the_files_too(client, second, rejected, objection):
    kept, shown = make_attachment(rejected, "a.pdf"), make_attachment(rejected, "b.pdf")
    client.force_login(second)
    page = client.get(staff_url(objection)).content.decode()
    assert page.count('name="release-attachments"') == 2
    data = {
        "verb": "release",
        "release-expected_state": "rejected",
        "release-seen_decision": latest_decision(rejected).pk,
        "release-message": "Doch.",
        "release-attachments": [str(shown.pk)],
    }
    client.post(staff_url(objection), data)
    kept.refresh_from_db()
    shown.refresh_from_db()
    assert (kept.is_released, shown.is_released) == (False, True)


# --- The staff's screens --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [("moderator", 200), ("lead", 200), ("analyst", 403), ("officer", 403), ("observer", 403), ("outsider", 404)],
)
def test_who_sees_objections(client, cast, process, objection, who, status):
    client.force_login(getattr(cast, who))
    for url in (list_url(process), staff_url(objection)):
        response = client.get(url)
        assert response.status_code == status
        assert (WHY in response.content.decode()) is (status == 200)


def test_an_objection_is_not_found_in_another_process(client, cast, other_process, objection):
    client.force_login(cast.outsider)
    url = reverse("moderation_admin:objection", kwargs={"process_slug": other_process.slug, "pk": objection.pk})
    assert client.get(url).status_code == 404
    assert client.post(url, {"verb": "dismiss", "dismiss-reply": "x"}).status_code == 404
    assert list(client.get(list_url(other_process)).context["page"]) == []


def test_the_first_person_sees_but_does_not_handle(client, cast, objection):
    client.force_login(cast.moderator)
    page = client.get(staff_url(objection))
    assert not page.context["may_handle"]
    assert page.context["forms"] == {}
    assert client.post(staff_url(objection), {"verb": "dismiss", "dismiss-reply": "Nein."}).status_code == 403
    objection.refresh_from_db()
    assert objection.is_open


def test_the_second_person_upholds_on_the_screen(client, cast, second, rejected, objection):
    client.force_login(second)
    assert set(client.get(staff_url(objection)).context["forms"]) == {"release", "shorten", "merge", "dismiss"}
    data = {"verb": "release", "release-expected_state": "rejected", "release-seen_decision": objection.decision_id}
    refused = client.post(staff_url(objection), data)
    assert refused.status_code == 200
    assert refused.context["bound"].errors["message"]
    done = client.post(staff_url(objection), {**data, "release-message": "Es ist ein Zitat."})
    assert done.url == list_url(rejected.process)
    rejected.refresh_from_db()
    assert rejected.state == State.RELEASED
    late = client.post(staff_url(objection), {"verb": "dismiss", "dismiss-reply": "Nein."})
    assert late.status_code == 302
    objection.refresh_from_db()
    assert objection.state == ObjectionState.UPHELD


def test_the_second_person_shortens_or_dismisses_on_the_screen(client, second, rejected, objection, rule):
    client.force_login(second)
    data = {
        "verb": "shorten",
        "shorten-expected_state": "rejected",
        "shorten-seen_decision": objection.decision_id,
        "shorten-remove": "Der Referent",
        "shorten-rule": rule.pk,
        "shorten-message": "Nur der Name.",
    }
    preview = client.post(staff_url(objection), {**data, "preview": "1"})
    assert preview.context["preview"].text == "[…] lügt, sagt die Zeitung."
    objection.refresh_from_db()
    assert objection.is_open
    assert client.post(staff_url(objection), {"verb": "unsinn"}).status_code == 404
    dismissed = client.post(staff_url(objection), {"verb": "dismiss", "dismiss-reply": "Es bleibt dabei."})
    assert dismissed.status_code == 302
    assert "Es bleibt dabei." in client.get(staff_url(objection)).content.decode()


def test_the_list_has_the_oldest_open_one_first_in_a_constant_number_of_queries(
    client, cast, second, process, make_contribution, rule
):
    def objected(days):
        contribution = make_contribution(state=State.PENDING, user=cast.member)
        reject(contribution, actor=cast.moderator, rule=rule)
        row = file_objection(latest_decision(contribution), text=WHY)
        Objection.objects.filter(pk=row.pk).update(filed_at=timezone.now() - timedelta(days=days))
        return row

    newer, older, closed = objected(1), objected(3), objected(9)
    dismiss(closed, actor=second, reply="Nein.")
    client.force_login(second)
    client.get(list_url(process))
    with CaptureQueriesContext(
        connection,
    ) as few:
        rows = list(client.get(list_url(process)).context["page"])
    assert rows == [older, newer, closed]
    for number in range(30):
        objected(number)
    with CaptureQueriesContext(connection) as many:
        client.get(list_url(process))
    assert len(many) == len(few)


def test_the_dashboard_counts_and_tells_the_lead_when_nobody_may_handle_it(client, cast, process, objection):
    dashboard = reverse("process_admin:dashboard", kwargs={"process_slug": process.slug})
    hint = "zweite Person im Team"
    client.force_login(cast.lead)
    page = client.get(dashboard).content.decode()
    assert list_url(process) in page
    assert hint not in page, "the lead may handle it"
    client.force_login(cast.observer)
    assert "Widerspr" not in client.get(dashboard).content.decode()
    # The lead decided alone: nobody but a site administrator is left.
    remove_team_member(process.team.get(user=cast.moderator), actor=cast.admin)
    Objection.objects.update(decider=cast.lead)
    ModerationDecision.objects.update(decided_by=cast.lead)
    client.force_login(cast.lead)
    assert hint in client.get(dashboard).content.decode()
    assert "keine zweite Person" in client.get(staff_url(objection)).content.decode()
    appoint_deputy(
        process.team.get(user=cast.lead), cast.stakeholder, starts_on=today(), ends_on=today(), actor=cast.lead
    )
    assert hint not in client.get(dashboard).content.decode()


# --- The trace ------------------------------------------------------------------------------------------------------


def test_the_trace_tells_author_and_team_and_never_the_public(client, cast, second, rejected, objection):
    for reader in (Reader.AUTHOR, Reader.TEAM):
        steps = build_trace(rejected, reader).steps
        assert [step.key for step in steps] == ["received", "decided", "objection"]
        assert steps[-1].state == "current"
        # It may repeat what was removed: whoever does not moderate learns that there is one, not what it says.
        assert (WHY in steps[-1].text) is (reader == Reader.AUTHOR)
    uphold(objection, actor=second, reason="Es ist ein Zitat.")
    rejected.refresh_from_db()
    for reader in (Reader.AUTHOR, Reader.TEAM):
        steps = build_trace(rejected, reader).steps
        assert [step.key for step in steps][:3] == ["received", "objection", "decided"]
        assert steps[1].office == "Zweites Referat"
    assert "objection" not in [step.key for step in build_trace(rejected, Reader.PUBLIC).steps]
    client.force_login(cast.stakeholder)
    public = client.get(rejected.get_absolute_url()).content.decode()
    assert "Der Referent lügt" in public
    assert WHY not in public
    assert "Widerspruch einlegen" not in public


def test_a_dismissed_objection_shows_the_reply_on_the_trace(second, rejected, objection):
    dismiss(objection, actor=second, reply="Es bleibt dabei.")
    last = build_trace(rejected, Reader.AUTHOR).steps[-1]
    assert (last.key, last.state, last.message) == ("objection", "done", "Es bleibt dabei.")
