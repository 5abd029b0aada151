"""Every staff address of a process, asked by every role, by outsiders and by visitors.

`DOORS` says which right each address needs. An address that is missing there fails the test: whoever adds a door
decides here who may open it.
"""

import uuid
from collections.abc import Iterator

import pytest
from django.urls import URLResolver, get_resolver, reverse

from consultations.process.enums import Action, TeamRole
from consultations.process.rules import MATRIX
from consultations.process.services import add_team_member
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.pages

#: Right by right, or one of several: namespace and names of the addresses.
DOORS: list[tuple[set[Action], str, str]] = [
    ({Action.VIEW_INTERNAL}, "process_admin", "dashboard log roles"),
    ({Action.EDIT_PROCESS}, "process_admin", "edit publish phases rules announcements translations"),
    ({Action.MANAGE_TEAM}, "process_admin", "team team_remove"),
    ({Action.VIEW_INTERNAL}, "conferences_admin", "index overview"),
    ({Action.HOLD_CONFERENCES}, "conferences_admin", "create edit agenda tables announce cancel copy discard"),
    (
        {Action.HOLD_CONFERENCES},
        "registration_admin",
        "index csv xlsx add needs assign message invitations send_invitations remove_invitation registration cancel "
        "offer move",
    ),
    (
        {Action.HOLD_CONFERENCES},
        "attendance_admin",
        "index access live people check_in undo walk_in counts take_over badges signs",
    ),
    (
        {Action.HOLD_CONFERENCES, Action.RECORD},
        "capture_admin",
        "index links link end_link end_all close card card_step photo",
    ),
    (
        {Action.HOLD_CONFERENCES, Action.RECORD},
        "record_admin",
        "index card card_away card_photo table new_card minutes files file remarks remark import template",
    ),
    ({Action.HOLD_CONFERENCES}, "record_admin", "check confirm late"),
    ({Action.HOLD_CONFERENCES, Action.RECORD}, "cards_admin", "preview"),
    ({Action.VIEW_INTERNAL}, "drafts_admin", "index image version"),
    (
        {Action.EDIT_DRAFT},
        "drafts_admin",
        "create import import_preview import_preview_chapter import_discard prepare",
    ),
    ({Action.PUBLISH_VERSION}, "drafts_admin", "publish"),
    (
        {Action.RECORD},
        "recording_admin",
        "index begin sheets template sheet sheet_discard sheet_codes page details original_upload part part_remove "
        "hand_over discard receipts answer_letter",
    ),
    ({Action.RECORD, Action.MODERATE}, "recording_admin", "original"),
    (
        {Action.MODERATE},
        "moderation_admin",
        "queue next bulk cards group contribution claim settle original objections objection reasons",
    ),
    ({Action.MODERATE, Action.ANSWER}, "moderation_admin", "reply"),
    ({Action.VIEW_INTERNAL}, "hearing_admin", "index list table addressee"),
    (
        {Action.EDIT_PROCESS},
        "hearing_admin",
        "working_days settings send add pick import template imported decide send_again remove",
    ),
    ({Action.EDIT_PROCESS}, "networks_admin", "index"),
    ({Action.VIEW_INTERNAL}, "statements_admin", "index statement"),
    ({Action.MODERATE}, "statements_admin", "paper"),
    ({Action.CODE}, "synthesis_admin", "segments segment findings create_finding finding cited_segment"),
    (
        {Action.CODE},
        "synthesis_admin",
        "double_codings draw_double_coding double_coding double_coding_table discard_double_coding "
        "double_coding_work double_code settle_double_coding",
    ),
    ({Action.VIEW_INTERNAL}, "synthesis_admin", "gaps gaps_table"),
    (
        {Action.CODE},
        "synthesis_admin",
        "coding_next coding_undo coding_progress coding_claim coding_stand cut write_memo"
        " memos topics create_topic topic",
    ),
    (
        {Action.CODE},
        "synthesis_admin",
        "suggesting suggesting_state doubts alike_groups themes theme suggestion similar alike",
    ),
    (
        {Action.CODE},
        "synthesis_admin",
        "uncovered_topics finding_history release_finding merge_finding split_finding uncovered_segment draft_finding",
    ),
    ({Action.EDIT_PROCESS}, "fields_admin", "index"),
    ({Action.CODE, Action.ANSWER, Action.CO_SIGN, Action.PUBLISH_RESULTS}, "results_admin", "findings answer"),
    (
        {Action.CODE, Action.ANSWER, Action.CO_SIGN, Action.PUBLISH_RESULTS, Action.MODERATE},
        "results_admin",
        "closing_round",
    ),
    ({Action.VIEW_INTERNAL}, "exports_admin", "coding_public"),
    ({Action.CODE}, "exports_admin", "coding_internal"),
    (
        {Action.CODE, Action.ANSWER, Action.CO_SIGN, Action.PUBLISH_RESULTS},
        "results_admin",
        "answer_versions translation",
    ),
    (
        {Action.ANSWER},
        "results_admin",
        "text_blocks text_block deadlines ask_cosign take_back_cosign withdraw_version demand_cosign waive_cosign "
        "end_cosign_waiver",
    ),
    ({Action.CO_SIGN}, "results_admin", "cosign_list cosign"),
    ({Action.ANSWER, Action.PUBLISH_RESULTS}, "results_admin", "cosign_demands"),
    ({Action.VIEW_INTERNAL}, "exports_admin", "index reports report report_state report_delete"),
    ({Action.PUBLISH_RESULTS}, "exports_admin", "report_publish report_withdraw"),
    ({Action.EDIT_PROCESS}, "exports_admin", "report_template report_template_default report_template_file"),
    (
        {Action.PUBLISH_RESULTS},
        "results_admin",
        "publish publish_interim publish_version cosign_unreachable register register_check",
    ),
    ({Action.VIEW_INTERNAL}, "measures_admin", "index measure"),
    ({Action.ANSWER}, "measures_admin", "create edit adopt link"),
    ({Action.PUBLISH_RESULTS}, "measures_admin", "publish"),
    ({Action.REPORT_MEASURES}, "measures_admin", "state value report"),
    ({Action.VIEW_INTERNAL}, "version_admin", "changes"),
    ({Action.EDIT_DRAFT}, "version_admin", "no_change explain"),
]

#: What stands for the parts of an address beside the process; no such rows exist, because rights are asked first.
PARTS = {"UUIDConverter": uuid.uuid4(), "IntConverter": 1, "SlugConverter": "feld", "StringConverter": "k1-1"}


def staff_addresses() -> Iterator[tuple[str, dict]]:
    """Every address below /admin/verfahren/<process_slug>/: its name and values for its parts."""

    def walk(resolver: URLResolver, path: str, namespaces: tuple, converters: dict) -> Iterator[tuple[str, dict]]:
        for item in resolver.url_patterns:
            here, known = path + str(item.pattern), {**converters, **item.pattern.converters}
            if isinstance(item, URLResolver):
                yield from walk(item, here, (*namespaces, item.namespace) if item.namespace else namespaces, known)
            elif here.startswith("admin/verfahren/<slug:process_slug>/"):
                values = {name: PARTS[type(converter).__name__] for name, converter in known.items()}
                yield ":".join((*namespaces, item.name)), values

    yield from walk(get_resolver(), "", (), {})


def doors(process) -> Iterator[tuple[str, str, set[Action]]]:
    """Name, address and needed right of every staff address."""
    needed = {f"{space}:{name}": rights for rights, space, names in DOORS for name in names.split()}
    found = dict(staff_addresses())
    for template in ("recording_admin:template", "hearing_admin:template", "record_admin:template"):
        found[template]["ending"] = "csv"
    found["hearing_admin:template"]["phase"] = "1"
    assert set(found) == set(needed), "list new addresses in DOORS, and take away what is gone"
    for name, values in found.items():
        yield name, reverse(name, kwargs={**values, "process_slug": process.slug}), needed[name]


@pytest.mark.parametrize("role", TeamRole.values)
def test_a_role_opens_the_doors_the_matrix_names_and_no_other(client, process, other_process, role):
    user = UserFactory()
    add_team_member(process, user, role, actor=None)
    client.force_login(user)

    for name, url, rights in doors(process):
        # Asked without doing anything: rights come before the method.
        status = client.options(url).status_code
        if rights & MATRIX[role]:
            assert status not in (302, 403), f"{role} is kept out of {name}"
        else:
            assert status == 403, f"{role} gets {status} at {name}"
    for name, url, _rights in doors(other_process):
        assert client.options(url).status_code == 404, f"{role} of another process at {name}"


def test_the_doors_do_not_exist_for_outsiders(client, cast, process):
    for user in (cast.outsider, cast.stakeholder, cast.coordinator, None):
        if user is None:
            client.logout()
        else:
            client.force_login(user)
        for name, url, _rights in doors(process):
            answer = client.options(url)
            # Without a role in any process the admin itself sends people away, without telling what is there.
            assert answer.status_code in (302, 404), f"{user} gets {answer.status_code} at {name}"
            assert user != cast.outsider or answer.status_code == 404, f"the outsider gets a redirect at {name}"


def test_every_door_opens_for_site_administrators(client, cast, process):
    client.force_login(cast.admin)
    for name, url, _rights in doors(process):
        assert client.options(url).status_code not in (302, 403), name


def test_roles_page_shows_the_matrix_and_marks_ones_own(client, cast, process):
    client.force_login(cast.analyst)

    answer = client.get(reverse("process_admin:roles", kwargs={"process_slug": process.slug}))

    shown = {action: {role for role, allowed in cells if allowed} for action, cells in answer.context["table"]}
    assert shown == {action: {role for role in TeamRole if action in MATRIX[role]} for action in Action}
    page = answer.content.decode()
    assert page.count("kd-roles__mine") == 1
    assert page.count("kd-roles__cell--yes") == sum(len(MATRIX[role]) for role in TeamRole)
