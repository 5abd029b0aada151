"""Staff screens: the queue, decisions, merging, members, and who gets in."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import MembershipRole
from accounts.models import JoinRequest, Membership, Organisation, User
from accounts.organisations import joining, merging, rules
from accounts.organisations.admin_hooks import waiting_panel
from audit.models import AuditEntry
from tests.accounts.organisations.conftest import mails_to, person
from tests.factories.accounts import MembershipFactory, OrganisationFactory


def url(name: str, *args) -> str:
    return reverse(f"accounts_organisations:{name}", args=args)


@pytest.fixture
def signed_in(scene, client):
    client.force_login(scene.staff)
    return client


def test_the_queue_is_oldest_first_and_names_doubles(scene, signed_in):
    later, first = scene.waiting("Zweite"), scene.waiting("Willkommensinitiative Altmark")
    Organisation.objects.filter(pk=first.pk).update(submitted_at=later.submitted_at.replace(year=2020))

    page = signed_in.get(url("queue")).context["page"]
    assert [row.pk for row in page] == [first.pk, later.pk]
    assert [row.similar_count for row in page] == [1, 0]
    assert scene.ours.name in signed_in.get(url("review", first.pk)).content.decode()


def test_the_first_page_of_the_admin_says_what_waits(scene, rf):
    scene.waiting()
    for someone, shown in ((scene.staff, 1), (scene.coordinator, 0)):
        request, panels = rf.get("/admin/"), []
        request.user = someone
        waiting_panel(request, panels)
        assert len(panels) == shown
        assert all(url("queue") in panel.render_html({}) for panel in panels)


def test_verified_and_refused_on_the_screen(scene, signed_in):
    one, two = scene.waiting("Eins"), scene.waiting("Zwei")
    signed_in.post(url("review", one.pk), {"action": "verify", "seen": one.revision})
    page = signed_in.post(url("review", two.pk), {"action": "refuse", "seen": two.revision, "reason": " "})
    assert page.status_code == 200 and page.context["form"].errors
    signed_in.post(url("review", two.pk), {"action": "refuse", "seen": two.revision, "reason": "Unbekannt."})

    one.refresh_from_db()
    two.refresh_from_db()
    assert one.is_verified and two.is_refused and two.state_reason == "Unbekannt."
    assert len(mails_to(scene.outsider)) == 2
    for nonsense in ("", "x", "9" * 30, "0"):
        signed_in.post(url("review", one.pk), {"action": "refuse", "seen": nonsense, "reason": "Doch nicht"})
    one.refresh_from_db()
    assert one.is_verified, "nobody decides on what they have not seen"


def test_the_form_gives_no_state(scene, signed_in):
    waiting = scene.waiting()
    data = {"name": "Umbenannt", "category": scene.category.pk, "region": "", "state": "verified", "website": ""}
    assert signed_in.get(url("edit", waiting.pk)).status_code == 200
    signed_in.post(url("edit", waiting.pk), data)

    waiting.refresh_from_db()
    assert waiting.name == "Umbenannt" and waiting.is_waiting and waiting.revision == 1
    assert "name" in AuditEntry.objects.get(action="accounts.update_organisation").details["fields"]


def test_what_staff_enter_is_verified_and_compared(scene, signed_in):
    data = {"name": "Sportverein Boerde", "category": scene.category.pk, "region": "", "website": "sv.example"}
    html = signed_in.post(url("add"), data, follow=True).content.decode()

    entered = Organisation.objects.get(name="Sportverein Boerde")
    assert entered.is_verified and entered.website == "https://sv.example"
    assert scene.theirs.name in html


def test_merging_shows_what_moves_and_does_it_once(scene, signed_in):
    assert signed_in.get(url("merge", scene.theirs.pk), {"q": "altmark"}).status_code == 200
    address = f"{url('merge', scene.theirs.pk)}?mit={scene.ours.pk}"
    page = signed_in.get(address)
    assert scene.other.email in page.content.decode() and not scene.theirs.merged_into_id
    data = {"seen": page.context["preview"].seen, "transfer": "members"}

    signed_in.post(address, {**data, "transfer": "nonsense"})
    signed_in.post(address, {**data, "seen": "x"})
    assert not Organisation.objects.filter(state="merged").exists()
    assert signed_in.post(address, data)["Location"] == url("members", scene.ours.pk)
    assert rules.is_member(scene.other, scene.ours)
    signed_in.post(address, data)
    assert AuditEntry.objects.filter(action="accounts.merge_organisation").count() == 1
    for nonsense in ("", "x", "9" * 40, str(scene.theirs.pk)):
        assert signed_in.get(url("merge", scene.theirs.pk), {"mit": nonsense}).status_code == 200
    for name in ("review", "members", "edit"):
        assert signed_in.get(url(name, scene.theirs.pk)).status_code == 200


def test_members_by_staff(scene, signed_in):
    address = url("members", scene.ours.pk)
    signed_in.post(address, {"remove": scene.of_coordinator.pk})
    assert rules.coordinates(scene.coordinator, scene.ours), "the last coordinator stays"
    signed_in.post(address, {"promote": scene.of_member.pk})
    signed_in.post(address, {"remove": scene.of_coordinator.pk})
    assert not rules.is_member(scene.coordinator, scene.ours) and rules.coordinates(scene.member, scene.ours)
    assert signed_in.post(address, {"promote": scene.of_other.pk}).status_code == 404
    assert signed_in.post(address, {"email": "niemand@example.org", "role": "member"}).context["form"].errors


def test_staff_answer_requests_only_where_nobody_coordinates(scene, signed_in):
    request = joining.ask_to_join(scene.ours, person=scene.outsider, real_name="Dora")
    address = url("members", scene.ours.pk)
    assert signed_in.get(address).context["may_answer"] is False
    assert signed_in.post(address, {"accept": request.pk}).status_code == 404
    Membership.objects.filter(pk=scene.of_coordinator.pk).update(role=MembershipRole.MEMBER)
    assert signed_in.get(address).context["may_answer"] is True
    signed_in.post(address, {"refuse": request.pk, "reason": ""})
    assert JoinRequest.objects.get().state == "open"
    signed_in.post(url("members", scene.theirs.pk), {"accept": request.pk})
    signed_in.post(address, {"accept": request.pk})
    assert rules.is_member(scene.outsider, scene.ours)


@pytest.fixture
def user_manager(scene) -> User:
    """May manage people, not organisations."""
    group = Group.objects.create(name="Konten")
    names = ["access_admin", "change_user", "delete_user"]
    group.permissions.add(*Permission.objects.filter(codename__in=names))
    user = person("konten")
    user.groups.add(group)
    return user


def test_others_do_not_get_in(scene, client, user_manager):
    waiting = scene.waiting()
    seen = merging.preview(scene.theirs, scene.ours).seen
    posts = [
        (url("review", waiting.pk), {"action": "verify", "seen": "0"}),
        (f"{url('merge', scene.theirs.pk)}?mit={scene.ours.pk}", {"seen": seen, "transfer": "roles"}),
        (url("members", scene.ours.pk), {"email": scene.outsider.email, "role": "coordinator"}),
        (url("import"), {"checked": "x"}),
        (url("delete", scene.ours.pk), {}),
    ]
    gets = [url("queue"), url("export"), url("template"), url("import"), url("review", waiting.pk)]
    for someone in (scene.coordinator, scene.outsider, user_manager):
        client.force_login(someone)
        for address in gets + [address for address, _data in posts]:
            assert client.get(address).status_code in (302, 403), address
        for address, data in posts:
            assert client.post(address, data).status_code in (302, 403), address
    waiting.refresh_from_db()
    assert waiting.is_waiting and not Organisation.objects.filter(state="merged").exists()
    assert not rules.is_member(scene.outsider, scene.ours)


def test_the_last_coordinator_is_not_deleted_with_the_account(scene, signed_in):
    delete = reverse("wagtailusers_users:delete", args=[scene.coordinator.pk])
    signed_in.post(delete)
    bulk = reverse("wagtail_bulk_action", args=["accounts", "user", "delete"])
    signed_in.post(f"{bulk}?id={scene.coordinator.pk}")
    assert User.objects.filter(pk=scene.coordinator.pk).exists()
    Membership.objects.filter(pk=scene.of_member.pk).update(role=MembershipRole.COORDINATOR)
    signed_in.post(delete)
    assert not User.objects.filter(pk=scene.coordinator.pk).exists()


def test_deleting_an_organisation_is_in_the_log(scene, signed_in):
    signed_in.post(url("delete", scene.theirs.pk))
    assert not Organisation.objects.filter(pk=scene.theirs.pk).exists()
    assert AuditEntry.objects.get(action="accounts.delete_organisation").details["members"] == [scene.other.pk]


def test_what_others_were_merged_into_is_not_deleted(scene, signed_in):
    seen = merging.preview(scene.theirs, scene.ours).seen
    merging.merge(scene.theirs, scene.ours, transfer="members", seen=seen, actor=scene.staff)
    assert signed_in.post(url("delete", scene.ours.pk)).status_code == 302
    assert Organisation.objects.filter(pk=scene.ours.pk).exists()


def test_many_rows_take_the_same_queries(scene, signed_in):
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert signed_in.get(address).status_code == 200
        return len(captured)

    waiting = scene.waiting("Wartet 0")
    joining.ask_to_join(scene.ours, person=scene.outsider, real_name="Dora")
    merge = f"{url('merge', scene.theirs.pk)}?mit={scene.ours.pk}"
    addresses = [url("queue"), url("review", waiting.pk), url("members", scene.ours.pk), merge]
    OrganisationFactory(name="Wartet 1")
    before = [queries(address) for address in addresses]
    for number in range(12):
        scene_waiting = OrganisationFactory(name=f"Wartet {number}", state="waiting", created_by=scene.member)
        for organisation in (scene_waiting, waiting, scene.ours, scene.theirs):
            MembershipFactory(organisation=organisation)
        JoinRequest.objects.create(organisation=scene.ours, user=MembershipFactory().user)
    assert [queries(address) for address in addresses] == before
