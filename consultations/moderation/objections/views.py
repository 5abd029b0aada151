"""The author's page to object to a decision."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consultations.contributions.models import Contribution
from consultations.moderation.objections.forms import ObjectionForm
from consultations.moderation.objections.queries import contribution_of_author
from consultations.moderation.objections.rules import is_objectionable, latest_decision, objection_open_until
from consultations.moderation.objections.services import AlreadyFiled, CannotObject, file_objection


@require_http_methods(["GET", "HEAD", "POST"])
def object_to_decision(request: HttpRequest, code: str) -> HttpResponse:
    """Object to the decision that counts, with the receipt code or signed in as the author; 404 for everybody else."""
    contribution, by_receipt = contribution_of_author(request, code)
    shown_code = contribution.display_receipt_code if by_receipt else contribution.display_code
    decision = latest_decision(contribution)
    if not is_objectionable(decision, contribution):
        raise Http404
    if hasattr(decision, "objection"):
        messages.info(request, _("You have objected to this decision. Below you see how things stand."))
        return redirect("results:trace", code=shown_code)
    until = objection_open_until(decision, contribution)
    form = ObjectionForm(request.POST or None, initial={"decision": decision.pk})
    status = 200
    if request.method == "POST":
        status = 403 if until is None else 422
        if until is not None and form.is_valid():
            if form.cleaned_data["decision"] != decision.pk:
                form = ObjectionForm({"text": form.cleaned_data["text"], "decision": decision.pk})
                form.add_error(None, _("The moderation has decided anew. Please read the decision below first."))
            else:
                return _filed(request, decision, form, shown_code)
    return _page(request, contribution, decision, form, until=until, code=shown_code, status=status)


def _filed(request: HttpRequest, decision, form: ObjectionForm, code: str) -> HttpResponse:
    try:
        file_objection(decision, text=form.cleaned_data["text"])
    except AlreadyFiled:
        messages.info(request, _("You have objected to this decision. Below you see how things stand."))
    except CannotObject:
        messages.warning(request, _("Nothing was stored: the decision has changed in the meantime. It is below."))
    else:
        text = _("Your objection is stored. A second person of the moderation looks at it and answers you by e-mail.")
        messages.success(request, text)
    return redirect("results:trace", code=code)


def _page(
    request: HttpRequest, contribution: Contribution, decision, form: ObjectionForm, *, until, code: str, status: int
) -> HttpResponse:
    context = {
        "contribution": contribution,
        "process": contribution.process,
        "decision": decision,
        "form": form,
        "until": until,
        "over": decision.objection_until,
        "code": code,
    }
    response = render(request, "consultations/moderation/objection.html", context, status=status)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    # The address may be the secret; "no-referrer" would blank the Origin of the form, see the page of the trace.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response
