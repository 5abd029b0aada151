"""Public pages of processes."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consultations.process import queries
from consultations.process.enums import PhaseKind
from consultations.process.extensions import process_panels
from consultations.process.participation import who_may_contribute
from consultations.process.timeline import fold_past, timeline
from frontend.page_cache import same_for_visitors

PER_PAGE = 20
NEWS_ON_PAGE = 2


@require_safe
def process_list(request: HttpRequest) -> HttpResponse:
    """All processes, or with `?status=` the running or finished ones; an unknown status shows all."""
    status = request.GET.get("status", "")
    if status not in {queries.RUNNING, queries.FINISHED}:
        status = ""
    page = Paginator(queries.listed_processes(request.user, status), PER_PAGE).get_page(request.GET.get("page"))
    processes = list(page.object_list)
    context = {
        "page": page,
        "cards": [queries.card(process) for process in processes],
        "notices": queries.notices_to_show(request, processes),
        "status": status,
        "running": queries.RUNNING,
        "finished": queries.FINISHED,
    }
    return render(request, "consultations/process/list.html", context)


@require_safe
@same_for_visitors
def process_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The page of one process; before publication its team sees a preview, everybody else 404."""
    process = get_object_or_404(queries.page_processes(request.user), slug=slug)
    card = queries.card(process)
    past_steps, steps = fold_past(timeline(process))
    context = {
        "process": process,
        "card": card,
        "actions": queries.actions(request, process),
        "past_steps": past_steps,
        "steps": steps,
        "who_may": who_may_contribute(process),
        "takes_conferences": queries.still_has(process, PhaseKind.CONFERENCES),
        "takes_comments": queries.still_has(process, PhaseKind.CONSULTATION, PhaseKind.CLOSING_ROUND),
        "other_languages": queries.other_languages(process, card.text["language"]),
        "news": process.news[:NEWS_ON_PAGE],
        "older_news": process.news[NEWS_ON_PAGE:],
        "panels": process_panels.render(request, process=process),
    }
    return render(request, "consultations/process/detail.html", context)
