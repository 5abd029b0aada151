"""Staff screens of a draft: working copy, versions, preparing and publishing."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from consultations.drafts.admin_forms import DraftForm, PrepareForm
from consultations.drafts.comparison import differences
from consultations.drafts.enums import VersionState
from consultations.drafts.models import Draft, DraftVersion, Frozen
from consultations.drafts.pages import DraftPage
from consultations.drafts.queries import outline
from consultations.drafts.services import PublicationRefused, create_draft, prepare_version, publish_version
from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.enums import Action


class DraftAdminMixin(ProcessAdminMixin):
    """A staff screen about the draft of the process."""

    active_tab = "draft"

    def get_draft(self) -> Draft | None:
        return Draft.objects.filter(process=self.process).first()

    def get_draft_or_404(self) -> Draft:
        return get_object_or_404(Draft.objects.select_related("process"), process=self.process)

    def get_version(self) -> DraftVersion:
        return get_object_or_404(
            DraftVersion.objects.select_related("draft__process"),
            draft__process=self.process,
            number=self.kwargs["number"],
        )


class DraftView(DraftAdminMixin, TemplateView):
    """Where the draft stands: the working copy, what is prepared, what was published."""

    template_name = "consultations/drafts/admin/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.get_draft()
        page, versions, prepared = None, [], None
        if draft:
            page = DraftPage.objects.filter(draft=draft).select_related("latest_revision__user").first()
            versions = list(draft.versions.annotate(paragraph_count=Count("paragraphs")).order_by("-number"))
            prepared = next((version for version in versions if not version.is_published), None)
        kwargs.setdefault("draft_form", DraftForm(initial={"title": self.process.title}))
        kwargs.setdefault(
            "prepare_form",
            PrepareForm(initial={"label": prepared.label, "note": prepared.note} if prepared else None),
        )
        return super().get_context_data(draft=draft, working_copy=page, versions=versions, prepared=prepared, **kwargs)


class DraftCreateView(DraftView):
    """Begins the draft of a process."""

    action = Action.EDIT_DRAFT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = DraftForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(draft_form=form))
        create_draft(self.process, title=form.cleaned_data["title"], actor=request.user)
        messages.success(request, _("The draft was created. Now write its chapters and paragraphs in the page editor."))
        return redirect("drafts_admin:index", process_slug=self.process.slug)


class PrepareView(DraftView):
    """Copies the working copy into the prepared version."""

    action = Action.EDIT_DRAFT
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        draft = self.get_draft_or_404()
        if not DraftPage.objects.filter(draft=draft).exists():
            raise Http404
        form = PrepareForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(prepare_form=form))
        try:
            version = prepare_version(draft, actor=request.user, **form.cleaned_data)
        except PublicationRefused as refusal:
            return self.render_to_response(self.get_context_data(prepare_form=form, refusal=refusal.reasons))
        messages.success(
            request,
            _("The version “%(label)s” is prepared. The public does not see it yet.") % {"label": version.label},
        )
        return redirect("drafts_admin:version", process_slug=self.process.slug, number=version.number)


class VersionView(DraftAdminMixin, TemplateView):
    """The text of a version as staff check it before publication."""

    template_name = "consultations/drafts/admin/version.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.get_version()
        return super().get_context_data(
            version=version,
            previous=version.previous,
            sections=outline(version),
            difference_count=len(differences(version.previous, version)),
            **kwargs,
        )


class PublishView(DraftAdminMixin, TemplateView):
    """Asks once more, then publishes a prepared version, or says what stands against it."""

    action = Action.PUBLISH_VERSION
    template_name = "consultations/drafts/admin/publish.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.get_version()
        if version.state != VersionState.PREPARED:
            raise Http404
        previous = version.previous
        return super().get_context_data(
            version=version,
            previous=previous,
            paragraph_count=version.paragraphs.count(),
            difference_count=len(differences(previous, version)),
            **kwargs,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        version = self.get_version()
        try:
            publish_version(version, actor=request.user)
        except PublicationRefused as refusal:
            return self.render_to_response(self.get_context_data(refusal=refusal.reasons))
        except Frozen:
            messages.info(request, _("This version was published already."))
        else:
            messages.success(request, _("Version %(number)s is published.") % {"number": version.number})
        return redirect("drafts_admin:index", process_slug=self.process.slug)
