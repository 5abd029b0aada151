"""The public page of a released statement."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consultations.contributions.codes import normalise
from consultations.contributions.models import Contribution
from consultations.contributions.queries import for_page
from consultations.contributions.statements.queries import public_papers
from consultations.process.models import Process

PER_PAGE = 20


@require_safe
def statement(request: HttpRequest, code: str) -> HttpResponse:
    """What was published of a statement whose organisation agreed to be named; the cover letter is not part of it."""
    papers = public_papers().filter(statement__process__in=Process.objects.visible_to(request.user))
    paper = get_object_or_404(papers.defer("pdf", "content"), code=normalise(code)[:8])
    rows = Contribution.objects.public().filter(statement=paper.statement).with_support().for_display().order_by("pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "paper": paper,
        "statement": paper.statement,
        "process": paper.statement.process,
        "page": page,
        "contributions": for_page(request, list(page.object_list)),
        "total": page.paginator.count,
    }
    return render(request, "consultations/contributions/statements/public.html", context)
