"""What the process feature adds to the staff admin: its menu entry, its addresses and the style sheet."""

from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from consultations.process import admin_panels  # noqa: F401
from consultations.process.models import TeamMember


class ProcessesMenuItem(MenuItem):
    """Shown to people with a role in a process and to site administrators."""

    def is_shown(self, request) -> bool:
        user = request.user
        return user.is_superuser or TeamMember.objects.filter(user=user).exists()


@hooks.register("register_admin_menu_item")
def processes_menu_item() -> MenuItem:
    return ProcessesMenuItem(_("Consultations"), reverse("process_admin:index"), icon_name="group", order=50)


@hooks.register("register_admin_urls")
def process_urls() -> list:
    return [path("verfahren/", include("consultations.process.admin_urls"))]


@hooks.register("insert_global_admin_css")
def style_sheet() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("frontend/admin.css"))
