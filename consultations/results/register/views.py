"""Public pages of the register. A receipt code comes by POST only, and no answer to it is kept anywhere."""

from allauth.core.internal import ratelimit
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations.contributions import codes
from consultations.contributions.models import Contribution
from consultations.contributions.originals import is_author
from consultations.process.models import Process
from consultations.results.register import files, queries
from consultations.results.register.forms import ReceiptForm
from consultations.results.register.models import RegisterSeal
from frontend.page_cache import remember

#: Codes cannot be guessed; the limit keeps a machine from making the site compute.
LIMITS = {"check": "60/5m/ip"}


def _limited(request: HttpRequest) -> HttpResponse | None:
    return ratelimit.consume_or_429(request, app="konzeptdialog.register", action="check", config=LIMITS)


def _process(request: HttpRequest, slug: str) -> Process:
    return get_object_or_404(Process.objects.visible_to(request.user), slug=slug)


def _page(request: HttpRequest, process: Process, form: ReceiptForm, proof=None, status: int = 200) -> HttpResponse:
    seals, key = list(queries.seals_of(process)), f"{process.pk} {get_language()}"
    context = {
        "process": process,
        "seals": seals,
        # Counting a hundred thousand lines takes a moment, and the form keeps the page itself from being kept.
        "balance": remember(f"register of {key}", lambda: queries.balance(seals)) if seals else None,
        "not_sealed": remember(f"not in register of {key}", lambda: queries.not_sealed_yet(process)),
        # The field is empty again for the next receipt.
        "form": ReceiptForm() if proof else form,
        "proof": proof,
        "checked_code": form.cleaned_data["code"] if proof else "",
        "procedure": queries.PROCEDURE.read_text(encoding="utf-8"),
    }
    return render(request, "consultations/results/register/register.html", context, status=status)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, process_slug: str) -> HttpResponse:
    """The seals of a process, and the check of a receipt."""
    process = _process(request, process_slug)
    if request.method != "POST":
        return _page(request, process, ReceiptForm())
    if (refused := _limited(request)) is not None:
        return refused
    form, proof = ReceiptForm(request.POST), None
    if form.is_valid():
        proof = queries.proof_for(process, form.cleaned_data["code"])
        if proof is None:
            form.add_error("code", _why_not(process, form.cleaned_data["code"]))
    response = _page(request, process, form, proof, status=200 if proof else 404)
    response.headers["Cache-Control"] = "no-store"
    return response


def _why_not(process: Process, code: str) -> str:
    """Why a code leads to no line; the same words for every code that opens nothing here."""
    if not queries.is_received(process, code):
        return _(
            "No contribution to this consultation has this receipt code. Please check the code, and whether it belongs "
            "to this consultation."
        )
    if process.register_seals.exists():
        return _(
            "Your contribution has been received. It came or was recorded after the last seal and is sealed with the "
            "next one."
        )
    return _("Your contribution has been received. The register is sealed after the phase has ended.")


@never_cache
@sensitive_post_parameters("code")
@require_POST
def receipt(request: HttpRequest, process_slug: str) -> HttpResponse:
    """The receipt as a file: with the receipt code, or for the signed-in author with the public number."""
    process = _process(request, process_slug)
    if (refused := _limited(request)) is not None:
        return refused
    code = codes.normalise(request.POST.get("code", "")[:60])
    if len(code) == codes.PUBLIC_LENGTH:
        mine = get_object_or_404(Contribution.objects.received(), process=process, code=code)
        if not is_author(request.user, mine):
            raise Http404
        code = mine.receipt_code
    proof = queries.proof_for(process, code)
    if proof is None:
        raise Http404
    response = JsonResponse(proof.as_file(), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = 'attachment; filename="beleg.json"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _seal(request: HttpRequest, process_slug: str, phase_key: str, number: int) -> RegisterSeal:
    process = _process(request, process_slug)
    rows = RegisterSeal.objects.light().select_related("process")
    return get_object_or_404(rows, process=process, phase_key=phase_key, number=number)


@require_safe
def download(request: HttpRequest, process_slug: str, phase_key: str, number: int) -> StreamingHttpResponse:
    """The whole register with all its lines."""
    seal = _seal(request, process_slug, phase_key, number)
    response = StreamingHttpResponse(files.register_lines(seal), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="register-{seal.phase_key}-{seal.number}.json"'
    return response


@require_safe
def seal_text(request: HttpRequest, process_slug: str, phase_key: str, number: int) -> HttpResponse:
    """The seal as a text."""
    seal = _seal(request, process_slug, phase_key, number)
    return HttpResponse(files.seal_text(seal), content_type="text/plain; charset=utf-8")
