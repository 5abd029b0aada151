"""The public page of the rules of a process."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from consultations.moderation.rules_page import queries
from consultations.process.models import Process


@require_safe
def rules(request: HttpRequest, process_slug: str) -> HttpResponse:
    """Rules, how the moderation works, how to object, who moderates, and how often something was decided."""
    process = get_object_or_404(Process.objects.visible_to(request.user), slug=process_slug)
    listed = list(process.rules.order_by("number"))
    context = {
        "process": process,
        "rules": listed,
        "statistics": queries.statistics(process, listed),
        "offices": queries.moderating_offices(process),
        "objection_days": settings.OBJECTION_DAYS,
    }
    return render(request, "consultations/moderation/rules.html", context)
