"""Staff screens of a draft, and every door of Wagtail's page editor to the working copy."""

import json

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import Page

from audit.models import AuditEntry
from consultations.drafts.enums import VersionState
from consultations.drafts.models import Draft, DraftVersion
from consultations.drafts.pages import DraftFolderPage
from consultations.drafts.services import create_draft, prepare_version
from consultations.results.services import explain_change
from tests.factories.accounts import UserFactory
from tests.factories.consultations import FindingFactory
from webpages.models import HomePage

SECRET = "Geheimer Arbeitstext"


def body(*texts: str) -> list[dict]:
    """A working copy of one chapter."""
    blocks = [{"type": "chapter", "id": "k1", "value": {"title": "Kapitel", "action_field": ""}}]
    return blocks + [
        {"type": "text", "id": f"k1-{number}", "value": {"text": text}} for number, text in enumerate(texts, start=1)
    ]


def write(draft: Draft, *texts: str, user) -> None:
    page = draft.page.working_copy
    page.body = json.dumps(body(*texts))
    page.save_revision(user=user)


@pytest.fixture
def site(db):
    call_command("set_up_site", verbosity=0)


@pytest.fixture
def draft(site, cast, process) -> Draft:
    draft = create_draft(process, title="Entwurf des Konzepts", actor=cast.admin)
    write(draft, SECRET, "Zweiter Absatz.", user=cast.editor)
    return draft


@pytest.fixture
def foreign_draft(site, cast, other_process) -> Draft:
    return create_draft(other_process, title="Anderer Entwurf", actor=cast.admin)


def url(name: str, process, **kwargs) -> str:
    return reverse(name, kwargs={"process_slug": process.slug, **kwargs})


def page_doors(page) -> dict[str, str]:
    """Addresses of the page editor that show or change a page."""
    revision = page.latest_revision
    revision_pk = revision.pk if revision else 0
    args = [page.pk]
    return {
        "edit": reverse("wagtailadmin_pages:edit", args=args),
        "history": reverse("wagtailadmin_pages:history", args=args),
        "view_draft": reverse("wagtailadmin_pages:view_draft", args=args),
        "preview": reverse("wagtailadmin_pages:preview_on_edit", args=args),
        "revision": reverse("wagtailadmin_pages:revisions_view", args=[page.pk, revision_pk]),
        "revert": reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, revision_pk]),
        "compare": reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "earliest", "latest"]),
        "workflow_history": reverse("wagtailadmin_pages:workflow_history", args=args),
        "usage": reverse("wagtailadmin_pages:usage", args=args),
        "delete": reverse("wagtailadmin_pages:delete", args=args),
        "copy": reverse("wagtailadmin_pages:copy", args=args),
        "move": reverse("wagtailadmin_pages:move", args=args),
        "privacy": reverse("wagtailadmin_pages:set_privacy", args=args),
        "lock": reverse("wagtailadmin_pages:lock", args=args),
        "unpublish": reverse("wagtailadmin_pages:unpublish", args=args),
    }


def is_shut(response) -> bool:
    """Whether a door stayed closed: refused, unknown, or sent away to the admin's first page or to sign in."""
    if response.status_code in (403, 404, 405):
        return True
    return response.status_code == 302 and (response.url == reverse("wagtailadmin_home") or "login" in response.url)


@pytest.mark.parametrize("who", ["outsider", "moderator", "observer", "stakeholder", None])
def test_working_copy_stays_shut_to_others(client, cast, draft, who):
    if who:
        client.force_login(getattr(cast, who))
    revisions = draft.page.revisions.count()
    for door, address in page_doors(draft.page).items():
        for method in (client.get, client.post):
            response = method(address)
            assert is_shut(response), f"{door}: {response.status_code}"
            assert SECRET not in response.content.decode(), door
    assert draft.page.revisions.count() == revisions


@pytest.mark.parametrize("who", ["editor", "lead", "admin"])
def test_editors_open_and_save_the_working_copy(client, cast, draft, who):
    client.force_login(getattr(cast, who))
    doors = page_doors(draft.page)
    response = client.get(doors["edit"])
    assert response.status_code == 200 and SECRET in response.content.decode()
    assert client.get(doors["history"]).status_code == 200
    assert client.get(doors["compare"]).status_code == 200


@pytest.mark.parametrize("who", ["editor", "lead", "admin"])
def test_nobody_publishes_the_working_copy(client, cast, draft, who):
    client.force_login(getattr(cast, who))
    html = client.get(page_doors(draft.page)["edit"]).content.decode()
    assert "action-publish" not in html and "action-submit" not in html
    data = {
        "action-publish": "1",
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "chapter",
        "body-0-id": "k1",
        "body-0-value-title": "Von Hand",
        "body-0-value-action_field": "",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    client.post(page_doors(draft.page)["edit"], data)
    page = Page.objects.get(pk=draft.page.pk)
    assert not page.live
    assert page.specific.working_copy.body[0].value["title"] == "Von Hand", "it was saved, but not published"


@pytest.mark.parametrize("who", ["editor", "admin"])
def test_nobody_removes_copies_or_moves_it(client, cast, draft, who):
    client.force_login(getattr(cast, who))
    for door in ("delete", "copy", "move", "privacy", "unpublish"):
        assert is_shut(client.post(page_doors(draft.page)[door])), door
    assert Page.objects.filter(pk=draft.page.pk).exists()
    assert DraftFolderPage.objects.get().get_children().count() == 1


def test_ticks_in_lists_do_not_reach_it(client, cast, draft):
    client.force_login(cast.admin)
    for action in ("publish", "delete", "unpublish"):
        address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        client.post(f"{address}?id={draft.page.pk}", {})
        assert not Page.objects.get(pk=draft.page.pk).live, action


@pytest.mark.parametrize("who", ["outsider", "moderator", "observer", "admin"])
def test_doors_without_permissions_do_not_name_it(client, cast, draft, who):
    """Wagtail shows titles of ticked pages, of the page a chooser starts from, and of the page edited last."""
    write(draft, "Noch einmal gespeichert", user=cast.editor)
    client.force_login(getattr(cast, who))
    folder, home = DraftFolderPage.objects.get(), HomePage.objects.get()
    doors = [
        f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', action])}?id={draft.page.pk}"
        for action in ("publish", "unpublish", "delete", "move")
    ]
    doors += [reverse("wagtailadmin_choose_page_child", args=[page.pk]) for page in (draft.page, folder)]
    for address in doors:
        response = client.get(address)
        assert response.status_code == 404, address
        assert "Entwurf des Konzepts" not in response.content.decode(), address
    for name in ("page_types_usage", "page_types_usage_results"):
        assert "Entwurf des Konzepts" not in client.get(reverse(f"wagtailadmin_reports:{name}")).content.decode()
    # Everything else is as it was.
    assert client.get(reverse("wagtailadmin_choose_page_child", args=[home.pk])).status_code == 200
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    assert client.get(f"{bulk}?id={home.pk}").status_code == 200


def test_the_report_of_page_types_stays_for_staff(client, cast, site):
    address = reverse("wagtailadmin_reports:page_types_usage")
    assert is_shut(client.get(address))
    client.force_login(cast.stakeholder)
    assert is_shut(client.get(address))
    client.force_login(cast.admin)
    assert client.get(address).status_code == 200


def test_editor_sees_no_foreign_working_copy(client, cast, draft, foreign_draft):
    client.force_login(cast.editor)
    folder = DraftFolderPage.objects.get()
    addresses = [
        reverse("wagtailadmin_explore_root"),
        reverse("wagtailadmin_explore", args=[folder.pk]),
        reverse("wagtailadmin_pages:search") + "?q=Entwurf",
        reverse("wagtailadmin_choose_page"),
        reverse("wagtailadmin_choose_page_child", args=[folder.pk]),
        reverse("wagtailadmin_choose_page_search") + "?q=Entwurf",
        reverse("wagtailadmin_api:pages:listing") + "?child_of=root&for_explorer=1",
        reverse("wagtailadmin_api:pages:detail", args=[foreign_draft.page.pk]),
        reverse("wagtailadmin_home"),
    ]
    for address in addresses:
        assert "Anderer Entwurf" not in client.get(address).content.decode(), address


def test_moderator_finds_no_working_copy_in_lists(client, cast, draft):
    client.force_login(cast.moderator)
    folder = DraftFolderPage.objects.get()
    for address in (
        reverse("wagtailadmin_explore", args=[folder.pk]),
        reverse("wagtailadmin_pages:search") + "?q=Entwurf",
        reverse("wagtailadmin_choose_page_search") + "?q=Entwurf",
        reverse("wagtailadmin_api:pages:detail", args=[draft.page.pk]),
    ):
        assert "Entwurf des Konzepts" not in client.get(address).content.decode(), address


def test_editors_of_the_website_stay_outside(client, cast, draft):
    """Rights on the whole page tree do not reach the working copy."""
    person = UserFactory(email="website@example.org")
    person.groups.add(Group.objects.get(name="Moderators"))
    client.force_login(person)
    folder = DraftFolderPage.objects.get()
    for door, address in page_doors(draft.page).items():
        for method in (client.get, client.post):
            response = method(address)
            assert is_shut(response), f"{door}: {response.status_code}"
            assert SECRET not in response.content.decode(), door
    lists = [
        reverse("wagtailadmin_explore", args=[folder.pk]),
        reverse("wagtailadmin_choose_page_child", args=[folder.pk]),
    ]
    for address in lists:
        assert "Entwurf des Konzepts" not in client.get(address).content.decode(), address
    for address in (
        reverse("wagtailadmin_pages:search") + "?q=Geheimer",
        reverse("wagtailadmin_api:pages:detail", args=[draft.page.pk]),
    ):
        assert SECRET not in client.get(address).content.decode(), address


def test_no_public_address_shows_the_working_copy(client, cast, draft):
    folder = DraftFolderPage.objects.get()
    for who in (None, cast.editor, cast.admin):
        if who:
            client.force_login(who)
        for page in (folder, draft.page):
            response = client.get(page.get_url() or f"/{folder.slug}/")
            assert response.status_code == 404
        assert client.get(f"/{folder.slug}/{draft.page.slug}/").status_code == 404


def test_role_taken_away_shuts_the_editor(client, cast, draft, process):
    from consultations.process.services import remove_team_member

    remove_team_member(process.team.get(user=cast.editor), actor=cast.admin)
    client.force_login(cast.editor)
    assert is_shut(client.get(page_doors(draft.page)["edit"]))


def test_draft_is_created_by_people_who_edit_it(client, site, cast, process):
    address = url("drafts_admin:create", process)
    client.force_login(cast.moderator)
    assert client.post(address, {"title": "Fremd"}).status_code == 403
    client.force_login(cast.outsider)
    assert client.post(address, {"title": "Fremd"}).status_code == 404
    client.force_login(cast.editor)
    assert client.get(address).status_code == 405
    client.post(address, {"title": "Unser Entwurf"})
    draft = Draft.objects.get(process=process)
    assert draft.title == "Unser Entwurf"
    html = client.get(url("drafts_admin:index", process)).content.decode()
    assert page_doors(draft.page)["edit"] in html
    assert client.get(page_doors(draft.page)["edit"]).status_code == 200


def test_preparing_copies_the_working_copy(client, cast, draft, process):
    client.force_login(cast.editor)
    client.post(url("drafts_admin:prepare", process), {"label": "Fassung 1", "note": ""})
    version = DraftVersion.objects.get()
    assert version.state == VersionState.PREPARED
    page = client.get(url("drafts_admin:version", process, number=1))
    assert SECRET in page.content.decode()
    assert SECRET not in client.get(url("drafts:current", process)).content.decode()
    client.force_login(cast.outsider)
    assert client.get(url("drafts_admin:version", process, number=1)).status_code == 404


def test_empty_working_copy_is_refused_in_words(client, cast, foreign_draft, other_process):
    client.force_login(cast.outsider)
    response = client.post(url("drafts_admin:prepare", other_process), {"label": "Fassung 1"})
    assert response.context["refusal"] and not DraftVersion.objects.exists()


@pytest.mark.parametrize("who", ["moderator", "officer", "observer"])
def test_others_prepare_and_publish_nothing(client, cast, draft, process, who):
    prepare_version(draft, label="Fassung 1", actor=cast.editor)
    client.force_login(getattr(cast, who))
    assert client.post(url("drafts_admin:prepare", process), {"label": "X"}).status_code == 403
    assert client.post(url("drafts_admin:publish", process, number=1)).status_code == 403
    assert DraftVersion.objects.get().state == VersionState.PREPARED


def test_editor_prepares_but_the_lead_publishes(client, cast, draft, process):
    prepare_version(draft, label="Fassung 1", actor=cast.editor)
    client.force_login(cast.editor)
    assert client.post(url("drafts_admin:publish", process, number=1)).status_code == 403
    client.force_login(cast.lead)
    assert client.get(url("drafts_admin:publish", process, number=1)).status_code == 200
    assert DraftVersion.objects.get().state == VersionState.PREPARED, "looking changes nothing"
    client.post(url("drafts_admin:publish", process, number=1))
    assert DraftVersion.objects.get().state == VersionState.PUBLISHED


@pytest.fixture
def second(client, cast, draft, process) -> DraftVersion:
    """A prepared second version with a changed, a new and a dropped paragraph."""
    from consultations.drafts.services import publish_version

    publish_version(prepare_version(draft, label="Fassung 1", actor=cast.editor), actor=cast.lead)
    page = draft.page.working_copy
    blocks = body("Geänderter Text", "Zweiter Absatz.", "Dritter Absatz.")
    page.body = json.dumps([blocks[0], blocks[1], blocks[3]])
    page.save_revision(user=cast.editor)
    return prepare_version(draft, label="Fassung 2", actor=cast.editor)


def test_publishing_names_changes_without_a_cause(client, cast, second, process):
    client.force_login(cast.lead)
    response = client.post(url("drafts_admin:publish", process, number=2))
    assert "1.1" in " ".join(response.context["refusal"])
    second.refresh_from_db()
    assert second.state == VersionState.PREPARED


def test_causes_are_named_one_after_the_other(client, cast, second, process):
    finding = FindingFactory(process=process)
    client.force_login(cast.editor)
    page = client.get(url("version_admin:changes", process, number=2))
    assert page.context["open_count"] == page.context["total"] == 3
    address = url("version_admin:explain", process, number=2, lineage="k1-1")
    assert client.get(address).status_code == 200
    response = client.post(address, {"findings": [finding.pk], "editorial_reason": "", "next": "1"})
    assert response.url == url("version_admin:explain", process, number=2, lineage="k1-3")
    client.post(response.url, {"editorial_reason": "Vergessen"})
    client.post(url("version_admin:explain", process, number=2, lineage="k1-2"), {"editorial_reason": "Doppelt"})
    assert second.changes.get(lineage="k1-1").findings.get() == finding
    assert AuditEntry.objects.filter(action="results.explain_change").count() == 3
    client.force_login(cast.lead)
    client.post(url("drafts_admin:publish", process, number=2))
    second.refresh_from_db()
    assert second.is_published
    assert client.get(address).status_code == 404, "a published version's causes do not change"


def test_a_cause_is_needed_and_belongs_to_the_process(client, cast, second, process, other_process):
    client.force_login(cast.editor)
    address = url("version_admin:explain", process, number=2, lineage="k1-1")
    assert client.post(address, {"editorial_reason": " "}).context["form"].non_field_errors()
    foreign = FindingFactory(process=other_process)
    assert "findings" in client.post(address, {"findings": [foreign.pk]}).context["form"].errors
    assert not second.changes.exists()
    assert client.get(url("version_admin:explain", process, number=2, lineage="gibt-es-nicht")).status_code == 404


@pytest.mark.parametrize(("who", "status"), [("moderator", 403), ("observer", 403), ("outsider", 404)])
def test_others_name_no_causes(client, cast, second, process, who, status):
    client.force_login(getattr(cast, who))
    address = url("version_admin:explain", process, number=2, lineage="k1-1")
    assert client.get(address).status_code == status
    assert client.post(address, {"editorial_reason": "Fremd"}).status_code == status
    assert not second.changes.exists()


def test_preparing_again_keeps_causes(cast, second, draft):
    explain_change(second, "k1-1", editorial_reason="Rechtschreibung", actor=cast.editor)
    again = prepare_version(draft, label="Fassung 2b", actor=cast.editor)
    assert again.pk == second.pk and again.changes.get().editorial_reason == "Rechtschreibung"
