"""The log of the whole site in the staff admin, for site administrators, read only."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.menu import AdminOnlyMenuItem, MenuItem

from audit.queries import log_page


@require_safe
def site_log(request: HttpRequest) -> HttpResponse:
    """Entries of all processes, newest first."""
    if not request.user.is_superuser:
        raise PermissionDenied
    log = log_page(action=request.GET.get("action", ""), page=request.GET.get("page", ""))
    return render(request, "audit/admin/log.html", {"log": log})


@hooks.register("register_admin_urls")
def audit_urls() -> list:
    return [path("protokoll/", site_log, name="audit_log")]


@hooks.register("register_reports_menu_item")
def audit_menu_item() -> MenuItem:
    return AdminOnlyMenuItem(_("Log of the site"), reverse("audit_log"), icon_name="history", order=50)
