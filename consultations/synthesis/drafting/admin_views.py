"""The screen on which a language model drafts a summary, and a person makes a text of it."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from consultations.synthesis import admin_queries as queries
from consultations.synthesis.drafting import services
from consultations.synthesis.drafting.client import is_enabled
from consultations.synthesis.drafting.enums import Dropped
from consultations.synthesis.drafting.models import DraftRun
from consultations.synthesis.findings.admin_views import OneFindingView
from consultations.synthesis.findings.services import ChangedMeanwhile, Merged


class DraftForm(forms.Form):
    """The summary a person made of the draft."""

    summary = forms.CharField(
        label=gettext_lazy("Summary"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("Check every sentence against its passages and say it in your words."),
    )
    seen_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)


class DraftView(OneFindingView):
    """Ask for a draft, see how far it is, check its sentences, and save what became of them. 404 without a model."""

    template_name = "consultations/synthesis/drafting/draft.html"

    @cached_property
    def run(self) -> DraftRun | None:
        """The newest one, or the one whose draft the person works on, named by the form."""
        rows = DraftRun.objects.filter(finding=self.finding).select_related("finding__process", "started_by")
        key = self.request.POST.get("run", "")
        if key.isascii() and key.isdecimal() and len(key) < 19:
            return rows.filter(pk=int(key)).first()
        return rows.first()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_enabled():
            raise Http404
        response = super().get(request, *args, **kwargs)
        if self.run and self.run.is_working:
            # The browser asks again by itself, without any script.
            response.headers["Refresh"] = "3"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.run
        if run and run.accepted and "form" not in kwargs:
            summary = " ".join(sentence["text"] for sentence in run.accepted)
            seen_at = self.finding.updated_at.isoformat()
            kwargs["form"] = DraftForm(initial={"summary": summary, "seen_at": seen_at})
        return super().get_context_data(run=run, **self._sentences(run), **kwargs)

    def _sentences(self, run: DraftRun | None) -> dict[str, Any]:
        """Sentences with their passages, what was dropped and why, and passages no sentence names."""
        if run is None:
            return {}
        cited = {segment.pk: segment for segment in queries.cited_segments(self.finding)}
        accepted = [
            {
                "text": sentence["text"],
                "citations": [
                    {"quote": citation["quote"], "segment": cited.get(citation["segment"])}
                    for citation in sentence["citations"]
                ],
            }
            for sentence in run.accepted
        ]
        reasons = dict(Dropped.choices)
        dropped = [{"text": row["text"], "why": reasons.get(row["reason"], "")} for row in run.dropped]
        return {"accepted": accepted, "dropped": dropped, "uncited": [cited[pk] for pk in run.uncited if pk in cited]}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_enabled():
            raise Http404
        if request.POST.get("do") == "adopt" and self.run:
            return self._adopt(self.run)
        try:
            services.start_draft(self.finding, actor=request.user)
        except services.NotPossible:
            messages.error(request, _("There is nothing published to send, or a draft is being made already."))
        return redirect(request.path)

    def _adopt(self, run: DraftRun) -> HttpResponse:
        form = DraftForm(self.request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        # Parsed from the text: a form field would lose the microseconds' zone.
        seen_at = parse_datetime(form.data.get("seen_at", "")) if form.cleaned_data["seen_at"] else None
        try:
            services.adopt_draft(run, summary=form.cleaned_data["summary"], actor=self.request.user, seen_at=seen_at)
        except ChangedMeanwhile as changed:
            typed = self.request.POST.copy()
            typed["seen_at"] = changed.finding.updated_at.isoformat()
            form = DraftForm(typed)
            form.add_error(None, _("Somebody else saved this finding in the meantime. Save again to replace it."))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        except (Merged, services.NotPossible):
            form.add_error(None, _("This draft cannot be taken over any more."))
            return self.render_to_response(self.get_context_data(form=form), status=409)
        messages.success(self.request, _("The text is saved. Somebody else has to release it."))
        return self.to_finding("#kw-release")
