"""A person's own list of contributions begun and not sent."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consultations.contributions.forms import ContributionForm
from consultations.contributions.saved import queries, services
from consultations.contributions.saved.models import SavedContribution
from consultations.contributions.targets import Target

PER_PAGE = 20


@login_required
@never_cache
@require_safe
def saved_list(request: HttpRequest) -> HttpResponse:
    """Everything the signed-in person has begun, with what can still be sent."""
    page = Paginator(queries.of_person(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "entries": queries.entries(request.user, list(page.object_list))}
    return render(request, "consultations/contributions/saved/list.html", context)


@login_required
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one of them; other people's do not exist for anybody else."""
    get_object_or_404(SavedContribution.objects.of(request.user), pk=pk).delete()
    messages.success(request, _("The text you had begun is deleted."))
    return redirect("contributions:saved")


def keep_for_later(request: HttpRequest, described: Target, parent_code: str) -> HttpResponse:
    """Keep the posted form of a signed-in person: by the button, or by the script a few seconds after typing."""
    saved = keep_posted(request, described, parent_code)
    if request.htmx:
        return render(request, "consultations/contributions/saved/state.html", {"saved": saved})
    if saved is None:
        messages.info(request, _("There was nothing to save: you have not written anything yet."))
        return redirect(f"{request.path}#beitrag-schreiben")
    messages.success(
        request, _("Your text is saved. It is not sent yet. You find it here, and among your unfinished contributions.")
    )
    return redirect(saved)


def discard_here(request: HttpRequest, described: Target, parent_code: str) -> HttpResponse:
    """Delete what is kept about this target, and go back to the empty form."""
    services.discard(request.user, described, parent_code)
    messages.success(request, _("The text you had begun is deleted."))
    return redirect(f"{request.path}#beitrag-schreiben")


def keep_posted(request: HttpRequest, described: Target, parent_code: str) -> SavedContribution | None:
    """Keep what a signed-in person posted; None for visitors, and when nothing is written in it."""
    if not request.user.is_authenticated:
        return None
    fields = services.typed_fields(request.POST, ContributionForm.KEPT)
    return services.save(request.user, described, fields, parent_code)
