"""The overview of the account."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.extensions import overview_panels


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Everything that is the person's own; features add their sections."""
    return render(request, "accounts/overview/overview.html", {"panels": overview_panels.render(request)})
