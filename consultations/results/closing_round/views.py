"""Public pages of the closing round."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import View

from consultations.contributions.kept import forget_typed, keep_typed, typed_before
from consultations.contributions.refusals import MayNotContribute, ParticipationClosed, TooManyContributions
from consultations.contributions.rules import Barrier, barrier
from consultations.contributions.saved.queries import saved_about
from consultations.contributions.targets import Target, TargetRefused, describe
from consultations.process.models import Process
from consultations.process.participation import who_may_contribute
from consultations.results.closing_round import queries
from consultations.results.closing_round.forms import AgreementForm, ObjectionForm
from consultations.results.closing_round.rounds import Round, round_of
from consultations.results.closing_round.services import AnotherVersion, agree, object_to

#: What stands against storing an objection.
_REFUSALS = (
    AnotherVersion,
    ParticipationClosed,
    MayNotContribute,
    TooManyContributions,
    TargetRefused,
    ValidationError,
    ValueError,
)


class RoundView(View):
    """A page of the closing round; before the first one there is none."""

    http_method_names = ["get", "head", "options", "post"]
    template_name = ""

    process: Process
    round: Round

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        visible = Process.objects.visible_to(request.user).prefetch_related("phases")
        self.process = get_object_or_404(visible, slug=kwargs["process_slug"])
        found = round_of(self.process)
        if found is None:
            raise Http404
        self.round = found
        if request.method == "POST" and not request.user.is_authenticated:
            return self.ask_to_sign_in()
        return super().dispatch(request, *args, **kwargs)

    def ask_to_sign_in(self) -> HttpResponse:
        """Ask for the sign-in that is missing or has run out."""
        return redirect_to_login(self.request.path, reverse("account_login"))

    def show(self, *, status: int = 200, **context: Any) -> HttpResponse:
        """The page with what all pages of the round need."""
        missing = barrier(self.request.user, self.process)
        common = {
            "process": self.process,
            "round": self.round,
            "may_take_part": self.round.is_open and missing is None and self.request.user.is_authenticated,
            "needs_account": self.round.is_open and not self.request.user.is_authenticated,
            "needs_organisation": self.round.is_open and missing == Barrier.ORGANISATION,
            "who_may": who_may_contribute(self.process),
        }
        return render(self.request, self.template_name, {**common, **context}, status=status)

    def refused(self, error: Exception, form: Any) -> None:
        """Put the refusal into the form, in words for the person; what was typed stays there."""
        if isinstance(error, AnotherVersion):
            # It may have been published while this was stored.
            self.round = round_of(self.process)
        texts = {
            AnotherVersion: _(
                "Another version of the draft was published while you were reading. Nothing was stored; below is "
                "what stands now. Please look at it and decide again."
            ),
            ParticipationClosed: _("The closing round is over. Your text was not sent; please copy it if you need it."),
            MayNotContribute: _("Your account may not take part in this consultation."),
            TooManyContributions: _(
                "You have sent many contributions in a short time. Please try again later; your text is kept here."
            ),
        }
        if isinstance(error, ValidationError):
            for name, messages_of_field in error.message_dict.items():
                form.add_error(name if name in form.fields else None, messages_of_field)
        else:
            form.add_error(None, texts.get(type(error), _("This paragraph is no longer part of the closing round.")))


class IndexView(RoundView):
    """All changed paragraphs with what was said to them, and the way to agree."""

    template_name = "consultations/results/closing_round/index.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = queries.rows_of(self.round, request.user)
        return self._page(rows, self._form(rows))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = queries.rows_of(self.round, request.user)
        form = self._form(rows, request.POST)
        if not form.is_valid():
            return self._page(rows, form, status=422)
        seen = form.cleaned_data["version"]
        chosen = form.cleaned_data["paragraphs"]
        if "all" in request.POST:
            chosen = [row.lineage for row in rows if row.mine is None]
        if not chosen:
            form.add_error(None, _("Please tick at least one paragraph."))
            return self._page(rows, form, status=422)
        try:
            count = agree(self.process, request.user, chosen, organisation=form.cleaned_data["organisation"], seen=seen)
        except AnotherVersion as error:
            self.refused(error, form)
            # The ticks were meant for other words.
            return self._page(queries.rows_of(self.round, request.user), form, ticked=(), status=409)
        except (ParticipationClosed, MayNotContribute, ValidationError) as error:
            self.refused(error, form)
            return self._page(rows, form, status=409)
        text = ngettext("You agree to %(count)s paragraph.", "You agree to %(count)s paragraphs.", count)
        messages.success(request, text % {"count": count})
        return redirect(request.path)

    def _form(self, rows: list[queries.Row], data: Any = None) -> AgreementForm:
        return AgreementForm(data, described=describe(self.process), user=self.request.user, rows=rows)

    def _page(
        self, rows: list[queries.Row], form: AgreementForm, *, ticked: Collection[str] | None = None, status: int = 200
    ) -> HttpResponse:
        if ticked is None:
            ticked = set(form.data.getlist("paragraphs")) if form.is_bound else set()
        return self.show(
            rows=rows, form=form, ticked=ticked, mine=queries.progress(rows), total=len(rows), status=status
        )


class ObjectView(RoundView):
    """One changed paragraph, and the form of an objection."""

    template_name = "consultations/results/closing_round/object.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.lineage = kwargs["lineage"]
        return super().dispatch(request, *args, **kwargs)

    def ask_to_sign_in(self) -> HttpResponse:
        """What was typed is kept, as on every other page, and moves to the person's own texts at sign-in."""
        if row := self._row():
            keep_typed(self.request, self._described(row))
            text = _("Please sign in to send your objection. Your text is kept and will be in the form again.")
            messages.info(self.request, text)
        return super().ask_to_sign_in()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self._row()
        if row is None:
            raise Http404
        saved = saved_about(request.user, self._described(row))
        typed = typed_before(request) or (saved.fields if saved else None)
        return self._page(row, self._form(row, initial=typed or {}), restored=bool(typed))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self._row()
        if row is None:
            return self._gone()
        form = self._form(row, request.POST)
        if not form.is_valid():
            return self._page(row, form, status=422)
        data = form.cleaned_data
        try:
            receipt = object_to(
                self.process,
                request.user,
                row.lineage,
                reason=data["text"],
                publication=data["publication"],
                organisation=data["organisation"],
                seen=data["version"],
            )
        except _REFUSALS as error:
            self.refused(error, form)
            row = self._row()
            return self._page(row, form, status=409) if row else self._gone()
        forget_typed(request)
        text = _("Your objection is received under number %(code)s. You get an answer to it.")
        messages.success(request, text % {"code": receipt.contribution.display_code})
        return redirect("closing_round:index", process_slug=self.process.slug)

    def _row(self) -> queries.Row | None:
        """The paragraph; None when it did not change, or does not differ any more."""
        return next(iter(queries.rows_of(self.round, self.request.user, only=self.lineage)), None)

    def _described(self, row: queries.Row) -> Target:
        return describe(self.round.target(row.change) or self.process)

    def _form(self, row: queries.Row, data: Any = None, **kwargs: Any) -> ObjectionForm:
        return ObjectionForm(data, described=self._described(row), user=self.request.user, **kwargs)

    def _page(self, row: queries.Row, form: ObjectionForm, *, status: int = 200, **context: Any) -> HttpResponse:
        takes = self.round.target(row.change) is not None
        return self.show(row=row, form=form, takes_objections=takes, status=status, **context)

    def _gone(self) -> HttpResponse:
        """There is nothing to object to any more: what was typed is given back."""
        self.template_name = "consultations/results/closing_round/gone.html"
        return self.show(typed_text=self.request.POST.get("text", ""), status=409)
