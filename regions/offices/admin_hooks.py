"""What the directory adds to the staff admin: menu, addresses, its right, names in the log, what waits."""

from typing import Any

from django.contrib.auth.models import Permission
from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from audit.labels import register_labels
from regions.offices import admin_queries
from regions.rules import KEEPS, keeps_regions

register_labels(
    {
        "offices.create": _("Office entered"),
        "offices.update": _("Entry of an office changed"),
        "offices.give_up": _("Office given up"),
        "offices.restore": _("Office restored"),
        "offices.propose": _("New office proposed"),
        "offices.confirm": _("Proposed office confirmed"),
        "offices.refuse": _("Proposed office refused"),
        "offices.withdraw_proposal": _("Proposed office withdrawn"),
        "offices.propose_change": _("Change of an entry proposed"),
        "offices.withdraw_change": _("Proposed change withdrawn"),
        "offices.decide_change": _("Proposed change decided"),
        "offices.say_it_is_right": _("Entry confirmed by its holder"),
        "offices.add_version": _("Earlier state of an office entered"),
        "offices.change_version": _("Earlier state of an office changed"),
        "offices.delete_version": _("Earlier state of an office deleted"),
        "offices.claim": _("Asked to keep an entry"),
        "offices.decide_claim": _("Request to keep an entry decided"),
        "offices.appoint_holder": _("Entry given to somebody to keep"),
        "offices.dismiss_holder": _("Keeping of an entry ended"),
        "offices.give_back": _("Entry given back"),
        "regions.import_municipalities": _("Municipalities imported"),
    }
)


@hooks.register("register_regions_menu_item")
def offices_menu_item() -> MenuItem:
    return MenuItem(_("Offices"), reverse("offices_admin:index"), name="offices", icon_name="user", order=10)


@hooks.register("register_regions_menu_item")
def municipalities_menu_item() -> MenuItem:
    url = reverse("offices_admin:municipalities")
    return MenuItem(_("Municipalities"), url, name="municipalities", icon_name="site", order=90)


@hooks.register("register_admin_urls")
def office_urls() -> list:
    return [path("stellen/", include("regions.offices.admin_urls"))]


@hooks.register("register_permissions")
def keepers_permission():
    """Shown in Wagtail's form of groups, so that another group can get the right, too."""
    app, codename = KEEPS.split(".")
    return Permission.objects.filter(content_type__app_label=app, codename=codename)


class WaitingPanel(Component):
    """What waits in the directory, on the first page of the admin."""

    name = "offices_waiting"
    template_name = "regions/offices/admin/home_panel.html"
    order = 25

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {"count": admin_queries.waiting_count()}


@hooks.register("construct_homepage_panels")
def waiting_panel(request: HttpRequest, panels: list) -> None:
    if keeps_regions(request.user):
        panels.append(WaitingPanel())
