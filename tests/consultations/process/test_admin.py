"""Staff screens of a process: who gets in, creating, editing, publishing, team, log."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from audit.services import record
from consultations.process.enums import PhaseKind, TeamRole
from consultations.process.models import Process, TeamMember
from consultations.process.services import LastLead, add_team_member, remove_team_member
from tests.factories.consultations import ActionFieldFactory, FindingFactory, PhaseFactory, ProcessFactory

FIELDS = {
    "title": "Neues Konzept",
    "short_title": "Neu",
    "slug": "neues-konzept",
    "summary": "Worum es geht.",
    "what_can_change": "Alles.",
    "what_is_fixed": "Nichts.",
    "promise": "Wir antworten.",
    "initiator_name": "Ministerium (Test)",
    "contact_email": "kontakt@example.org",
    "review_within_hours": "48",
    "contributors": "registered",
    "moderation_time": "before",
    "max_characters": "5000",
    "minimum_working_days": "20",
}

#: Screen and the people of the cast who may open it; the site administration always may.
SCREENS = {
    "dashboard": {"lead", "editor", "moderator", "analyst", "officer", "recorder", "observer"},
    "log": {"lead", "editor", "moderator", "analyst", "officer", "recorder", "observer"},
    "edit": {"lead", "editor"},
    "publish": {"lead", "editor"},
    "phases": {"lead", "editor"},
    "rules": {"lead", "editor"},
    "announcements": {"lead", "editor"},
    "translations": {"lead", "editor"},
    "team": {"lead"},
}


def url(name: str, process: Process, **kwargs) -> str:
    return reverse(f"process_admin:{name}", kwargs={"process_slug": process.slug, **kwargs})


def rows(*forms: dict, initial: int = 0) -> dict[str, str]:
    """POST data of a formset."""
    data = {"rows-TOTAL_FORMS": str(len(forms)), "rows-INITIAL_FORMS": str(initial)}
    for index, form in enumerate(forms):
        data |= {f"rows-{index}-{name}": str(value) for name, value in form.items()}
    return data


@pytest.mark.parametrize("who", ["admin", "lead", "editor", "moderator", "analyst", "officer", "recorder", "observer"])
def test_team_opens_its_screens_and_no_others(client, cast, process, who):
    client.force_login(getattr(cast, who))
    for screen, allowed in SCREENS.items():
        expected = 200 if who == "admin" or who in allowed else 403
        assert client.get(url(screen, process)).status_code == expected, screen


def test_outsider_is_told_nothing(client, cast, process):
    client.force_login(cast.outsider)
    for screen in SCREENS:
        assert client.get(url(screen, process)).status_code == 404, screen
        assert client.post(url(screen, process)).status_code == 404, screen


def test_others_are_sent_away(client, cast, process):
    for screen in SCREENS:
        response = client.get(url(screen, process))
        assert response.status_code == 302 and "login" in response.url, screen
    client.force_login(cast.stakeholder)
    for screen in SCREENS:
        assert client.get(url(screen, process)).status_code in (302, 403), screen


def test_tabs_show_what_one_may_open(client, cast, process):
    client.force_login(cast.editor)
    html = client.get(url("dashboard", process)).content.decode()
    assert url("edit", process) in html and url("team", process) not in html
    client.force_login(cast.lead)
    html = client.get(url("dashboard", process)).content.decode()
    assert url("team", process) in html


def test_list_names_only_ones_own_processes(client, cast, process, other_process):
    client.force_login(cast.observer)
    html = client.get(reverse("process_admin:index")).content.decode()
    assert process.title in html and other_process.title not in html


def test_list_needs_the_same_queries_for_many(client, cast):
    client.force_login(cast.admin)
    client.get(reverse("process_admin:index"))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse("process_admin:index"))
    for _number in range(20):
        PhaseFactory(process=ProcessFactory())
    with CaptureQueriesContext(connection) as many:
        client.get(reverse("process_admin:index"))
    assert len(many) == len(few)


def test_menu_entry_is_for_people_with_a_role(client, cast):
    client.force_login(cast.observer)
    assert "/admin/verfahren/" in client.get(reverse("wagtailadmin_home")).content.decode()


def test_administrator_creates_a_process_that_can_be_used(client, cast):
    client.force_login(cast.admin)
    response = client.post(reverse("process_admin:create"), FIELDS)
    process = Process.objects.get(slug="neues-konzept")
    assert response.url == url("dashboard", process)
    assert not process.is_published
    assert AuditEntry.objects.filter(action="process.create", scope="neues-konzept").exists()
    html = client.get(response.url).content.decode()
    assert url("phases", process) in html and url("team", process) in html


@pytest.mark.parametrize("who", ["lead", "editor"])
def test_team_creates_no_process(client, cast, who):
    client.force_login(getattr(cast, who))
    assert client.get(reverse("process_admin:create")).status_code == 404
    assert client.post(reverse("process_admin:create"), FIELDS).status_code == 404
    assert not Process.objects.filter(slug="neues-konzept").exists()


def test_address_of_a_screen_is_no_address_of_a_process(client, cast):
    client.force_login(cast.admin)
    response = client.post(reverse("process_admin:create"), {**FIELDS, "slug": "neu"})
    assert response.status_code == 200 and "slug" in response.context["form"].errors


def test_editing_keeps_in_the_log_what_was_changed(client, cast, process):
    client.force_login(cast.editor)
    old = process.promise
    data = {name: getattr(process, name) for name in FIELDS if name != "slug"} | {"promise": "Neue Zusage."}
    client.post(url("edit", process), {**data, "slug": "anders"})
    process.refresh_from_db()
    assert process.promise == "Neue Zusage." and process.slug == "konzept"
    entry = AuditEntry.objects.get(action="process.update")
    assert entry.details["changed"] == {"promise": [old, "Neue Zusage."]} and entry.actor == cast.editor


def test_errors_keep_the_text_and_change_nothing(client, cast, process):
    client.force_login(cast.editor)
    data = {name: getattr(process, name) for name in FIELDS if name != "slug"} | {"title": "", "promise": "Getippt."}
    response = client.post(url("edit", process), data)
    assert "Getippt." in response.content.decode()
    assert Process.objects.get(pk=process.pk).promise != "Getippt."
    assert not AuditEntry.objects.filter(action="process.update").exists()


def test_publishing_and_taking_back(client, cast, process):
    client.force_login(cast.lead)
    client.post(url("publish", process), {"published": "0", "reason": ""})
    process.refresh_from_db()
    assert process.is_published, "taking a process back needs a reason"
    client.post(url("publish", process), {"published": "0", "reason": "Fehler im Text"})
    process.refresh_from_db()
    assert not process.is_published
    assert AuditEntry.objects.get(action="process.unpublish").reason == "Fehler im Text"
    client.get(url("publish", process))
    process.refresh_from_db()
    assert not process.is_published, "looking changes nothing"
    client.post(url("publish", process), {"published": "1"})
    process.refresh_from_db()
    assert process.is_published


def test_phases_are_added_changed_and_removed(client, cast, process):
    client.force_login(cast.editor)
    phase = process.phases.get()
    today = timezone.localdate()
    kept = {
        "id": phase.pk,
        "order": 1,
        "kind": PhaseKind.CONSULTATION,
        "title": "Umbenannt",
        "key": phase.key,
        "starts_on": phase.starts_on,
        "ends_on": phase.ends_on,
    }
    new = {"order": 2, "kind": PhaseKind.DECISION, "title": "Beschluss", "key": "beschluss", "starts_on": today}
    client.post(url("phases", process), rows(kept, new, initial=1))
    assert list(process.phases.values_list("title", flat=True)) == ["Umbenannt", "Beschluss"]
    decision = process.phases.get(key="beschluss")
    client.post(url("phases", process), rows(kept, {**new, "id": decision.pk, "DELETE": "on"}, initial=2))
    assert list(process.phases.values_list("title", flat=True)) == ["Umbenannt"]
    assert AuditEntry.objects.filter(action="process.edit_phases").count() == 2


def test_phase_ending_before_it_starts_is_refused(client, cast, process):
    client.force_login(cast.editor)
    phase = process.phases.get()
    bad = {
        "id": phase.pk,
        "order": 1,
        "kind": phase.kind,
        "title": phase.title,
        "key": phase.key,
        "starts_on": phase.starts_on,
        "ends_on": phase.starts_on - timedelta(days=1),
    }
    response = client.post(url("phases", process), rows(bad, initial=1))
    assert "ends_on" in response.context["formset"].forms[0].errors


def test_rows_of_another_process_are_out_of_reach(client, cast, process, other_process):
    foreign = PhaseFactory(process=other_process, title="Fremd")
    client.force_login(cast.editor)
    stolen = {
        "id": foreign.pk,
        "order": 1,
        "kind": foreign.kind,
        "title": "Gekapert",
        "key": foreign.key,
        "starts_on": foreign.starts_on,
    }
    client.post(url("phases", process), rows(stolen, initial=1))
    foreign.refresh_from_db()
    assert foreign.title == "Fremd" and foreign.process == other_process


def test_action_fields_in_use_are_not_removed(client, cast, process):
    field = ActionFieldFactory(process=process, slug="hf1")
    FindingFactory(process=process, action_field=field)
    client.force_login(cast.editor)
    address = reverse("fields_admin:index", kwargs={"process_slug": process.slug})
    assert client.get(address).status_code == 200
    row = {"id": field.pk, "order": 1, "title": field.title, "slug": "hf1", "color": "#1b5e7a", "DELETE": "on"}
    response = client.post(address, rows(row, initial=1))
    assert response.status_code == 200 and process.action_fields.count() == 1
    client.force_login(cast.outsider)
    assert client.get(address).status_code == 404


def test_topics_are_changed_where_their_history_is_kept(client, cast, process):
    ActionFieldFactory(process=process, slug="hf1")
    address = reverse("fields_admin:index", kwargs={"process_slug": process.slug})
    topics = reverse("synthesis_admin:topics", kwargs={"process_slug": process.slug})
    for person, sees_it in ((cast.lead, True), (cast.editor, False)):
        client.force_login(person)
        assert (f'href="{topics}"' in client.get(address).text) is sees_it
    assert client.post(f"{address}hf1/themen/", rows({"order": 1, "title": "Kurse"})).status_code == 404


def test_lead_adds_and_removes_a_member(client, cast, process):
    client.force_login(cast.lead)
    data = {"email": "Stakeholder@example.org", "role": TeamRole.MODERATOR, "office": "Referat 5"}
    client.post(url("team", process), data)
    member = TeamMember.objects.get(user=cast.stakeholder)
    assert member.office == "Referat 5"
    client.force_login(cast.stakeholder)
    assert client.get(url("dashboard", process)).status_code == 200
    client.force_login(cast.lead)
    client.get(url("team_remove", process, pk=member.pk))
    assert TeamMember.objects.filter(pk=member.pk).exists(), "looking changes nothing"
    client.post(url("team_remove", process, pk=member.pk))
    assert not TeamMember.objects.filter(pk=member.pk).exists()
    assert not cast.stakeholder.groups.exists()
    actions = AuditEntry.objects.filter(action__startswith="process.").values_list("action", flat=True)
    assert "process.remove_team_member" in actions


def test_unknown_address_is_refused(client, cast, process):
    client.force_login(cast.lead)
    response = client.post(url("team", process), {"email": "niemand@example.org", "role": TeamRole.LEAD})
    assert "email" in response.context["form"].errors


@pytest.mark.parametrize("who", ["editor", "moderator", "observer"])
def test_nobody_but_the_lead_changes_the_team(client, cast, process, who):
    client.force_login(getattr(cast, who))
    data = {"email": getattr(cast, who).email, "role": TeamRole.LEAD}
    assert client.post(url("team", process), data).status_code == 403
    member = process.team.get(role=TeamRole.ANALYST)
    assert client.post(url("team_remove", process, pk=member.pk)).status_code == 403
    assert not process.team.filter(user=getattr(cast, who), role=TeamRole.LEAD).exists()


def test_member_of_another_process_is_not_removed(client, cast, process, other_process):
    foreign = other_process.team.get()
    client.force_login(cast.lead)
    assert client.post(url("team_remove", process, pk=foreign.pk)).status_code == 404
    assert other_process.team.exists()


def test_the_last_lead_stays(cast, process):
    lead = process.team.get(role=TeamRole.LEAD)
    with pytest.raises(LastLead):
        remove_team_member(lead, actor=cast.admin)
    add_team_member(process, cast.editor, TeamRole.LEAD, actor=cast.admin)
    remove_team_member(lead, actor=cast.admin)
    assert process.team.get(role=TeamRole.LEAD).user == cast.editor


def test_log_shows_the_process_only_and_filters(client, cast, process, other_process):
    record(cast.lead, "process.update", process, scope=process.slug, reason="EIGENER GRUND")
    record(cast.outsider, "process.update", other_process, scope=other_process.slug, reason="FREMDER GRUND")
    client.force_login(cast.observer)
    html = client.get(url("log", process)).content.decode()
    assert "EIGENER GRUND" in html and "FREMDER GRUND" not in html
    html = client.get(url("log", process), {"action": "process.add_team_member"}).content.decode()
    assert "EIGENER GRUND" not in html
    for page in ("-1", "abc", "999999", "\x00"):
        assert client.get(url("log", process), {"page": page}).status_code in (200, 400)


def test_log_needs_the_same_queries_for_many(client, cast, process):
    client.force_login(cast.lead)
    client.get(url("log", process))
    with CaptureQueriesContext(connection) as few:
        client.get(url("log", process))
    for _number in range(200):
        record(cast.lead, "process.update", process, scope=process.slug)
    with CaptureQueriesContext(connection) as many:
        client.get(url("log", process))
    assert len(many) == len(few)


def test_admin_pages_name_no_foreign_host(client, cast, process):
    client.force_login(cast.lead)
    for address in (reverse("wagtailadmin_home"), url("dashboard", process), url("edit", process)):
        html = client.get(address).content.decode()
        loaded = re.findall(r'(?:src|action)="(https?://[^"]+)"|<link[^>]+href="(https?://[^"]+)"', html)
        assert loaded == []
