"""Downloads of published versions and comparisons. They ask the same querysets as the pages."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from consultations.drafts import queries
from consultations.drafts.models import DraftVersion
from consultations.drafts.papers.enums import PaperFormat
from consultations.drafts.papers.models import Paper
from consultations.drafts.papers.services import paper_for_reading
from consultations.process.models import Process
from frontend.made_once import PAUSE_AFTER_FAILURE

#: Seconds after which the page of somebody who waits looks again.
LOOK_AGAIN = 3


@require_safe
def draft_paper(request: HttpRequest, process_slug: str, number: int, ending: str) -> HttpResponse:
    """A published version as a file; a prepared one is 404 for everybody."""
    process, file_format = _process_or_404(request, process_slug), _format_or_404(ending)
    version = get_object_or_404(queries.published_versions(process), number=number)
    paper = paper_for_reading(version, file_format)
    return _answer(request, paper, version, f"entwurf-{process.slug}-fassung-{version.number}")


@require_safe
def comparison_paper(request: HttpRequest, process_slug: str, ending: str) -> HttpResponse:
    """The comparison of two published versions, chosen as on its page by `von` and `bis`, as a file."""
    process, file_format = _process_or_404(request, process_slug), _format_or_404(ending)
    versions = list(queries.published_versions(process))
    pair = queries.pair_of_versions(versions, request.GET.get("von", ""), request.GET.get("bis", ""))
    if pair is None:
        context = {"process": process, "versions": versions, "is_synopsis": True}
        return render(request, "consultations/drafts/comparison_missing.html", context, status=404)
    old, new = pair
    paper = paper_for_reading(new, file_format, since=old)
    return _answer(request, paper, new, f"vergleich-{process.slug}-fassung-{old.number}-{new.number}", since=old)


def _process_or_404(request: HttpRequest, slug: str) -> Process:
    return get_object_or_404(Process.objects.visible_to(request.user), slug=slug)


def _format_or_404(ending: str) -> PaperFormat:
    try:
        return PaperFormat(ending)
    except ValueError:
        raise Http404(ending) from None


def _answer(
    request: HttpRequest, paper: Paper, version: DraftVersion, name: str, *, since: DraftVersion | None = None
) -> HttpResponse:
    """The file, or a page saying that it is being made, or that it could not be."""
    if paper.is_current:
        return _file(request, paper, name)
    context = {"process": version.draft.process, "version": version, "since": since, "paper": paper}
    if paper.has_failed:
        response = render(request, "consultations/drafts/papers/failed.html", context, status=503)
        response.headers["Retry-After"] = str(int(PAUSE_AFTER_FAILURE.total_seconds()))
    else:
        response = render(request, "consultations/drafts/papers/waiting.html", context, status=202)
        # The page looks again by itself, also without scripts.
        response.headers["Refresh"] = response.headers["Retry-After"] = str(LOOK_AGAIN)
    response.headers["Cache-Control"] = "no-store"
    return response


def _file(request: HttpRequest, paper: Paper, name: str) -> HttpResponse:
    file_format = PaperFormat(paper.format)
    etag = f'"{paper.key}-{paper.format}"'
    # Who asks must be let in each time (a process can be taken back), but need not load the same file twice.
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        for name_of_header, value in headers.items():
            unchanged.headers[name_of_header] = value
        return unchanged
    headers |= {"Content-Disposition": f'attachment; filename="{name}.{file_format.value}"', "Content-Language": "de"}
    return HttpResponse(bytes(paper.content), content_type=file_format.content_type, headers=headers)
