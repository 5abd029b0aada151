"""Pages of followers: follow, see what one follows, stop the mails."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consultations.contributions.following import services
from consultations.contributions.following.queries import follow_button, followed_by
from consultations.contributions.following.targets import find_target, page_of
from consultations.contributions.targets import Target
from consultations.process.models import Process


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
    if request.POST.get("follow") == "1":
        services.follow(request.user, described)


@login_required
@require_safe
def followed(request: HttpRequest) -> HttpResponse:
    """What the signed-in person follows."""
    rows = followed_by(request.user)
    context = {"followed": rows, "is_silent": any(not row.follow.by_mail for row in rows)}
    return render(request, "consultations/contributions/following/list.html", context)


@login_required
@require_POST
def switch_mails(request: HttpRequest) -> HttpResponse:
    """Mails about everything the person follows on or off."""
    if request.POST.get("mails") == "on":
        services.mails_on(request.user)
        messages.success(request, _("You get e-mails again about what you follow."))
    else:
        services.mails_off(request.user)
        messages.success(request, _("You get no more e-mails about what you follow."))
    return redirect(reverse("contributions:followed"))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the mails by the link in one of them: opening it shows a button, only the button does it.

    Mail programs post here without a page of ours (RFC 8058), so there is no token against forged requests: the signed
    link, which only the recipient has, is what proves the wish.
    """
    user = services.user_of_token(token)
    done = user is not None and request.method == "POST"
    if done:
        services.mails_off(user)
    context = {"is_known": user is not None, "is_done": done}
    response = render(
        request, "consultations/contributions/following/unsubscribe.html", context, status=200 if user else 410
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
