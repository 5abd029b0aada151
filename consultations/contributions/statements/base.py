"""What the pages of a statement share: finding it for members only, asking who coordinates, no caches."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import View

from consultations.contributions.statements import queries, rules
from consultations.contributions.statements.deadline import last_day, release_window
from consultations.contributions.statements.models import StatementDraft
from consultations.contributions.statements.places import Places
from consultations.contributions.statements.refusals import Closed, NotPossible
from consultations.process.dates import today

#: The largest number a key can be.
_LARGEST_KEY = 2**63 - 1


class AccountView(LoginRequiredMixin, View):
    """A page of the signed-in person; nothing of it stays in a cache."""

    http_method_names = ["get", "head", "options", "post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if any(isinstance(value, int) and value > _LARGEST_KEY for value in kwargs.values()):
            raise Http404
        response = super().dispatch(request, *args, **kwargs)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def handle_no_permission(self) -> HttpResponse:
        """Whose sign-in ran out while they wrote gets the text back before signing in."""
        if typed_in(self.request):
            explanation = _("You are no longer signed in. Please sign in and put your text in again.")
            return typed_page(self.request, explanation, back_url=self.request.path, status=403)
        return super().handle_no_permission()


class StatementView(AccountView):
    """A page about one statement of an organisation of the person; it does not exist for anybody else."""

    #: Pages for those who answer for the organisation.
    coordinators_only = False
    draft: StatementDraft

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            if kwargs["pk"] > _LARGEST_KEY:
                raise Http404
            self.draft = queries.draft_or_404(request.user, kwargs["pk"])
            if self.coordinators_only and not self.coordinates:
                raise PermissionDenied(f"statement {self.draft.pk}")
        try:
            return super().dispatch(request, *args, **kwargs)
        except (Closed, NotPossible) as refused:
            if typed_in(request):
                return typed_page(request, in_words(refused), back_url=self.draft.get_absolute_url(), status=409)
            messages.error(request, in_words(refused))
        return redirect(self.draft)

    @cached_property
    def coordinates(self) -> bool:
        return rules.coordinates(self.request.user, self.draft.organisation)

    @cached_property
    def places(self) -> Places:
        return Places(self.draft.process)

    def render(self, template: str, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
        """A page in the folder of this feature, with what all of them show."""
        opened = release_window(self.draft.process, self.draft.organisation)
        until = last_day(opened, self.draft.organisation)
        base = {
            "draft": self.draft,
            "process": self.draft.process,
            "organisation": self.draft.organisation,
            "federation": self.draft.mandate.umbrella.organisation if self.draft.mandate_id else None,
            "coordinates": self.coordinates,
            "window": opened,
            "days_left": (until - today()).days if until else None,
        }
        return render(
            self.request,
            f"consultations/contributions/statements/{template}",
            {**base, **(context or {})},
            status=status,
        )


def typed_in(request: HttpRequest) -> str:
    """What somebody wrote at length in a posted form."""
    names = ("title", "text", "proposed_text", "introduction", "question")
    return "\n\n".join(filter(None, (request.POST.get(name, "").strip() for name in names)))


def typed_page(request: HttpRequest, explanation: str, *, back_url: str, status: int) -> HttpResponse:
    """Why it was not stored, with everything that was typed, to copy."""
    context = {"explanation": explanation, "back_url": back_url, "typed_text": typed_in(request)}
    return render(request, "consultations/contributions/statements/typed.html", context, status=status)


def in_words(error: Exception) -> str:
    """A refusal of the services as a sentence."""
    match error:
        case NotPossible():
            return error.sentence
        case ValidationError():
            return " ".join(error.messages)
    return _("The statement was released or handed over in the meantime. Nothing was changed.")


def add_errors(form: Form, error: ValidationError) -> None:
    """Put what a service refused beside the fields it is about."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
    for name, errors in by_field.items():
        form.add_error(name if name in form.fields else None, errors)


def whole_number(text: str) -> int:
    """A key or revision from a form, -1 for anything else: no row has it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else -1
