"""Text modules of the moderators: maintained on a screen, chosen with and without JavaScript, kept once used."""

import pytest
from django.urls import reverse

from audit.models import AuditEntry
from consultations.contributions.enums import State
from consultations.moderation.reasons.models import ModerationReason
from notifications.models import OutboxMessage
from tests.factories.consultations import ProcessRuleFactory

TEXT = "Ihr Beitrag greift eine Person an. Bitte schreiben Sie zur Sache."


@pytest.fixture
def rule(process):
    return process.rules.get()


@pytest.fixture
def reason(process, rule):
    return ModerationReason.objects.create(process=process, rule=rule, title="Angriff auf Person", text=TEXT)


@pytest.fixture
def pending(cast, make_contribution):
    return make_contribution(state=State.PENDING, user=cast.member, text="Frau Muster ist dumm. Es braucht Kurse.")


def rows_url(process):
    return reverse("moderation_admin:reasons", kwargs={"process_slug": process.slug})


def page_url(contribution):
    return reverse(
        "moderation_admin:contribution", kwargs={"process_slug": contribution.process.slug, "pk": contribution.pk}
    )


def decision(verb, **data):
    own = {"expected_state": "pending", "seen_decision": "", **data}
    return {"verb": verb, **{f"{verb}-{name}": value for name, value in own.items()}}


def rows(*given, initial=0):
    data = {"rows-TOTAL_FORMS": len(given), "rows-INITIAL_FORMS": initial}
    for index, row in enumerate(given):
        data |= {f"rows-{index}-{name}": value for name, value in row.items()}
    return data


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("lead", 302),
        ("moderator", 302),
        ("admin", 302),
        ("editor", 403),
        ("analyst", 403),
        ("observer", 403),
        ("outsider", 404),
    ],
)
def test_who_maintains_them(client, cast, process, rule, who, status):
    client.force_login(getattr(cast, who))
    assert client.get(rows_url(process)).status_code == (200 if status == 302 else status)
    row = {"order": 1, "title": "Werbung", "rule": rule.pk, "text": "Das ist Werbung.", "is_active": "on"}
    assert client.post(rows_url(process), rows(row)).status_code == status
    assert ModerationReason.objects.filter(process=process).count() == (1 if status == 302 else 0)
    assert AuditEntry.objects.filter(action="moderation.edit_reasons").exists() is (status == 302)


def test_a_rule_of_another_process_cannot_be_named(client, cast, process, other_process):
    foreign = ProcessRuleFactory(process=other_process)
    client.force_login(cast.moderator)
    row = {"order": 1, "title": "Werbung", "rule": foreign.pk, "text": "Das ist Werbung.", "is_active": "on"}
    assert client.post(rows_url(process), rows(row)).status_code == 200
    assert not ModerationReason.objects.exists()


def test_without_script_the_server_puts_the_text_before_the_message_and_names_the_rule(
    client, cast, pending, reason, rule
):
    client.force_login(cast.moderator)
    assert TEXT in client.get(page_url(pending)).content.decode()
    client.post(page_url(pending), decision("reject", reason=reason.pk, message="Danke für Ihr Verständnis."))
    row = pending.decisions.get()
    assert (row.rule, row.reason) == (rule, reason)
    assert row.message_to_author == f"{TEXT}\n\nDanke für Ihr Verständnis."
    assert TEXT in OutboxMessage.objects.get(kind="contribution_decided").body


def test_what_the_script_inserted_and_the_moderator_changed_is_sent_as_it_is(client, cast, pending, reason, rule):
    client.force_login(cast.moderator)
    data = decision(
        "shorten",
        remove="Frau Muster",
        reason=reason.pk,
        inserted=str(reason.pk),
        rule=rule.pk,
        message="Bitte keine Namen.",
    )
    client.post(page_url(pending), data)
    row = pending.decisions.get()
    assert (row.decision, row.message_to_author, row.reason) == ("shortened", "Bitte keine Namen.", reason)


def test_module_and_rule_must_fit_and_one_of_them_is_needed(client, cast, pending, reason, process):
    other = ProcessRuleFactory(process=process, number=7)
    client.force_login(cast.moderator)
    for data, field in (
        (decision("reject", reason=reason.pk, rule=other.pk), "reason"),
        (decision("reject"), "rule"),
        (decision("reject", reason="9999"), "reason"),
    ):
        assert field in client.post(page_url(pending), data).context["bound"].errors
    pending.refresh_from_db()
    assert pending.state == State.PENDING


def test_a_module_counts_as_the_reason_of_a_new_decision(client, cast, pending, reason):
    client.force_login(cast.moderator)
    client.post(page_url(pending), decision("release"))
    first = pending.decisions.get()
    again = decision("reject", reason=reason.pk) | {
        "reject-expected_state": "released",
        "reject-seen_decision": first.pk,
    }
    assert client.post(page_url(pending), again).status_code == 302
    assert pending.decisions.first().message_to_author == TEXT


def test_only_active_modules_of_the_process_are_offered(client, cast, process, other_process, pending, reason):
    ModerationReason.objects.create(
        process=other_process, rule=ProcessRuleFactory(process=other_process), title="Fremd", text="Fremd."
    )
    client.force_login(cast.moderator)
    offered = client.get(page_url(pending)).context["forms"]["reject"].fields["reason"].queryset
    assert list(offered) == [reason]
    ModerationReason.objects.update(is_active=False)
    assert "reason" not in client.get(page_url(pending)).context["forms"]["reject"].fields


def test_a_used_module_stays_and_changing_it_changes_no_decision(client, cast, process, pending, reason, rule):
    client.force_login(cast.moderator)
    client.post(page_url(pending), decision("reject", reason=reason.pk))
    row = {"id": reason.pk, "order": 1, "title": reason.title, "rule": rule.pk, "text": "Neuer Wortlaut."}
    removed = client.post(rows_url(process), rows(row | {"DELETE": "on"}, initial=1))
    assert removed.status_code == 200
    assert ModerationReason.objects.filter(pk=reason.pk).exists()
    assert client.post(rows_url(process), rows(row, initial=1)).status_code == 302
    reason.refresh_from_db()
    assert not reason.is_active
    assert pending.decisions.get().message_to_author == TEXT
