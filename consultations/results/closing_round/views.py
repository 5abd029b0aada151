"""Public pages of the closing round."""

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

from consultations.contributions.refusals import MayNotContribute, ParticipationClosed, TooManyContributions
from consultations.contributions.rules import Barrier, barrier
from consultations.contributions.targets import describe
from consultations.process.models import Process
from consultations.process.participation import who_may_contribute
from consultations.results.closing_round import queries
from consultations.results.closing_round.forms import AgreementForm, ObjectionForm
from consultations.results.closing_round.rounds import Round, round_of
from consultations.results.closing_round.services import agree, object_to


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
            return redirect_to_login(request.path, reverse("account_login"))
        return super().dispatch(request, *args, **kwargs)

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
        texts = {
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
        chosen = form.cleaned_data["paragraphs"]
        if "all" in request.POST:
            chosen = [row.lineage for row in rows if row.mine is None]
        if not chosen:
            form.add_error(None, _("Please tick at least one paragraph."))
            return self._page(rows, form, status=422)
        try:
            count = agree(self.process, request.user, chosen, organisation=form.cleaned_data["organisation"])
        except (ParticipationClosed, MayNotContribute, ValidationError) as error:
            self.refused(error, form)
            return self._page(rows, form, status=409)
        text = ngettext("You agree to %(count)s paragraph.", "You agree to %(count)s paragraphs.", count)
        messages.success(request, text % {"count": count})
        return redirect(request.path)

    def _form(self, rows: list[queries.Row], data: Any = None) -> AgreementForm:
        return AgreementForm(data, described=describe(self.process), user=self.request.user, rows=rows)

    def _page(self, rows: list[queries.Row], form: AgreementForm, *, status: int = 200) -> HttpResponse:
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

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._page()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        row = self._row()
        form = self._form(row, request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        data = form.cleaned_data
        try:
            receipt = object_to(
                self.process,
                request.user,
                row.lineage,
                reason=data["text"],
                publication=data["publication"],
                organisation=data["organisation"],
            )
        except (ParticipationClosed, MayNotContribute, TooManyContributions, ValidationError, ValueError) as error:
            self.refused(error, form)
            return self._page(form, status=409)
        text = _("Your objection is received under number %(code)s. You get an answer to it.")
        messages.success(request, text % {"code": receipt.contribution.display_code})
        return redirect("closing_round:index", process_slug=self.process.slug)

    def _row(self) -> queries.Row:
        rows = queries.rows_of(self.round, self.request.user, only=self.lineage)
        if not rows:
            raise Http404
        return rows[0]

    def _form(self, row: queries.Row, data: Any = None) -> ObjectionForm:
        target = self.round.target(row.change) or self.process
        return ObjectionForm(data, described=describe(target), user=self.request.user)

    def _page(self, form: ObjectionForm | None = None, *, status: int = 200) -> HttpResponse:
        row = self._row()
        takes = self.round.target(row.change) is not None
        return self.show(row=row, form=form or self._form(row), takes_objections=takes, status=status)
