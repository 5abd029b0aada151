"""Pages of an umbrella mandate: the federation's round, the member's answer, what was handed over."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.models import Organisation
from consultations.contributions.statements import adopting, queries, rounds, rules
from consultations.contributions.statements.base import AccountView, StatementView, whole_number
from consultations.contributions.statements.enums import MandateState
from consultations.contributions.statements.forms import AddressForm, RoundForm
from consultations.contributions.statements.models import DraftContribution, Mandate
from consultations.contributions.statements.refusals import NotPossible


class Round(StatementView):
    """Whom the federation asked, what, and how far they are."""

    coordinators_only = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        if self.draft.mandate_id is not None:
            raise Http404
        return self.page()

    def page(
        self, *, form: RoundForm | None = None, address_form: AddressForm | None = None, status: int = 200
    ) -> HttpResponse:
        text = self.request.GET.get("q", "")[:100]
        context: dict[str, Any] = {
            "mandates": queries.mandates_of(self.draft),
            "form": form or RoundForm(initial={"question": self.draft.question, "due_on": self.draft.due_on}),
            "address_form": address_form or AddressForm(),
            "q": text,
            "found": queries.found_organisations(self.draft, text) if text else [],
        }
        return self.render("round.html", context, status=status)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        match request.POST.get("what"):
            case "question":
                return self._question()
            case "organisation":
                organisation = get_object_or_404(
                    Organisation.objects.verified(), pk=whole_number(request.POST.get("organisation", ""))
                )
                rounds.invite(self.draft, organisation, actor=request.user)
                messages.success(request, _("%(name)s is invited.") % {"name": organisation.name})
            case "address":
                return self._address()
            case "revoke":
                mandate = get_object_or_404(self.draft.mandates, pk=whole_number(request.POST.get("mandate", "")))
                rounds.revoke(mandate, actor=request.user)
                messages.success(request, _("The invitation is taken back."))
        return redirect("statements:round", pk=pk)

    def _question(self) -> HttpResponse:
        form = RoundForm(self.request.POST)
        if not form.is_valid():
            return self.page(form=form, status=422)
        data = form.cleaned_data
        rounds.save_round(self.draft, question=data["question"], due_on=data["due_on"], actor=self.request.user)
        messages.success(self.request, _("Your question is saved."))
        return redirect("statements:round", pk=self.draft.pk)

    def _address(self) -> HttpResponse:
        form = AddressForm(self.request.POST)
        if not form.is_valid():
            return self.page(address_form=form, status=422)
        rounds.invite_address(self.draft, form.cleaned_data["address"], actor=self.request.user)
        # The same for every address: whether it belongs to anybody is told to nobody.
        messages.success(self.request, _("An invitation is on its way to this address."))
        return redirect("statements:round", pk=self.draft.pk)


class HandedOver(StatementView):
    """What a member handed over, and what the federation makes of it."""

    coordinators_only = True

    def get(self, request: HttpRequest, pk: int, mandate: int) -> HttpResponse:
        row = queries.mandate_or_404(self.draft, mandate)
        sources = queries.sources_of(self.draft, row, self.places)
        own: dict[tuple[str, str], list[DraftContribution]] = {}
        for item in queries.items_of(self.draft, self.places):
            own.setdefault((item.target_kind, item.target_key), []).append(item)
        for source in sources:
            source.mergeable = own.get((source.target_kind, source.target_key), [])
        return self.render("handed_over.html", {"mandate": row, "sources": sources})

    def post(self, request: HttpRequest, pk: int, mandate: int) -> HttpResponse:
        row = queries.mandate_or_404(self.draft, mandate)
        source = get_object_or_404(
            adopting.handed_over_items(self.draft).filter(draft__mandate=row),
            pk=whole_number(request.POST.get("source", "")),
        )
        try:
            self._decide(source)
        except NotPossible as refused:
            messages.error(request, refused.sentence)
        return redirect(f"{request.path}#punkt-{source.pk}")

    def _decide(self, source: DraftContribution) -> None:
        data, actor = self.request.POST, self.request.user
        match data.get("what"):
            case "adopt":
                adopting.adopt(self.draft, source, actor=actor)
                messages.success(self.request, _("The item is adopted. You can edit it in your statement."))
            case "merge":
                into = get_object_or_404(self.draft.items, pk=whole_number(data.get("into", "")))
                adopting.merge(self.draft, source, into, append="append" in data, actor=actor)
                messages.success(self.request, _("The items are merged. The member organisation stands behind it."))
            case "decline":
                adopting.refuse(self.draft, source, reason=data.get("reason", ""), actor=actor)
                messages.success(self.request, _("The item is not adopted. The member organisation reads your reason."))
            case "undo":
                adopting.undo(self.draft, source, actor=actor)
                messages.success(self.request, _("The decision is taken back."))


class AnswerView(AccountView):
    """An invitation of a federation, for those who may answer it."""

    mandate: Mandate

    def find(self, **kwargs: Any) -> Mandate | None:
        raise NotImplementedError

    def organisations(self) -> list[Organisation]:
        """The organisations that can be chosen."""
        raise NotImplementedError

    def page(self, mandate: Mandate, status: int = 200) -> HttpResponse:
        context = {
            "mandate": mandate,
            "umbrella": mandate.umbrella,
            "process": mandate.umbrella.process,
            "federation": mandate.umbrella.organisation,
            "organisations": self.organisations(),
            "is_open": mandate.state == MandateState.INVITED and mandate.umbrella.is_open,
        }
        return render(self.request, "consultations/contributions/statements/invitation.html", context, status=status)

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        mandate = self.find(**kwargs)
        return self.page(mandate) if mandate is not None else self.invalid()

    def invalid(self) -> HttpResponse:
        return render(self.request, "consultations/contributions/statements/invitation_invalid.html", status=404)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        mandate = self.find(**kwargs)
        if mandate is None:
            return self.invalid()
        try:
            if request.POST.get("what") == "decline":
                rounds.decline(mandate, reason=request.POST.get("reason", ""), actor=request.user)
                messages.success(request, _("The invitation is declined. The federation sees it."))
                return redirect("statements:list")
            key = whole_number(request.POST.get("organisation", ""))
            organisation = next((row for row in self.organisations() if row.pk == key), None)
            if organisation is None:
                raise NotPossible(_("Please choose the organisation for which you accept."))
            draft = rounds.accept(mandate, organisation, actor=request.user)
        except NotPossible as refused:
            messages.error(request, refused.sentence)
            return self.page(self.find(**kwargs) or mandate, status=409)
        text = _("Your organisation takes part. What you write stays with you until you hand it over.")
        messages.success(request, text)
        return redirect(draft)


class AnswerInvitation(AnswerView):
    """The invitation of an organisation the person coordinates; it does not exist for anybody else."""

    def find(self, *, mandate: int) -> Mandate:
        rows = Mandate.objects.select_related("organisation", "umbrella__organisation", "umbrella__process")
        row = get_object_or_404(rows.filter(organisation__isnull=False), pk=mandate)
        if not rules.may_answer(self.request.user, row):
            raise Http404
        self.mandate = row
        return row

    def organisations(self) -> list[Organisation]:
        return [self.mandate.organisation]


class AnswerLink(AnswerView):
    """The invitation that went to an address, for the owner of that address."""

    def find(self, *, token: str) -> Mandate | None:
        row = rounds.mandate_of(token)
        if row is None:
            return None
        if row.organisation_id is not None:
            # Answered: from now on it is like every other invitation of that organisation.
            return row if rules.coordinates(self.request.user, row.organisation) else None
        return row if rules.may_answer(self.request.user, row) else None

    def organisations(self) -> list[Organisation]:
        return rules.coordinated_by(self.request.user)
