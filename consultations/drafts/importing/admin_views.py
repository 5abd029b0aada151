"""Staff screens of an import: upload, preview, apply, discard."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View

from consultations.drafts.importing.models import DraftImport
from consultations.drafts.importing.neutral import ImportRefused
from consultations.drafts.importing.preview import load_preview
from consultations.drafts.importing.services import (
    ChoicesMissing,
    Outdated,
    apply_import,
    discard_import,
    start_import,
)
from consultations.drafts.models import Draft
from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.enums import Action


class ImportForm(forms.Form):
    """The file of a draft."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,  # `read_draft` says it better
        max_length=None,
        help_text=gettext_lazy("DOCX, ODT or Markdown, up to 10 MB."),
        widget=forms.ClearableFileInput({"accept": ".docx,.odt,.md,.markdown,.txt"}),
    )


class ImportMixin(ProcessAdminMixin):
    """A staff screen about the import of a draft: for those who may edit it; everybody sees only their own preview."""

    action = Action.EDIT_DRAFT
    active_tab = "draft"

    def get_draft(self) -> Draft:
        return get_object_or_404(
            Draft.objects.select_related("process", "page"), process=self.process, page__isnull=False
        )

    def get_import(self) -> DraftImport | None:
        return (
            DraftImport.objects.filter(
                draft__process=self.process, created_by=self.request.user, expires_at__gt=timezone.now()
            )
            .select_related("draft__process", "draft__page")
            .first()
        )

    def to_upload(self) -> HttpResponse:
        return redirect("drafts_admin:import", process_slug=self.process.slug)


class ImportView(ImportMixin, TemplateView):
    """Takes a file and reads it."""

    template_name = "consultations/drafts/admin/import.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", ImportForm())
        return super().get_context_data(draft=self.get_draft(), waiting=self.get_import(), **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        draft = self.get_draft()
        form = ImportForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                start_import(draft, upload=form.cleaned_data["file"], actor=request.user)
            except ImportRefused as refusal:
                return self.render_to_response(self.get_context_data(form=form, refusal=[str(refusal)]))
            return redirect("drafts_admin:import_preview", process_slug=self.process.slug)
        return self.render_to_response(self.get_context_data(form=form))


class PreviewView(ImportMixin, TemplateView):
    """Shows what would change and asks about doubtful matches; nothing is saved before the editor confirms."""

    template_name = "consultations/drafts/admin/import_preview.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        draft_import = self.get_import()
        if draft_import is None:
            return self.to_upload()
        context = self.get_context_data(draft_import=draft_import, preview=load_preview(draft_import))
        return self.render_to_response(context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        draft_import = self.get_import()
        if draft_import is None:
            messages.warning(request, _("The preview is no longer there. Please upload the file again."))
            return self.to_upload()
        if request.POST.get("import") != str(draft_import.pk):
            messages.warning(request, _("You have uploaded another file since. This is its preview."))
            return redirect("drafts_admin:import_preview", process_slug=self.process.slug)
        return self.apply(request, draft_import)

    def apply(self, request: HttpRequest, draft_import: DraftImport) -> HttpResponse:
        try:
            numbers = apply_import(draft_import, choices=request.POST, actor=request.user)
        except ChoicesMissing as error:
            return self.again(draft_import, missing=error.missing, twice=error.twice)
        except ImportRefused as refusal:
            return self.again(draft_import, refusal=[str(refusal)])
        except Outdated:
            messages.warning(
                request, _("The working copy was edited in the meantime. The preview was made anew, please check it.")
            )
            return redirect("drafts_admin:import_preview", process_slug=self.process.slug)
        messages.success(
            request,
            ngettext(
                "The working copy has %(paragraphs)s paragraph now: %(kept)s kept, %(new)s new, %(dropped)s dropped.",
                "The working copy has %(paragraphs)s paragraphs now: %(kept)s kept, %(new)s new, %(dropped)s dropped.",
                numbers["paragraphs"],
            )
            % numbers,
        )
        return redirect("drafts_admin:index", process_slug=self.process.slug)

    def again(self, draft_import: DraftImport, *, missing=(), twice=(), refusal: list[str] | None = None):
        """The preview with the answers given so far and what is wrong with them."""
        if missing or twice:
            count = len(missing) + len(twice)
            refusal = [
                ngettext("Please check %(n)s question.", "Please check %(n)s questions.", count) % {"n": count},
            ]
        preview = load_preview(draft_import, self.request.POST, missing, twice)
        return self.render_to_response(
            self.get_context_data(draft_import=draft_import, preview=preview, refusal=refusal)
        )


class PreviewChapterView(ImportMixin, TemplateView):
    """One chapter of a long preview: for htmx its paragraphs only, otherwise a page of its own."""

    template_name = "consultations/drafts/admin/import_chapter.html"
    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, number: int, **kwargs: Any) -> HttpResponse:
        draft_import = self.get_import()
        if draft_import is None:
            return self.to_upload()
        preview = load_preview(draft_import)
        chapter = preview.chapter(number)
        if chapter is None:
            raise Http404
        if request.htmx:
            return render(request, "consultations/drafts/admin/_import_rows.html", {"chapter": chapter})
        return self.render_to_response(
            self.get_context_data(
                chapter=chapter, before=preview.chapter(number - 1), after=preview.chapter(number + 1)
            )
        )


class DiscardView(ImportMixin, View):
    """Forgets the preview."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        draft_import = self.get_import()
        if draft_import:
            discard_import(draft_import, actor=request.user)
            messages.info(request, _("The import was discarded. The working copy is as it was."))
        return redirect("drafts_admin:index", process_slug=self.process.slug)
