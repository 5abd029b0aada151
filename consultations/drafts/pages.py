"""The working copy of a draft: a Wagtail page with history, locks and comments, never shown to the public."""

from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from consultations.drafts.blocks import DraftBodyBlock
from consultations.drafts.models import Draft
from consultations.drafts.permissions import ClosedPagePermissionTester, DraftPagePermissionTester


class DraftFolderPage(Page):
    """Holds the working copies of all processes."""

    parent_page_types = ["webpages.HomePage"]
    subpage_types = ["consultations.DraftPage"]
    max_count = 1
    is_creatable = False  # made by `services.draft_folder`

    class Meta:
        verbose_name = _("folder of drafts in progress")

    def permissions_for_user(self, user) -> ClosedPagePermissionTester:
        return ClosedPagePermissionTester(user, self)

    def serve(self, request, *args, **kwargs):
        raise Http404


class DraftPage(Page):
    """What editors write. It is never published as a page: `prepare_version` copies it into a version."""

    draft = models.OneToOneField(Draft, verbose_name=_("draft"), on_delete=models.PROTECT, related_name="page")
    body = StreamField(DraftBodyBlock(), verbose_name=_("text"), blank=True)

    parent_page_types = ["consultations.DraftFolderPage"]
    subpage_types: list[str] = []
    is_creatable = False  # made by `services.create_draft`
    preview_modes: list[tuple[str, str]] = []
    content_panels = [FieldPanel("body")]
    promote_panels: list = []
    settings_panels: list = []

    class Meta:
        verbose_name = _("draft in progress")

    def permissions_for_user(self, user) -> DraftPagePermissionTester:
        return DraftPagePermissionTester(user, self)

    def get_workflow(self) -> None:
        """No workflow: approving one would publish the page. What is published is a version."""
        return None

    @property
    def has_workflow(self) -> bool:
        return False

    def serve(self, request, *args, **kwargs):
        raise Http404

    @property
    def working_copy(self) -> "DraftPage":
        """The page as last saved by an editor, whether or not Wagtail calls it published."""
        return self.get_latest_revision_as_object()
