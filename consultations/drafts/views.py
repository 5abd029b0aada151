"""Public pages of the draft: the current version, and older published ones."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from consultations.drafts import queries, reading
from consultations.drafts.consulted import consulted_on
from consultations.drafts.extensions import change_causes, draft_context
from consultations.drafts.models import DraftVersion, Section
from consultations.drafts.reading import WHOLE_LIMIT, Addresses
from consultations.drafts.search import cleaned, search
from consultations.drafts.synopsis import Totals
from consultations.process.enums import TargetKind
from consultations.process.models import Process
from consultations.process.participation import participation_for
from frontend.page_cache import same_for_visitors

HITS_PER_PAGE = 25


@require_safe
@same_for_visitors
def current(request: HttpRequest, process_slug: str) -> HttpResponse:
    """The version under consultation, or a page saying that there is none yet. `suche` looks for words in it."""
    process = _process_or_404(request, process_slug)
    version = queries.current_version(process)
    if version is None:
        return render(request, "consultations/drafts/none.html", {"process": process})
    return _show(request, process, version, latest=version)


@require_safe
@same_for_visitors
def version(request: HttpRequest, process_slug: str, number: int) -> HttpResponse:
    """A published version by its number; prepared ones are 404 for everybody. `suche` looks for words in it."""
    process = _process_or_404(request, process_slug)
    shown, latest = _versions_or_404(process, number)
    return _show(request, process, shown, latest=latest)


@require_safe
def whole(request: HttpRequest, process_slug: str, number: int | None = None) -> HttpResponse:
    """All chapters of a version on one page, however many, to print them or to look through them."""
    process = _process_or_404(request, process_slug)
    shown, latest = _versions_or_404(process, number)
    return _show(request, process, shown, latest=latest, is_whole=True)


@require_safe
def chapter(request: HttpRequest, process_slug: str, lineage: str, number: int | None = None) -> HttpResponse:
    """One chapter of a version; for htmx only the chapter itself, which takes the place of its heading in the draft.

    A chapter that the current version has no more leads to the latest version that has it.
    """
    process = _process_or_404(request, process_slug)
    shown, latest = _versions_or_404(process, number)
    sections = reading.chapters(shown)
    page = reading.ChapterPage.of(sections, lineage)
    if page is None:
        return _to_place(process, lineage, number)
    context = _context(request, process, shown, latest=latest, sections=sections, loaded=[page.section])
    is_fragment = request.htmx and not request.htmx.boosted
    template = "_chapter.html" if is_fragment else "chapter.html"
    response = render(
        request,
        f"consultations/drafts/{template}",
        context | {"page": page, "section": page.section, "is_fragment": is_fragment},
    )
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def place(request: HttpRequest, process_slug: str, lineage: str, number: int | None = None) -> HttpResponse:
    """Leads to a paragraph or chapter wherever it stands: the lasting address of a place in the text.

    Without a number it is looked up in the current version, or in the latest one that had it.
    """
    return _to_place(_process_or_404(request, process_slug), lineage, number)


@require_safe
def comparison(request: HttpRequest, process_slug: str) -> HttpResponse:
    """Two published versions against each other: `von`, `bis`, and `ansicht` (aenderungen or synopse).

    What is left out or makes no sense is filled in: the current version against the one before. A number that is not
    published is 404 for everybody, with the versions there are.
    """
    process = _process_or_404(request, process_slug)
    versions = list(queries.published_versions(process))
    context: dict[str, Any] = {"process": process, "versions": versions, "is_synopsis": _is_synopsis(request)}
    pair = queries.pair_of_versions(versions, request.GET.get("von", ""), request.GET.get("bis", ""))
    if pair is None:
        return render(request, "consultations/drafts/comparison_missing.html", context, status=404)
    old, new = pair
    chapters = queries.compare(old, new, change_causes.collect(request, old=old, new=new).get("causes", {}))
    context |= {
        "old": old,
        "new": new,
        "latest": versions[0],
        "old_addresses": Addresses.of(old, is_current=False, paragraph_count=queries.old_count(chapters)),
        "new_addresses": Addresses.of(
            new, is_current=new.pk == versions[0].pk, paragraph_count=queries.new_count(chapters)
        ),
        "chapters": [chapter for chapter in chapters if chapter.is_different],
        "totals": Totals.of(chapters),
    }
    return render(request, "consultations/drafts/comparison.html", context)


def _is_synopsis(request: HttpRequest) -> bool:
    return request.GET.get("ansicht") == "synopse"


def _process_or_404(request: HttpRequest, slug: str) -> Process:
    return get_object_or_404(Process.objects.visible_to(request.user).prefetch_related("phases"), slug=slug)


def _versions_or_404(process: Process, number: int | None) -> tuple[DraftVersion, DraftVersion]:
    """A published version by its number, None for the current one, and the current one."""
    latest = queries.current_version(process)
    if latest is None:
        raise Http404
    if number is None or number == latest.number:
        return latest, latest
    return get_object_or_404(queries.published_versions(process), number=number), latest


def _to_place(process: Process, lineage: str, number: int | None) -> HttpResponse:
    versions = queries.published_versions(process)
    latest = queries.current_version(process)
    if latest is None:
        raise Http404
    if number is not None:
        versions = versions.filter(number=number)
    version, section, anchor = reading.find_place(versions, lineage)
    is_current = number is None and version.pk == latest.pk
    addresses = Addresses.of(version, is_current=is_current, paragraph_count=version.paragraphs.count())
    return redirect(f"{addresses.chapter(section) if addresses.is_split else addresses.start}#{anchor}")


def _show(
    request: HttpRequest, process: Process, version: DraftVersion, *, latest: DraftVersion, is_whole: bool = False
) -> HttpResponse:
    """Render a version: the whole text, or its first chapters when it is long, or what was searched for."""
    sections = reading.chapters(version)
    query = cleaned(request.GET.get("suche", ""))
    is_whole = is_whole or sum(section.paragraph_count for section in sections) <= WHOLE_LIMIT
    loaded = sections if is_whole or query else reading.first_chapters(sections)
    context = _context(request, process, version, latest=latest, sections=sections, loaded=loaded)
    context |= {"is_whole": is_whole, "query": query}
    if query:
        hits = search(sections, query)
        context |= {"page": Paginator(hits, HITS_PER_PAGE).get_page(request.GET.get("page")), "hit_count": len(hits)}
        return render(request, "consultations/drafts/search.html", context)
    return render(request, "consultations/drafts/version.html", context)


def _context(
    request: HttpRequest,
    process: Process,
    version: DraftVersion,
    *,
    latest: DraftVersion,
    sections: list[Section],
    loaded: list[Section],
) -> dict[str, Any]:
    """What every page of a version shows; `loaded` are the chapters with text. Only the latest can be commented."""
    is_current = version.pk == latest.pk
    window = participation_for(request.user, process, TargetKind.PARAGRAPH)
    count = sum(section.paragraph_count for section in sections)
    context: dict[str, Any] = {
        "process": process,
        "version": version,
        "latest": latest,
        "is_current": is_current,
        "participation": window,
        "paragraph_count": count,
        "addresses": Addresses.of(version, is_current=is_current, paragraph_count=count),
        "sections": sections,
        "versions": list(queries.published_versions(process)),
        **draft_context.collect(request, version=version),
    }
    for section in sections:
        section.url = context["addresses"].chapter(section.lineage)
    open_lineages = None
    if is_current and window.is_closing_round:
        open_lineages = queries.changed_lineages(version, consulted_on(version, window.phase))
    # What became of the paragraphs of an older version, only the whole text tells.
    reading.load(loaded if is_current else sections)
    queries.with_margin(
        loaded,
        counts=context.get("contribution_counts", {}),
        notes=context.get("paragraph_notes", {}),
        is_open=is_current and window.is_open,
        open_lineages=open_lineages,
    )
    if not is_current:
        causes = change_causes.collect(request, old=version, new=latest).get("causes", {})
        entries = queries.compare(version, latest, causes, old_outline=sections)
        queries.with_places_now(loaded, entries)
        context["latest_addresses"] = Addresses.of(latest, is_current=True, paragraph_count=queries.new_count(entries))
        for section in sections:
            section.is_loaded = section in loaded
    return context
