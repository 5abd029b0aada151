"""What the drafts feature adds to the staff admin: its addresses, and a page editor that never publishes."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import include, path
from wagtail import hooks
from wagtail.models import Page

from consultations.drafts import admin_panels  # noqa: F401
from consultations.drafts.admin_doors import CLOSED_PAGES, closed_types
from consultations.drafts.pages import DraftPage
from consultations.process.enums import Action
from consultations.process.rules import processes_where


@hooks.register("register_admin_urls")
def draft_urls() -> list:
    return [
        path("verfahren/<slug:process_slug>/entwurf/", include("consultations.drafts.admin_urls")),
        path("entwuerfe/", include("consultations.drafts.editor_urls")),
    ]


def _is_closed(page: Page) -> bool:
    return issubclass(page.specific_class or Page, CLOSED_PAGES)


@hooks.register("before_edit_page")
def refuse_editing(request: HttpRequest, page: Page) -> None:
    """A second lock behind the page's own permissions, for views that come with another Wagtail release."""
    if _is_closed(page) and not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied


def _refuse(request: HttpRequest, page: Page, *args) -> None:
    if _is_closed(page):
        raise PermissionDenied


for _hook in (
    "before_publish_page",
    "before_unpublish_page",
    "before_delete_page",
    "before_copy_page",
    "before_move_page",
    "before_convert_alias_page",
):
    hooks.register(_hook, _refuse)


@hooks.register("before_create_page")
def refuse_creating(request: HttpRequest, parent: Page, page_class: type[Page]) -> None:
    if issubclass(page_class, CLOSED_PAGES):
        raise PermissionDenied


@hooks.register("before_bulk_action")
def refuse_bulk_actions(request: HttpRequest, action_type: str, objects, action) -> None:
    if any(isinstance(item, Page) and _is_closed(item) for item in objects):
        raise PermissionDenied


def hide_foreign_drafts(pages: QuerySet, request: HttpRequest) -> QuerySet:
    """Leave out working copies a person may not edit, and their folder when they edit none."""
    if request.user.is_superuser:
        return pages
    mine = DraftPage.objects.filter(draft__process__in=processes_where(request.user, Action.EDIT_DRAFT))
    return pages.filter(~Q(content_type__in=closed_types()) | Q(pk__in=mine.values("pk")))


@hooks.register("construct_explorer_page_queryset")
def hide_in_explorer(parent_page: Page, pages: QuerySet, request: HttpRequest) -> QuerySet:
    return hide_foreign_drafts(pages, request)
