"""Pages of authors: change a contribution, take it back, see all of one's own."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import View

from consultations.contributions import codes
from consultations.contributions.models import Contribution
from consultations.contributions.own import queries
from consultations.contributions.own.forms import EditForm, WithdrawForm
from consultations.contributions.own.rules import actions_for
from consultations.contributions.own.services import (
    ChangedElsewhere,
    Refused,
    SaidBefore,
    edit_contribution,
    withdraw_contribution,
)
from consultations.process.models import Process


class OwnContributionView(View):
    """A page of the author of one contribution: signed in, or, without an account, by the receipt code.

    The receipt code of somebody with an account only reads: it is in mails that may be passed on.
    """

    http_method_names = ["get", "head", "options", "post"]
    contribution: Contribution
    by_receipt = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated and len(codes.normalise(kwargs["code"])) == codes.PUBLIC_LENGTH:
            # Whatever the code: whether it names anything is nobody's business before signing in.
            return redirect_to_login(request.path)
        self.contribution, self.by_receipt = _find(request, kwargs["code"])
        if self.contribution.user_id and self.contribution.user_id != request.user.pk:
            if request.user.is_authenticated:
                raise Http404
            # Never the receipt code: the address of the sign-in page is kept in logs.
            code = self.contribution.display_code
            return redirect_to_login(reverse(request.resolver_match.view_name, kwargs={"code": code}))
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        if self.by_receipt:
            # As on the trace: the address is the secret.
            response.headers["Referrer-Policy"] = "strict-origin"
        return response

    @property
    def code(self) -> str:
        """The code in this author's addresses."""
        return self.contribution.display_receipt_code if self.by_receipt else self.contribution.display_code

    def why_not(self) -> str:
        """A sentence when this is not possible (any more)."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if sentence := self.why_not():
            return self.refused(sentence)
        return self.page()

    def render(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        row = self.contribution
        base = {"contribution": row, "process": row.process, "code": self.code, "by_receipt": self.by_receipt}
        return render(self.request, f"consultations/contributions/own/{template}", {**base, **context}, status=status)

    def refused(self, sentence: str, typed: str = "") -> HttpResponse:
        """Not possible any more; what was typed is given back."""
        return self.render("refused.html", {"explanation": sentence, "typed_text": typed}, status=409)

    def to_trace(self) -> HttpResponse:
        return redirect("results:trace", code=self.code)


class EditView(OwnContributionView):
    """Change one's own contribution."""

    def why_not(self) -> str:
        return actions_for(self.contribution).why_not_edit

    def page(self, form: EditForm | None = None, status: int = 200) -> HttpResponse:
        form = form or EditForm(contribution=self.contribution)
        return self.render("edit.html", {"form": form}, status)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typed = request.POST.get("text", "")
        if sentence := self.why_not():
            return self.refused(sentence, typed)
        form = EditForm(request.POST, contribution=self.contribution)
        if not form.is_valid():
            return self.page(form, 422)
        seen = form.cleaned_data["seen_revision"]
        try:
            changed = edit_contribution(self.contribution, form.submission(), seen_revision=seen)
        except Refused as refused:
            return self.refused(refused.sentence, typed)
        except ChangedElsewhere:
            form.add_error(
                None, _("You have changed this contribution in another window. Please open it again and compare.")
            )
        except SaidBefore:
            form.add_error("text", _("You have already said exactly this in another contribution about the same."))
        except ValidationError as error:
            for name, errors in error.error_dict.items():
                form.add_error(name if name in form.fields else None, errors)
        else:
            text = _("Your changes are stored.") if changed else _("You have not changed anything.")
            messages.success(request, text)
            return self.to_trace()
        return self.page(form, 422)


class WithdrawView(OwnContributionView):
    """Take one's own contribution back, after a page that says what this means."""

    def why_not(self) -> str:
        return actions_for(self.contribution).why_not_withdraw

    def page(self, form: WithdrawForm | None = None, status: int = 200) -> HttpResponse:
        return self.render("withdraw.html", {"form": form or WithdrawForm()}, status)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = WithdrawForm(request.POST)
        if not form.is_valid():
            return self.page(form, 422)
        actor = request.user if self.contribution.user_id else None
        try:
            withdraw_contribution(self.contribution, actor=actor, reason=form.cleaned_data["reason"])
        except Refused as refused:
            return self.refused(refused.sentence)
        messages.success(request, _("Your contribution is withdrawn. Nobody can read it on this website any more."))
        return self.to_trace()


def _find(request: HttpRequest, code: str) -> tuple[Contribution, bool]:
    """The contribution a code names for a person who may know of it, and whether the code was the secret one.

    Raises Http404 for every code that opens nothing.
    """
    code = codes.normalise(code)
    rows = Contribution.objects.filter(
        process__in=Process.objects.visible_to(request.user), is_official_reply=False
    ).select_related("process", "user", "organisation", "category", "region")
    if len(code) == codes.RECEIPT_LENGTH:
        return get_object_or_404(rows, receipt_code=code), True
    if len(code) != codes.PUBLIC_LENGTH:
        raise Http404
    return get_object_or_404(rows, code=code, user=request.user), False


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """All contributions of the signed-in person."""
    page = queries.mine(request, request.GET.get("page"))
    response = render(request, "consultations/contributions/own/mine.html", {"page": page})
    response.headers["Cache-Control"] = "no-store"
    return response
