"""What organisations add to the staff admin: names of actions in the log, the queue on the first page."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.ui.components import Component

from accounts.organisations import queries, rules
from accounts.people.models import User
from audit.labels import register_labels

register_labels(
    {
        "accounts.create_organisation": gettext_lazy("Organisation created"),
        "accounts.update_organisation": gettext_lazy("Organisation changed"),
        "accounts.resubmit_organisation": gettext_lazy("Organisation submitted again"),
        "accounts.verify_organisation": gettext_lazy("Organisation verified"),
        "accounts.refuse_organisation": gettext_lazy("Organisation refused"),
        "accounts.merge_organisation": gettext_lazy("Organisation merged into another one"),
        "accounts.receive_organisation": gettext_lazy("Another organisation merged into this one"),
        "accounts.delete_organisation": gettext_lazy("Organisation deleted"),
        "accounts.import_organisations": gettext_lazy("Organisations imported"),
        "accounts.set_membership": gettext_lazy("Membership given"),
        "accounts.end_membership": gettext_lazy("Membership ended"),
        "accounts.change_position": gettext_lazy("Own position changed"),
        "accounts.leave_organisation": gettext_lazy("Organisation left"),
        "accounts.invite_member": gettext_lazy("Member invited"),
        "accounts.resend_invitation": gettext_lazy("Invitation sent again"),
        "accounts.revoke_invitation": gettext_lazy("Invitation revoked"),
        "accounts.accept_invitation": gettext_lazy("Invitation accepted"),
        "accounts.decline_invitation": gettext_lazy("Invitation declined"),
        "accounts.ask_to_join": gettext_lazy("Asked to join"),
        "accounts.accept_join_request": gettext_lazy("Request to join accepted"),
        "accounts.refuse_join_request": gettext_lazy("Request to join refused"),
        "accounts.withdraw_join_request": gettext_lazy("Request to join withdrawn"),
    }
)


class WaitingPanel(Component):
    """How many organisations wait, on the first page of the admin."""

    name = "organisations_waiting"
    template_name = "accounts/organisations/admin/home_panel.html"
    order = 20

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {"count": queries.waiting_count()}


@hooks.register("construct_homepage_panels")
def waiting_panel(request: HttpRequest, panels: list) -> None:
    if rules.looks_after_organisations(request.user):
        panels.append(WaitingPanel())


def organisations_that_need(people: Iterable[User]) -> list[str]:
    """Names of organisations that would have members and no coordinator without these people."""
    return list(rules.left_without_coordinator(people).order_by("name").values_list("name", flat=True)[:5])


def sentence(names: list[str]) -> str:
    """Why somebody cannot be deleted now."""
    return _("Nothing was deleted. Please make somebody else coordinator first: %(names)s.") % {
        "names": ", ".join(names)
    }
