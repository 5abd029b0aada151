"""What accounts add to the staff admin."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from accounts.admin_users import CloseAccounts
from accounts.models import User
from accounts.organisations import admin_hooks
from accounts.organisations.admin_views import CategoryViewSet, OrganisationViewSet
from accounts.privacy.admin_views import RetentionView
from accounts.services import may_edit_account
from accounts.signin.admin_views import remove_second_factor_of
from audit.labels import register_labels
from audit.services import record

register_labels(
    {
        "accounts.create_user": _("Account created"),
        "accounts.update_user": _("Account changed"),
        "accounts.close": _("Account closed"),
        "accounts.bulk_change_users": _("Several accounts changed"),
        "accounts.create_category": _("Category created"),
        "accounts.update_category": _("Category changed"),
        "accounts.remove_second_factor": _("Second factor removed"),
        "accounts.update_profile": _("Own data changed"),
    }
)


@hooks.register("register_admin_viewset")
def viewsets() -> list:
    return [
        OrganisationViewSet("accounts_organisations", url_prefix="organisationen"),
        CategoryViewSet("accounts_categories", url_prefix="kategorien"),
    ]


@hooks.register("register_admin_urls")
def second_factor_urls() -> list:
    return [path("personen/<int:pk>/zweiter-faktor/", remove_second_factor_of, name="remove_second_factor")]


class WithoutSecondFactor(Component):
    """Says on the first page of the admin that a password alone opens it."""

    name = "without_second_factor"
    template_name = "accounts/admin/without_second_factor.html"
    order = 1


@hooks.register("construct_homepage_panels")
def say_that_a_password_is_enough(request: HttpRequest, panels: list) -> None:
    if not settings.STAFF_SECOND_FACTOR:
        panels.append(WithoutSecondFactor())


@hooks.register("before_bulk_action")
def guard_bulk_actions(request: HttpRequest, action_type: str, objects, action) -> None:
    """The ticks in the list give no right that the form refuses: roles are for site administrators to give."""
    people = [item for item in objects if isinstance(item, User)]
    if not people or request.user.is_superuser:
        return
    if action_type == "assign_role" or not all(may_edit_account(request.user, person) for person in people):
        raise PermissionDenied


@hooks.register("before_bulk_action")
def keep_coordinators_of_several(request: HttpRequest, action_type: str, objects, action):
    """The same for the ticks in the list, all of them together."""
    people = [item for item in objects if isinstance(item, User)]
    if action_type == "delete" and people and (names := admin_hooks.organisations_that_need(people)):
        messages.error(request, admin_hooks.sentence(names))
        return redirect("wagtailusers_users:index")


@hooks.register("after_bulk_action")
def record_bulk_actions(request: HttpRequest, action_type: str, objects, action) -> None:
    for person in objects:
        if isinstance(person, User) and person.pk and action_type != "delete":
            record(request.user, "accounts.bulk_change_users", person, change=action_type)


hooks.register("register_bulk_action", CloseAccounts, order=100)


@hooks.register("register_admin_urls")
def retention_url() -> list:
    return [path("aufbewahrung/", RetentionView.as_view(), name="retention")]


@hooks.register("register_settings_menu_item")
def retention_item() -> MenuItem:
    return AdministratorsItem(_("Retention"), reverse("retention"), icon_name="bin", order=900)


class AdministratorsItem(MenuItem):
    """For site administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.is_superuser


@hooks.register("before_delete_user")
def keep_coordinators(request: HttpRequest, person: User):
    """Nobody is deleted who would leave other members of an organisation without a coordinator."""
    if names := admin_hooks.organisations_that_need([person]):
        messages.error(request, admin_hooks.sentence(names))
        return redirect("wagtailusers_users:index")
