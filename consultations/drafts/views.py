"""Public pages of the draft: the current version, and older published ones."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consultations.drafts import queries
from consultations.drafts.extensions import change_causes, draft_context
from consultations.drafts.models import DraftVersion
from consultations.drafts.synopsis import Totals
from consultations.process.enums import TargetKind
from consultations.process.models import Process
from consultations.process.participation import participation
from frontend.page_cache import same_for_visitors


@require_safe
@same_for_visitors
def current(request: HttpRequest, process_slug: str) -> HttpResponse:
    """The version under consultation, or a page saying that there is none yet."""
    process = _process_or_404(request, process_slug)
    version = queries.current_version(process)
    if version is None:
        return render(request, "consultations/drafts/none.html", {"process": process})
    return _show(request, process, version, latest=version)


@require_safe
@same_for_visitors
def version(request: HttpRequest, process_slug: str, number: int) -> HttpResponse:
    """A published version by its number; prepared ones are 404 for everybody."""
    process = _process_or_404(request, process_slug)
    shown = get_object_or_404(queries.published_versions(process), number=number)
    latest = queries.current_version(process) or shown
    return _show(request, process, shown, latest=latest)


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
        "chapters": [chapter for chapter in chapters if chapter.is_different],
        "totals": Totals.of(chapters),
    }
    return render(request, "consultations/drafts/comparison.html", context)


def _is_synopsis(request: HttpRequest) -> bool:
    return request.GET.get("ansicht") == "synopse"


def _process_or_404(request: HttpRequest, slug: str) -> Process:
    return get_object_or_404(Process.objects.visible_to(request.user).prefetch_related("phases"), slug=slug)


def _show(request: HttpRequest, process: Process, version: DraftVersion, *, latest: DraftVersion) -> HttpResponse:
    """Render a version. Only the latest one can be commented."""
    is_current = version.pk == latest.pk
    window = participation(process, TargetKind.PARAGRAPH)
    context: dict[str, Any] = {
        "process": process,
        "version": version,
        "latest": latest,
        "is_current": is_current,
        "participation": window,
        "versions": list(queries.published_versions(process)),
        **draft_context.collect(request, version=version),
    }
    open_lineages = queries.changed_lineages(version) if is_current and window.is_closing_round else None
    context["sections"] = queries.with_margin(
        queries.outline(version),
        counts=context.get("contribution_counts", {}),
        notes=context.get("paragraph_notes", {}),
        is_open=is_current and window.is_open,
        open_lineages=open_lineages,
    )
    if not is_current:
        causes = change_causes.collect(request, old=version, new=latest).get("causes", {})
        queries.with_places_now(
            context["sections"], queries.compare(version, latest, causes, old_outline=context["sections"])
        )
    return render(request, "consultations/drafts/version.html", context)
