"""Wagtail's own doors that name pages without asking their permissions: there, working copies do not exist."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_list_or_404
from django.urls import path
from django.views.decorators.cache import never_cache
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.pages.bulk_actions import (
    DeleteBulkAction,
    MoveBulkAction,
    PublishBulkAction,
    UnpublishBulkAction,
)
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.models import Page

from consultations.drafts.pages import DraftFolderPage, DraftPage

CLOSED_PAGES = (DraftFolderPage, DraftPage)


def closed_types() -> list[ContentType]:
    """The content types of the folder and of the working copies."""
    return list(ContentType.objects.get_for_models(*CLOSED_PAGES).values())


def open_pages() -> QuerySet[Page]:
    """All pages but working copies and their folder."""
    return Page.objects.exclude(content_type__in=closed_types())


class _OpenPagesOnly:
    """A bulk action names the ticked pages before it asks who may touch them; these cannot be ticked at all."""

    @classmethod
    def get_queryset(cls, model: type[Page], object_ids: list) -> list[Page]:
        return get_list_or_404(open_pages(), pk__in=object_ids)


def _register_bulk_actions() -> None:
    """Wagtail keeps the last registration of an action; these come after its own."""
    for action in (DeleteBulkAction, MoveBulkAction, PublishBulkAction, UnpublishBulkAction):
        hooks.register("register_bulk_action", type(action.__name__, (_OpenPagesOnly, action), {}), order=100)


_register_bulk_actions()


@hooks.register("construct_page_chooser_queryset")
def hide_in_chooser(pages: QuerySet, request: HttpRequest) -> QuerySet:
    """Working copies are no place to link to, and none to start from: the path to them would tell their titles."""
    match = request.resolver_match
    parent = match.kwargs.get("parent_page_id") if match else None
    if parent and not open_pages().filter(pk=parent).exists():
        raise Http404
    return pages.exclude(content_type__in=closed_types())


class PageTypesReport(PageTypesUsageReportView):
    """The report names the page of each type that was edited last; working copies are no type of page to report on."""

    def get_queryset(self) -> QuerySet[ContentType]:
        return super().get_queryset().exclude(pk__in=[row.pk for row in closed_types()])


def _guarded(view):
    return never_cache(require_admin_access(view))


# Placed before Wagtail's addresses, see konzeptdialog.urls; links find them under Wagtail's names.
urlpatterns = [
    path("reports/page-types-usage/", _guarded(PageTypesReport.as_view())),
    path("reports/page-types-usage/results/", _guarded(PageTypesReport.as_view(results_only=True))),
]
