"""Staff screens of answers: the answer itself, its versions, text blocks, deadlines."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from consultations.process.enums import Action
from consultations.results import admin_queries, versions
from consultations.results import services as results
from consultations.results.admin_views import ResultsView
from consultations.results.answers import queries, services
from consultations.results.answers.admin_base import AnswerScreen, StoredAnswerScreen, moment
from consultations.results.answers.admin_forms import AnswerForm, DeadlinesForm, TextBlockForm
from consultations.results.answers.models import AnswerTextBlock
from consultations.results.extensions import answer_admin_panels
from consultations.results.gate import obstacles_of
from consultations.results.models import Answer
from consultations.synthesis.admin_queries import cited_segments


class AnswerView(AnswerScreen):
    """A finding with what it rests on, beside the ministry's answer."""

    template_name = "consultations/results/admin/answer.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        answer = self.answer
        if "form" not in kwargs:
            kwargs["form"] = self._form(initial={"seen_at": self._seen()}, instance=self._worked_on())
        following = admin_queries.findings(self.process, admin_queries.UNANSWERED).exclude(pk=self.finding.pk)
        return super().get_context_data(
            finding=self.finding,
            answer=answer,
            cited=cited_segments(self.finding),
            text_blocks=queries.text_blocks(self.process, answer.decision if answer else ""),
            obstacles=[row for row in obstacles_of(self.process) if row.finding == self.finding],
            answer_admin_panels=answer_admin_panels,
            history=admin_queries.history(self.finding),
            following=following.filter(number__gt=self.finding.number).first() or following.first(),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "insert_block" in request.POST:
            return self._insert(request)
        form = self._form(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        data = {name: form.cleaned_data[name] for name in ("decision", "reason", "responsible", "examined_until")}
        try:
            results.answer_finding(
                self.finding, actor=request.user, seen_at=_seen(form.cleaned_data["seen_at"]), **data
            )
        except results.AnsweredMeanwhile:
            self.forget_answer()
            typed = request.POST.copy()
            typed["seen_at"] = self._seen()
            form = self._form(typed)
            form.is_valid()
            now = versions.working_version(self.answer) if self.answer else None
            context = self.get_context_data(form=form, answered_meanwhile=True, now=now)
            return self.render_to_response(context, status=409)
        except ValueError:
            return self._refused(request)
        services.count_uses(self.process, form.cleaned_data["used_blocks"], actor=request.user)
        self.forget_answer()
        text = _("The answer to finding %(number)s is saved.")
        if self.answer.is_pending:
            text = _("The new version of the answer to finding %(number)s is saved. The public reads the one before.")
            if not self.answer.is_settled:
                text = _("The answer to finding %(number)s is saved. The public reads it once it is published here.")
        messages.success(request, text % {"number": self.finding.number})
        return redirect(request.path)

    def _refused(self, request: HttpRequest) -> HttpResponse:
        """The finding was merged, or everybody reads its answer, since the form was shown: what was typed stays."""
        self.forget_answer()
        self.__dict__.pop("finding", None)
        form = self._form(request.POST)
        if self.finding.merged_into is not None:
            text = _("Finding %(number)s went into another one while you were writing. Your answer was not stored.")
        else:
            text = _("The answer was not stored: finding %(number)s changed while you were writing.")
        if form.is_valid():
            form.add_error(None, text % {"number": self.finding.number})
        return self.render_to_response(self.get_context_data(form=form), status=409)

    def _form(self, data=None, **kwargs: Any) -> AnswerForm:
        kwargs["instance"] = kwargs.get("instance") or Answer(finding=self.finding)
        return AnswerForm(data, finding=self.finding, answer=self.answer, **kwargs)

    def _insert(self, request: HttpRequest) -> HttpResponse:
        """Without JavaScript: the text block goes to the end of what was typed; nothing is stored."""
        typed, key = request.POST.copy(), request.POST.get("block", "")
        rows = AnswerTextBlock.objects.filter(process=self.process, pk=int(key) if key.isdecimal() else None)
        block = rows.first() if len(key) < 10 else None
        if block is not None:
            typed["reason"] = "\n\n".join(text for text in (typed.get("reason", "").rstrip(), block.text) if text)
            typed["used_blocks"] = ",".join(text for text in (typed.get("used_blocks", ""), key) if text)
        names = ("decision", "reason", "responsible", "examined_until", "seen_at", "used_blocks")
        form = self._form(initial={name: typed.get(name, "") for name in names}, instance=Answer(finding=self.finding))
        return self.render_to_response(self.get_context_data(form=form, inserted=block))

    def _seen(self) -> str:
        return versions.edited_at(self.answer).isoformat() if self.answer else results.NO_ANSWER

    def _worked_on(self) -> Answer | None:
        """The answer with the words the team works on; only shown, never saved."""
        if self.answer is None or not self.answer.is_pending:
            return self.answer
        words = versions.working_version(self.answer)
        return Answer(finding=self.finding, **{name: getattr(words, name) for name in versions.VERSIONED})


def _seen(text: str) -> datetime | str | None:
    return text if text == results.NO_ANSWER else moment(text)


class VersionsView(StoredAnswerScreen):
    """All versions of an answer, and two of them compared."""

    template_name = "consultations/results/answers/admin/versions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = queries.versions_of(self.stored)
        by_number = {row.number: row for row in rows}
        new = by_number.get(self._number("neu"), rows[0] if rows else None)
        old = by_number.get(self._number("alt"), by_number.get(new.number - 1) if new else None)
        compared = queries.comparison(old, new) if old and new and old != new else None
        return super().get_context_data(
            finding=self.finding, answer=self.stored, versions=rows, old=old, new=new, compared=compared, **kwargs
        )

    def _number(self, name: str) -> int:
        text = self.request.GET.get(name, "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0


class TextBlocksView(ResultsView):
    """The text blocks of a process, and the form for a new one."""

    action = Action.ANSWER
    subtab = "text_blocks"
    template_name = "consultations/results/answers/admin/text_blocks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", TextBlockForm())
        return super().get_context_data(text_blocks=queries.text_blocks(self.process), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.save(request, None)

    def save(self, request: HttpRequest, block: AnswerTextBlock | None) -> HttpResponse:
        """Store what was typed, or show it again with what is wrong."""
        form = TextBlockForm(request.POST)
        if form.is_valid():
            try:
                services.save_text_block(self.process, actor=request.user, block=block, **form.cleaned_data)
            except services.TitleTaken:
                form.add_error("title", _("There is a text block of this title already."))
            else:
                messages.success(request, _("The text block is saved."))
                return redirect(self.url("text_blocks"))
        return self.render_to_response(self.get_context_data(form=form))


class TextBlockView(TextBlocksView):
    """One text block, to be changed or thrown away."""

    template_name = "consultations/results/answers/admin/text_block.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", TextBlockForm(instance=self._block()))
        return super().get_context_data(text_block=self._block(), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        block = self._block()
        if "delete" in request.POST:
            services.delete_text_block(block, actor=request.user)
            messages.success(request, _("The text block is deleted. Answers it was used in keep their text."))
            return redirect(self.url("text_blocks"))
        return self.save(request, block)

    def _block(self) -> AnswerTextBlock:
        return get_object_or_404(AnswerTextBlock, process=self.process, pk=self.kwargs["pk"])


class DeadlinesView(ResultsView):
    """What is still to be answered, by when and by whom; days are set for some findings or for all."""

    action = Action.ANSWER
    subtab = "deadlines"
    template_name = "consultations/results/answers/admin/deadlines.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        findings = list(queries.unanswered(self.process))
        if "form" not in kwargs:
            kwargs["form"] = self._form(findings)
        ticked = kwargs["form"]["findings"].value() or []
        return super().get_context_data(
            findings=findings,
            ticked=set(ticked),
            overdue={row.finding_id for row in queries.overdue_deadlines(self.process)},
            **kwargs,
        )

    def _form(self, findings, data=None) -> DeadlinesForm:
        return DeadlinesForm(data, process=self.process, numbers=[row.number for row in findings])

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        findings = list(queries.unanswered(self.process))
        form = self._form(findings, request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        data = form.cleaned_data
        chosen = findings if data["do"] == form.ALL else [r for r in findings if str(r.number) in data["findings"]]
        due_on = None if data["do"] == form.CLEAR else data["due_on"]
        count = services.set_deadlines(self.process, chosen, due_on=due_on, person=data["person"], actor=request.user)
        text = ngettext("Set for %(count)s finding.", "Set for %(count)s findings.", count)
        messages.success(request, text % {"count": count})
        return redirect(request.path)
