"""Pages of the release: what would go, the receipt, files; and handing over to a federation."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _

from consultations.contributions.statements import queries, rounds
from consultations.contributions.statements.base import StatementView, whole_number
from consultations.contributions.statements.content import Data, statement_content
from consultations.contributions.statements.documents import statement_docx, statement_pdf
from consultations.contributions.statements.enums import DraftState, ItemState
from consultations.contributions.statements.forms import HandOverForm
from consultations.contributions.statements.models import StatementPaper
from consultations.contributions.statements.refusals import Changed, NotReleasable, Problem
from consultations.contributions.statements.releasing import outlook, release
from frontend.typesetting import TypesettingFailed

#: Seconds after which the page of somebody who waits looks again.
LOOK_AGAIN = 3


class Release(StatementView):
    """Everything that would be released, and the button."""

    coordinators_only = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.draft.is_open:
            return redirect(self.draft)
        return self.page()

    def page(
        self, *, problems: list[Problem] | None = None, is_changed: bool = False, status: int = 200
    ) -> HttpResponse:
        items = queries.items_of(self.draft, self.places)
        found = outlook(self.draft, items, self.places, self.request.user)
        context: dict[str, Any] = {
            "outlook": found,
            "problems": found.problems if problems is None else problems,
            "is_changed": is_changed,
            "undecided": queries.undecided(self.draft),
        }
        return self.render("release.html", context, status=status)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            release(self.draft, seen=whole_number(request.POST.get("seen", "")), actor=request.user)
        except NotReleasable as refused:
            self.draft = queries.draft_or_404(request.user, pk)
            return self.page(problems=refused.problems, status=409)
        except Changed:
            self.draft = queries.draft_or_404(request.user, pk)
            return self.page(is_changed=True, status=409)
        messages.success(
            request, _("Thank you. Your statement is released. The receipt is also on its way to you by e-mail.")
        )
        return redirect("statements:receipt", pk=pk)


class Receipt(StatementView):
    """What was released, with all codes; for the members from then on."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.draft.state != DraftState.RELEASED:
            return redirect(self.draft)
        statement = self.draft.statement
        contributions = queries.contributions_of(statement)
        context = {
            "statement": statement,
            "paper": statement.paper,
            "contributions": contributions,
            "backers": queries.backers_of(contributions),
        }
        response = self.render("receipt.html", context)
        if not statement.paper.is_made:
            response.headers["Refresh"] = str(LOOK_AGAIN)
        return response


class SubmittedPaper(StatementView):
    """The PDF of the statement as it was submitted."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.draft.state != DraftState.RELEASED:
            raise Http404
        return paper_response(request, self.draft.statement.paper)


def paper_response(request: HttpRequest, paper: StatementPaper) -> HttpResponse:
    """The file, or a page saying that it is being made; who may have it, the caller has asked."""
    if not paper.is_made:
        response = render(
            request, "consultations/contributions/statements/paper_waiting.html", {"paper": paper}, status=202
        )
        response.headers["Refresh"] = response.headers["Retry-After"] = str(LOOK_AGAIN)
        return response
    headers = {
        "ETag": f'"{paper.sha256}"',
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'attachment; filename="stellungnahme-{paper.display_code}.pdf"',
        "Content-Language": "de",
        "X-Content-Type-Options": "nosniff",
    }
    unchanged = get_conditional_response(request, etag=headers["ETag"])
    if unchanged is not None:
        return unchanged
    return HttpResponse(bytes(paper.pdf), content_type="application/pdf", headers=headers)


class PreparedFile(StatementView):
    """What is prepared as a file: a preview before the release, and everybody's text after a missed deadline."""

    def get(self, request: HttpRequest, pk: int, ending: str) -> HttpResponse:
        if ending not in ("pdf", "docx"):
            raise Http404
        items = [item for item in queries.items_of(self.draft, self.places) if not item.is_empty]
        if ending == "pdf" and self.draft.is_open:
            # The preview shows what would go; the Word document keeps everything.
            items = [item for item in items if item.state != ItemState.HELD_BACK] or items
        data = statement_content(self.draft, items, self.places)
        try:
            content, kind = self._made(data, ending)
        except TypesettingFailed:
            messages.error(request, _("The PDF could not be made. Please take the Word document; it says the same."))
            return redirect(self.draft)
        name = f"stellungnahme-entwurf-{self.draft.process.slug}.{ending}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
        return HttpResponse(content, content_type=kind, headers=headers)

    def _made(self, data: Data, ending: str) -> tuple[bytes, str]:
        if ending == "pdf":
            return statement_pdf(data), "application/pdf"
        return statement_docx(data), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class HandOver(StatementView):
    """Give what was prepared to the federation that asked for it."""

    coordinators_only = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.draft.is_open or self.draft.mandate_id is None:
            return redirect(self.draft)
        return self.page(HandOverForm(initial={"seen": self.draft.revision}))

    def page(self, form: HandOverForm, status: int = 200, *, is_changed: bool = False) -> HttpResponse:
        items = queries.items_of(self.draft, self.places)
        context = {
            "form": form,
            "is_changed": is_changed,
            "going": [item for item in items if not item.is_empty and item.state != ItemState.HELD_BACK],
            "staying": [item for item in items if item.is_empty or item.state == ItemState.HELD_BACK],
        }
        return self.render("hand_over.html", context, status=status)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = HandOverForm(request.POST)
        if not form.is_valid():
            return self.page(form, 422)
        try:
            rounds.hand_over(
                self.draft,
                is_named=form.cleaned_data["is_named"] == "yes",
                seen=form.cleaned_data["seen"],
                actor=request.user,
            )
        except Changed as changed:
            self.draft = queries.draft_or_404(request.user, pk)
            form.data = form.data.copy()
            form.data["seen"] = changed.now.revision
            return self.page(form, 409, is_changed=True)
        messages.success(request, _("Your items are handed over. The federation can read them now."))
        return redirect(self.draft)


class KeepAsOwn(StatementView):
    """Go on with work for a federation as a statement of one's own."""

    coordinators_only = True
    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        own = rounds.keep_as_own(self.draft, actor=request.user)
        messages.success(request, _("This is a statement of your own now. The federation does not get it."))
        return redirect(own)
