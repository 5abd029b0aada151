"""What the process feature adds to the staff admin: its menu entry, its addresses and the style sheet."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from consultations.process import admin_panels  # noqa: F401
from consultations.process.enums import Action
from consultations.process.hearing import admin_panels as hearing_admin_panels  # noqa: F401
from consultations.process.models import TeamMember
from consultations.process.rules import processes_where


class ProcessesMenuItem(MenuItem):
    """Shown to people with a role in a process and to site administrators."""

    def is_shown(self, request) -> bool:
        user = request.user
        return user.is_superuser or TeamMember.objects.holding().filter(user=user).exists()


@hooks.register("register_admin_menu_item")
def processes_menu_item() -> MenuItem:
    return ProcessesMenuItem(_("Consultations"), reverse("process_admin:index"), icon_name="group", order=50)


@hooks.register("register_admin_urls")
def process_urls() -> list:
    return [
        path("verfahren/<slug:process_slug>/anhoerung/", include("consultations.process.hearing.admin_urls")),
        path("verfahren/", include("consultations.process.admin_urls")),
    ]


@hooks.register("insert_global_admin_css")
def style_sheet() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("frontend/admin.css"))


@hooks.register("insert_global_admin_js")
def working_days_script() -> str:
    return format_html('<script src="{}" defer></script>', static("frontend/admin_hearing.js"))


class ProcessesPanel(Component):
    """The way to one's processes on the first page of the admin."""

    name = "processes"
    template_name = "consultations/process/admin/home_panel.html"
    order = 10

    def __init__(self, user) -> None:
        self.processes = processes_where(user, Action.VIEW_INTERNAL)

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {"processes": self.processes}


@hooks.register("construct_homepage_panels")
def processes_panel(request: HttpRequest, panels: list) -> None:
    panels.insert(0, ProcessesPanel(request.user))


@hooks.register("construct_main_menu")
def shorten_menu(request: HttpRequest, menu_items: list) -> None:
    """Leave out what is about Wagtail instead of the work; people of a process team see no site reports either."""
    hidden = {"help"} if request.user.is_superuser else {"help", "reports"}
    menu_items[:] = [item for item in menu_items if item.name not in hidden]
