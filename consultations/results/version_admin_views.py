"""Staff screens about a version's changes: what differs from the version before, and why."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from consultations.drafts.comparison import COMPARED_FIELDS, ParagraphDifference, differences, shown
from consultations.drafts.models import DraftVersion, Frozen, Paragraph
from consultations.drafts.table_comparison import Stretch, text_redline
from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.enums import Action
from consultations.results.admin_queries import without_change
from consultations.results.admin_views import refuse_typed
from consultations.results.models import ParagraphChange
from consultations.results.redlines import FieldChange
from consultations.results.services import explain_change, explain_no_change
from consultations.synthesis.models import Finding


@dataclass(frozen=True)
class Row:
    """A changed paragraph on screen: how it differs, and the cause as far as it is known."""

    difference: ParagraphDifference
    runs: list[Stretch]
    details: list[FieldChange]
    findings: list[Finding]
    editorial_reason: str

    @property
    def is_explained(self) -> bool:
        return bool(self.findings or self.editorial_reason)


def _details(difference: ParagraphDifference) -> list[FieldChange]:
    """Changes besides the text, e.g. of who is responsible."""
    found = []
    for name in COMPARED_FIELDS:
        old, new = shown(difference.old, difference.new, name)
        if name != "text" and old != new:
            found.append(FieldChange(capfirst(str(Paragraph._meta.get_field(name).verbose_name)), old, new))
    return found


def _row(difference: ParagraphDifference, change: ParagraphChange | None) -> Row:
    return Row(
        difference=difference,
        runs=text_redline(difference.old.text if difference.old else "", difference.new.text if difference.new else ""),
        details=_details(difference),
        findings=list(change.findings.all()) if change else [],
        editorial_reason=change.editorial_reason if change else "",
    )


class CauseForm(forms.Form):
    """The cause of a change: findings of the process, or an editorial reason."""

    findings = forms.ModelMultipleChoiceField(
        Finding.objects.none(),
        label=gettext_lazy("Findings that caused the change"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    editorial_reason = forms.CharField(
        label=gettext_lazy("Editorial reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("For changes nobody asked for, e.g. corrected spelling. The public reads it."),
    )

    def __init__(self, *args: Any, findings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["findings"].queryset = findings

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not cleaned["findings"] and not cleaned["editorial_reason"].strip():
            raise forms.ValidationError(_("Please choose at least one finding or give an editorial reason."))
        return cleaned


class NoChangeForm(forms.Form):
    """Why the draft stays as it is although a finding was taken up."""

    reason = forms.CharField(
        label=gettext_lazy("Why the text stays as it is"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("For example because it is done outside the concept. The public reads it."),
        error_messages={"required": gettext_lazy("Please say why the text stays as it is.")},
    )


class VersionChangesMixin(ProcessAdminMixin):
    """A screen about the changes of one version."""

    active_tab = "draft"

    @cached_property
    def version(self) -> DraftVersion:
        return get_object_or_404(
            DraftVersion.objects.select_related("draft__process"),
            draft__process=self.process,
            number=self.kwargs["number"],
        )

    @cached_property
    def differences(self) -> list[ParagraphDifference]:
        return differences(self.version.previous, self.version)

    @cached_property
    def changes(self) -> dict[str, ParagraphChange]:
        """What was explained so far, by lineage."""
        return {change.lineage: change for change in self.version.changes.prefetch_related("findings")}

    def is_explained(self, difference: ParagraphDifference) -> bool:
        change = self.changes.get(difference.lineage)
        return change is not None and bool(change.editorial_reason or change.findings.all())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        open_count = sum(not self.is_explained(difference) for difference in self.differences)
        return super().get_context_data(
            version=self.version,
            previous=self.version.previous,
            total=len(self.differences),
            open_count=open_count,
            **kwargs,
        )


class ChangesView(VersionChangesMixin, TemplateView):
    """All changes against the version before, with their causes; and findings taken up that changed nothing."""

    template_name = "consultations/results/admin/changes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [_row(difference, self.changes.get(difference.lineage)) for difference in self.differences]
        findings = without_change(self.process)
        for finding in findings:
            initial = {"reason": finding.worked_on.no_change_reason}
            finding.form = NoChangeForm(initial=initial, prefix=f"finding-{finding.number}")
        refused: NoChangeForm | None = kwargs.pop("refused", None)
        if refused is not None:
            for finding in findings:
                finding.form = refused if refused.prefix == finding.form.prefix else finding.form
        waiting = sum(not finding.worked_on.no_change_reason for finding in findings)
        return super().get_context_data(rows=rows, without_change=findings, waiting_count=waiting, **kwargs)


class NoChangeView(ChangesView):
    """Records why the draft stays as it is although a finding was taken up. POST only."""

    action = Action.EDIT_DRAFT
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        finding = get_object_or_404(Finding, process=self.process, number=self.kwargs["finding"])
        form = NoChangeForm(request.POST, prefix=f"finding-{finding.number}")
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(refused=form))
        try:
            explain_no_change(finding, reason=form.cleaned_data["reason"], actor=request.user)
        except ValueError:
            refuse_typed(request, _("This finding was decided anew or changed the draft meanwhile."))
        else:
            messages.success(request, _("The reason for finding %(number)s is saved.") % {"number": finding.number})
        return redirect("version_admin:changes", process_slug=self.process.slug, number=self.version.number)


class ExplainView(VersionChangesMixin, TemplateView):
    """Names the cause of one change, then goes on to the next without one."""

    action = Action.EDIT_DRAFT
    template_name = "consultations/results/admin/explain.html"

    @cached_property
    def difference(self) -> ParagraphDifference:
        if self.version.is_published:
            raise Http404
        for difference in self.differences:
            if difference.lineage == self.kwargs["lineage"]:
                return difference
        raise Http404

    def get_findings(self):
        """Findings of the process; those that cite contributions about this paragraph come first."""
        about = Count("segments", filter=Q(segments__contribution__lineage=self.difference.lineage), distinct=True)
        return self.process.findings.standing().annotate(about_count=about).order_by("-about_count", "number")

    def get_form(self, data: Any = None) -> CauseForm:
        change = self.changes.get(self.difference.lineage)
        initial = (
            {"findings": list(change.findings.all()), "editorial_reason": change.editorial_reason} if change else None
        )
        return CauseForm(data, initial=initial, findings=self.get_findings())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.get_form())
        chosen = {str(value) for value in kwargs["form"]["findings"].value() or []}
        chosen |= {str(getattr(value, "pk", value)) for value in kwargs["form"]["findings"].value() or []}
        choices = [
            {"finding": finding, "checked": str(finding.pk) in chosen}
            for finding in self.get_findings().select_related("action_field", "answer")
        ]
        row = _row(self.difference, self.changes.get(self.difference.lineage))
        return super().get_context_data(row=row, choices=choices, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _checked = self.difference  # 404 before anything is shown
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.get_form(request.POST) if self.difference else None
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            explain_change(self.version, self.difference.lineage, actor=request.user, **form.cleaned_data)
        except Frozen:
            raise Http404 from None
        messages.success(request, _("The cause is recorded."))
        slug, number = self.process.slug, self.version.number
        following = self.next_open()
        if following and "next" in request.POST:
            return redirect("version_admin:explain", process_slug=slug, number=number, lineage=following)
        return redirect("version_admin:changes", process_slug=slug, number=number)

    def next_open(self) -> str | None:
        """The next change without a cause, after this one and then from the start."""
        lineages = [difference.lineage for difference in self.differences]
        here = lineages.index(self.difference.lineage)
        explained = {difference.lineage for difference in self.differences if self.is_explained(difference)}
        for lineage in lineages[here + 1 :] + lineages[:here]:
            if lineage not in explained:
                return lineage
        return None
