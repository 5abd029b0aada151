"""Staff screen of a translation: written by one person, reviewed by another."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages

from consultations.process.languages import text_direction
from consultations.results import versions
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

    @cached_property
    def version_number(self) -> int:
        """The version that is translated: the one the team works on, or with `?fassung=` the public one beside it."""
        is_public = self.stored.is_pending and self.request.GET.get("fassung") == str(self.stored.version)
        return self.stored.version if is_public else self.stored.working_version

    @property
    def translation(self) -> AnswerTranslation | None:
        return translating.translation_of(self.stored, self.language, self.version_number)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row, answer = self.translation, self.stored
        begun_from = row or self._standing()
        if "form" not in kwargs:
            kwargs["form"] = self._form(initial={"text": begun_from.text if begun_from else "", **self._seen(row)})
        return super().get_context_data(
            finding=self.finding,
            answer=answer,
            words=versions.working_words(answer) if self.version_number == answer.working_version else answer,
            version_number=self.version_number,
            waits=answer.is_pending and self.version_number == answer.working_version,
            left_over=self._left_over(row),
            row=row,
            begun_from=begun_from if begun_from != row else None,
            label=label_of(self.language),
            seen_at=self._seen(row)["seen_at"],
            may_review=bool(row and row.translated_by_id != self.request.user.pk and not row.is_stale),
            compared=self._compared(begun_from),
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
            for name in ("stored", "version_number"):
                self.__dict__.pop(name, None)
            typed = request.POST.copy()
            for name, value in self._seen(self.translation).items():
                typed[name] = value
            return self.render_to_response(self.get_context_data(form=self._form(typed), changed=True), status=409)
        messages.success(request, _("The translation is saved. It becomes public once somebody else has reviewed it."))
        return redirect(request.get_full_path())

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
        return redirect(request.get_full_path())

    def _form(self, data=None, **kwargs: Any) -> TranslationForm:
        return TranslationForm(data, language=self.language, direction=text_direction(self.language), **kwargs)

    def _standing(self) -> AnswerTranslation | None:
        """What everybody reads: where the translation of a version that waits begins."""
        rows = AnswerTranslation.objects.standing().filter(answer=self.stored, language=self.language)
        return rows.first() if self.stored.is_pending else None

    def _left_over(self, row: AnswerTranslation | None) -> AnswerTranslation | None:
        """A translation prepared for a version that did not become public: nothing somebody wrote is out of sight."""
        rows = AnswerTranslation.objects.filter(answer=self.stored, language=self.language, is_prepared=True)
        left = rows.first() if not self.stored.is_pending else None
        return left if left != row else None

    def _seen(self, row: AnswerTranslation | None) -> dict[str, Any]:
        return {"version": self.version_number, "seen_at": row.translated_at.isoformat() if row else ""}

    def _compared(self, row: AnswerTranslation | None) -> queries.Comparison | None:
        """What changed in the answer since it was translated."""
        if row is None or row.of_version == self.version_number:
            return None
        numbers = (row.of_version, self.version_number)
        by_number = {v.number: v for v in AnswerVersion.objects.filter(answer=self.stored, number__in=numbers)}
        return queries.comparison(*(by_number[n] for n in numbers)) if len(by_number) == 2 else None
