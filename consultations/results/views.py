"""Public pages of the results: what was decided, and what became of one contribution."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from consultations.contributions import codes
from consultations.contributions.attachments.queries import attachments_for
from consultations.contributions.attachments.rules import receipt_key
from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.contributions.originals import is_withheld
from consultations.contributions.own.rules import actions_for
from consultations.contributions.statements.queries import with_statements
from consultations.drafts.queries import published_versions
from consultations.moderation.objections.rules import latest_decision, objection_open_until
from consultations.moderation.originals import original_url
from consultations.moderation.reports.rules import is_reportable
from consultations.process.models import Process
from consultations.process.queries import notices_to_show
from consultations.results import listing, queries
from consultations.results.behind import Behind
from consultations.results.events import changes_of_answers
from consultations.results.extensions import finding_panels, results_panels, trace_panels
from consultations.results.forms import LookupForm
from consultations.results.trace import Reader, build_trace, reader_of
from frontend.page_cache import same_for_visitors

#: Entries on a page of the latest results, and of the contributions behind one finding.
PER_PAGE = 25
#: Findings on a page of the results of a process: each with its bars, contributions and changed paragraphs.
FINDINGS_PER_PAGE = 10


@require_safe
@same_for_visitors
def results(request: HttpRequest, process_slug: str) -> HttpResponse:
    """The published results of a process, page by page, as far as the address narrows them."""
    process = get_object_or_404(Process.objects.visible_to(request.user), slug=process_slug)
    by_decision, by_field = queries.decisions_overview(process)
    total = sum(by_decision.values())
    context = {"process": process, "total": total, "results_panels": results_panels}
    context |= {"coverage": queries.coverage(process), "shares": queries.shares_of(by_decision)}
    if total:
        context |= _found(request, process, by_field)
        context["has_comparison"] = published_versions(process).count() > 1
    return render(request, "consultations/results/results.html", context)


def _found(request: HttpRequest, process: Process, by_field: dict) -> dict[str, Any]:
    """The page of findings an address asks for, and how many there are in each action field."""
    asked = listing.asked(process, request.GET)
    page = Paginator(asked.found(), FINDINGS_PER_PAGE).get_page(request.GET.get("page"))
    is_whole = not asked.is_limited and not page.has_other_pages()
    return {
        "asked": asked,
        "page": page,
        "is_whole": is_whole,
        "fields": queries.results_by_field(process, list(page), with_empty=is_whole),
        "overview": queries.field_overview(process, by_field),
    }


@require_safe
def finding(request: HttpRequest, process_slug: str, number: int) -> HttpResponse:
    """One published finding with all public contributions behind it; of a merged one the one it became part of."""
    process = get_object_or_404(Process.objects.visible_to(request.user), slug=process_slug)
    row = queries.published_findings(process).filter(number=number).first()
    if row is None:
        standing = queries.standing_instead(process, number)
        if standing is None:
            raise Http404
        return redirect("results:finding", process_slug=process.slug, number=standing.number)
    behind = Behind(row, request.GET)
    context = {
        "process": process,
        "result": queries.results_for([row], limit=0)[0],
        "changed_answers": changes_of_answers([row]).get(row.pk, []),
        "finding_panels": finding_panels,
        "behind": behind,
        "page": Paginator(behind.rows, PER_PAGE).get_page(request.GET.get("page")),
    }
    context["sources"] = [queries.source(source) for source in context["page"]]
    return render(request, "consultations/results/finding.html", context)


@require_safe
def latest(request: HttpRequest) -> HttpResponse:
    """The results published last, across processes."""
    page = Paginator(queries.published_findings().order_by("-published_at", "-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    processes = queries.processes_with_results()
    shown = list({row.process_id: row.process for row in page}.values())
    context = {"page": page, "processes": processes, "notices": notices_to_show(request, shown)}
    return render(request, "consultations/results/latest.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """Find a contribution by its code; it comes by POST, so that no receipt code is kept in a query string."""
    form = LookupForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        try:
            _find(request, code)
        except Http404:
            form.add_error("code", _unknown())
        else:
            return redirect("results:trace", code=code)
    status = 404 if form.is_bound and form.errors else 200
    return render(request, "consultations/results/lookup.html", {"form": form}, status=status)


@require_safe
def trace(request: HttpRequest, code: str) -> HttpResponse:
    """What became of one contribution: by its public code if it is public, by its receipt code for its author."""
    try:
        contribution, reader, by_receipt = _find(request, code)
    except Http404:
        form = LookupForm({"code": code[:60]})
        form.is_valid()
        form.add_error("code", _unknown())
        return render(request, "consultations/results/lookup.html", {"form": form}, status=404)
    with_statements([contribution])
    context = {
        "trace": build_trace(contribution, reader),
        "trace_panels": trace_panels,
        "reader": reader,
        "contribution": contribution,
        "process": contribution.process,
        "by_receipt": by_receipt,
        "is_public": reader == Reader.PUBLIC,
        "attachments": _attachments(request, contribution, reader, by_receipt=by_receipt),
        "show_state_of_files": reader != Reader.PUBLIC,
        "withheld": reader == Reader.TEAM and is_withheld(contribution),
        "original_url": original_url(request.user, contribution),
        "objection_until": objection_open_until(latest_decision(contribution), contribution)
        if reader == Reader.AUTHOR
        else None,
        "trace_code": contribution.display_receipt_code if by_receipt else contribution.display_code,
        "is_reportable": is_reportable(contribution),
    }
    over = contribution.state in (State.UNCONFIRMED, State.WITHDRAWN) or contribution.is_official_reply
    if reader == Reader.AUTHOR and not over:
        code = contribution.display_receipt_code if by_receipt else contribution.display_code
        context |= {"own": actions_for(contribution), "own_code": code}
    response = render(request, "consultations/results/trace.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    if reader != Reader.PUBLIC:
        response.headers["Cache-Control"] = "no-store"
    if by_receipt:
        # The address is the secret. "no-referrer" would also blank the Origin of the page's own forms (language,
        # sign out), and the protection against forged requests would refuse them.
        response.headers["Referrer-Policy"] = "strict-origin"
    return response


def _attachments(request: HttpRequest, contribution: Contribution, reader: Reader, *, by_receipt: bool) -> list:
    """What the reader of a trace may open; with the receipt code each address carries a key of its own."""
    found = attachments_for(request.user, contribution, is_author=reader == Reader.AUTHOR)
    for attachment in found:
        attachment.receipt_key = receipt_key(attachment) if by_receipt else ""
    return found


def _unknown() -> str:
    """The same words for a code that never was and for a contribution that is not public."""
    return _(
        "We found no public contribution with this code. Please check the code. If your contribution is not published, "
        "use the long code from our e-mail or sign in."
    )


def _find(request: HttpRequest, code: str) -> tuple[Contribution, Reader, bool]:
    """The contribution a code opens for a person, as whom they read it, and whether the code was the secret one.

    Raises Http404 for every code that opens nothing, whatever the reason.
    """
    code = codes.normalise(code)
    rows = (
        Contribution.objects.received()
        .filter(process__in=Process.objects.visible_to(request.user))
        .select_related("process", "category", "region", "user")
    )
    if len(code) == codes.RECEIPT_LENGTH:
        return get_object_or_404(rows, receipt_code=code), Reader.AUTHOR, True
    if len(code) != codes.PUBLIC_LENGTH:
        raise Http404
    contribution = get_object_or_404(rows, code=code)
    reader = reader_of(request.user, contribution)
    if reader == Reader.PUBLIC and not Contribution.objects.traceable().filter(pk=contribution.pk).exists():
        raise Http404
    return contribution, reader, False
