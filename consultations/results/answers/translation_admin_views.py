"""Staff screen of a translation: written by one person, reviewed by another."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages

from consultations.process.languages import text_direction
from consultations.results.answers import queries, translating
from consultations.results.answers.admin_base import StoredAnswerScreen, moment
from consultations.results.answers.admin_forms import TranslationForm
from consultations.results.answers.languages import label_of, languages_of
from consultations.results.answers.models import AnswerTranslation
from consultations.results.models import AnswerVersion


class TranslationView(StoredAnswerScreen):
    """The answer beside its translation; an earlier version is compared, so that only what changed is translated."""

    template_name = "consultations/results/answers/admin/translation.html"

    @cached_property
    def language(self) -> str:
        code = self.kwargs["language"]
        if code not in languages_of(self.process):
            raise Http404
        return code

    @property
    def translation(self) -> AnswerTranslation | None:
        rows = AnswerTranslation.objects.filter(answer=self.stored, language=self.language)
        return rows.select_related("answer", "translated_by", "reviewed_by").first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.translation
        if "form" not in kwargs:
            kwargs["form"] = self._form(initial={"text": row.text if row else "", **self._seen(row)})
        return super().get_context_data(
            finding=self.finding,
            answer=self.stored,
            row=row,
            label=label_of(self.language),
            seen_at=self._seen(row)["seen_at"],
            may_review=bool(row and row.translated_by_id != self.request.user.pk and not row.is_stale),
            compared=self._compared(row),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "review" in request.POST:
            return self._review(request)
        form = self._form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        try:
            translating.translate(
                self.stored,
                self.language,
                text=form.cleaned_data["text"],
                seen_version=form.cleaned_data["version"],
                seen_at=moment(form.cleaned_data["seen_at"]),
                actor=request.user,
            )
        except translating.TranslationChanged:
            self.__dict__.pop("stored", None)
            typed = request.POST.copy()
            for name, value in self._seen(self.translation).items():
                typed[name] = value
            return self.render_to_response(self.get_context_data(form=self._form(typed), changed=True), status=409)
        messages.success(request, _("The translation is saved. It becomes public once somebody else has reviewed it."))
        return redirect(request.path)

    def _review(self, request: HttpRequest) -> HttpResponse:
        row = self.translation
        if row is None:
            raise Http404
        try:
            translating.review(row, seen_at=moment(request.POST.get("seen_at", "")), actor=request.user)
        except translating.OwnTranslation:
            messages.error(request, _("You translated it yourself. Please have somebody else review it."))
        except translating.TranslationChanged:
            messages.error(request, _("The translation or the answer was changed. Please look at it again."))
        else:
            messages.success(request, _("The translation is reviewed. It is read with the published answer."))
        return redirect(request.path)

    def _form(self, data=None, **kwargs: Any) -> TranslationForm:
        return TranslationForm(data, language=self.language, direction=text_direction(self.language), **kwargs)

    def _seen(self, row: AnswerTranslation | None) -> dict[str, Any]:
        return {"version": self.stored.version, "seen_at": row.translated_at.isoformat() if row else ""}

    def _compared(self, row: AnswerTranslation | None) -> queries.Comparison | None:
        """What changed in the answer since it was translated."""
        if row is None or not row.is_stale:
            return None
        numbers = (row.of_version, self.stored.version)
        by_number = {v.number: v for v in AnswerVersion.objects.filter(answer=self.stored, number__in=numbers)}
        return queries.comparison(*(by_number[n] for n in numbers)) if len(by_number) == 2 else None
