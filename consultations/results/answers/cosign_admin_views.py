"""Staff screens of the co-signature: asking, the list of a body, signing or objecting."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin import messages

from consultations.process.enums import Action
from consultations.results.admin_views import OneFinding, ResultsView, refuse_typed
from consultations.results.answers import cosigning, queries, unreachable
from consultations.results.answers.admin_forms import AskForm, CosignForm, UnreachableForm
from consultations.results.answers.enums import CosignOutcome
from consultations.results.answers.models import CosignRequest


class AskView(OneFinding):
    """Ask bodies to co-sign the answer as it stands. POST only; the form stands on the screen of the answer."""

    action = Action.ANSWER
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = AskForm(request.POST, bodies=cosigning.bodies_of(self.process))
        if form.is_valid():
            self._ask(request, **form.cleaned_data)
        else:
            for errors in form.errors.values():
                messages.error(request, errors[0])
        return redirect(self.url("answer", number=self.finding.number) + "#mitzeichnung")

    def _ask(self, request: HttpRequest, bodies: list[str], due_on) -> None:
        try:
            rows = cosigning.ask(self.finding, bodies, due_on=due_on, actor=request.user)
        except ValueError:
            messages.error(request, _("There is no answer to sign yet. Please save decision and reason first."))
            return
        names = ", ".join(row.body for row in rows)
        if names:
            messages.success(request, _("Asked by e-mail: %(names)s.") % {"names": names})


class TakeBackView(OneFinding):
    """Take back a request nobody has answered. POST only."""

    action = Action.ANSWER
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = CosignRequest.objects.current().filter(version__answer__finding=self.finding)
        row = get_object_or_404(rows.select_related("version__answer__finding__process"), pk=self.kwargs["pk"])
        try:
            cosigning.take_back(row, actor=request.user)
        except cosigning.NotPossible:
            messages.error(request, _("The body has answered already; that stays."))
        else:
            messages.success(request, _("The request to %(body)s is taken back.") % {"body": row.body})
        return redirect(self.url("answer", number=self.finding.number) + "#mitzeichnung")


class UnreachableView(OneFinding):
    """Record why a body that objected can no longer be asked, or end that. POST only."""

    action = Action.PUBLISH_RESULTS
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rows = CosignRequest.objects.current().filter(version__answer__finding=self.finding)
        row = get_object_or_404(rows.select_related("version__answer__finding__process"), pk=self.kwargs["pk"])
        if "end" in request.POST:
            if unreachable.end_unreachable(row, actor=request.user):
                messages.success(request, _("The objection of %(body)s counts again.") % {"body": row.body})
        else:
            self._record(request, row)
        return redirect(self.url("answer", number=self.finding.number) + "#mitzeichnung")

    def _record(self, request: HttpRequest, row: CosignRequest) -> None:
        form = UnreachableForm(request.POST, prefix=f"unreachable-{row.pk}")
        if not form.is_valid():
            refuse_typed(request, _("Please say why the body can no longer be asked."))
            return
        try:
            unreachable.record_unreachable(row, reason=form.cleaned_data["reason"], actor=request.user)
        except unreachable.StillReachable:
            text = _("Not recorded: somebody signs for %(body)s again, or it was recorded or answered meanwhile.")
            refuse_typed(request, text % {"body": row.body})
        else:
            text = _("Recorded that %(body)s can no longer be asked. Its objection stays in the history.")
            messages.success(request, text % {"body": row.body})


class CosignListView(ResultsView):
    """What waits for the person's bodies, and what they have signed."""

    action = Action.CO_SIGN
    subtab = "cosign"
    template_name = "consultations/results/answers/admin/cosign_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        rows = list(queries.requests_for(user, self.process))
        return super().get_context_data(
            bodies=sorted(cosigning.bodies_for(user, self.process)),
            waiting=[row for row in rows if not row.outcome],
            objected=[row for row in rows if row.outcome],
            signed=list(queries.signed_for(user, self.process)),
            **kwargs,
        )


class CosignView(ResultsView):
    """One version of an answer, how it differs from what the body has seen, and the body's word on it."""

    action = Action.CO_SIGN
    subtab = "cosign"
    template_name = "consultations/results/answers/admin/cosign.html"

    @cached_property
    def row(self) -> CosignRequest:
        rows = CosignRequest.objects.of(self.process).select_related(
            "version__answer__finding__process", "version__answer__finding__action_field", "asked_by"
        )
        row = get_object_or_404(rows, pk=self.kwargs["pk"])
        if row.body not in cosigning.bodies_for(self.request.user, self.process):
            raise Http404
        return row

    def forget_row(self) -> None:
        """After a colleague of the body has answered."""
        self.__dict__.pop("row", None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        version = self.row.version
        kwargs.setdefault("form", CosignForm(initial={"version": version.number}))
        last = queries.last_said(self.row)
        return super().get_context_data(
            row=self.row,
            version=version,
            finding=version.answer.finding,
            is_current=version.number == version.answer.working_version,
            newer=self._newer(),
            last=last,
            compared=queries.comparison(last.version, version) if last else None,
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = CosignForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        data = form.cleaned_data
        try:
            row = cosigning.decide(
                self.row,
                outcome=data["outcome"],
                reason=data["reason"],
                seen_version=data["version"],
                actor=request.user,
            )
        except cosigning.VersionChanged as changed:
            self.row.version.answer = changed.answer
            context = self.get_context_data(form=form, changed=True, typed_text=data["reason"])
            return self.render_to_response(context, status=409)
        except cosigning.NotPossible:
            self.forget_row()
            context = self.get_context_data(form=form, said_already=True, typed_text=data["reason"])
            return self.render_to_response(context, status=409)
        except PermissionDenied:
            return self.refuse()
        values = {"number": row.version.answer.finding.number, "version": row.version.number}
        if row.outcome == CosignOutcome.SIGNED:
            text = _("You co-signed version %(version)s of the answer to finding %(number)s.")
        else:
            text = _("Your objection to version %(version)s of the answer to finding %(number)s is with the officer.")
        messages.success(request, text % values)
        return redirect(self.url("cosign_list"))

    def _newer(self) -> CosignRequest | None:
        """What the body is asked now, when this version does not stand any more."""
        rows = CosignRequest.objects.current().filter(version__answer=self.row.version.answer_id, body=self.row.body)
        return rows.exclude(pk=self.row.pk).first()
