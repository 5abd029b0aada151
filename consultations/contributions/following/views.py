"""Pages of followers: follow, see what one follows, stop the mails."""

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from consultations.contributions.following import services
from consultations.contributions.following.queries import follow_button, followed_by
from consultations.contributions.following.targets import FOLLOWABLE, find_target, page_of
from consultations.contributions.targets import Target
from consultations.contributions.telling.subjects import FOLLOWED
from consultations.process.models import Process
from notifications.preferences import Choices


@require_POST
def follow(request: HttpRequest, process_slug: str) -> HttpResponse:
    """Follow a part of a draft or a process, or follow it no longer (`do` = "unfollow")."""
    process = get_object_or_404(Process.objects.visible_to(request.user), slug=process_slug)
    described = find_target(process, request.POST.get("kind", ""), request.POST.get("lineage", "").replace("\x00", ""))
    page = page_of(process, described.kind, described.lineage)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = page
    if not request.user.is_authenticated:
        response = redirect_to_login(page)
        # htmx would put the sign-in page in the place of the button.
        return HttpResponse(headers={"HX-Redirect": response.url}) if request.htmx else response
    if request.POST.get("do") == "unfollow":
        services.unfollow(request.user, described)
    else:
        services.follow(request.user, described)
    if request.htmx:
        button = follow_button(request, described)
        return render(request, "consultations/contributions/following/button.html", {"follow_button": button})
    return redirect(back)


def follow_if_asked(request: HttpRequest, described: Target) -> None:
    """Follow what a contribution is about if its author ticked the box; unticked changes nothing."""
    if request.POST.get("follow") == "1" and described.kind in FOLLOWABLE:
        services.follow(request.user, described)


@login_required
@require_safe
def followed(request: HttpRequest) -> HttpResponse:
    """What the signed-in person follows."""
    rows = followed_by(request.user)
    often = Choices([request.user.pk]).frequency(request.user.pk, FOLLOWED)
    context = {"followed": rows, "often": often}
    return render(request, "consultations/contributions/following/list.html", context)
