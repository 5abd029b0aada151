"""Pages about signing in: second factor of staff, signed-in devices, joining."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_not_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.signin import devices, joining
from accounts.signin.middleware import WANTED_KEY
from accounts.signin.second_factor import Step, needs_second_factor, next_step


@never_cache
@require_safe
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why staff need a second factor, and the ways to get one; afterwards back to where they wanted to go."""
    wanted = request.GET.get("next", "")
    if not get_adapter(request).is_safe_url(wanted):
        wanted = reverse("wagtailadmin_home")
    if not needs_second_factor(request.user):
        return redirect("mfa_index")
    if next_step(request) is not Step.SET_UP:
        return redirect(wanted)
    request.session[WANTED_KEY] = wanted
    return render(request, "accounts/signin/second_factor.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def device_list(request: HttpRequest) -> HttpResponse:
    """Where the person is signed in; each place can be signed out, or all others."""
    this = request.session.session_key
    if request.method != "POST":
        return render(request, "usersessions/devices.html", {"devices": devices.devices_of(request.user, this)})
    chosen = request.POST.get("device", "")
    only = int(chosen) if chosen.isdecimal() and len(chosen) < 18 else None
    if only is None and "others" not in request.POST:
        return redirect("usersessions_list")
    ended = devices.sign_out(request.user, only=only, keep=this)
    if ended:
        text = ngettext("Signed out on %(count)s device.", "Signed out on %(count)s devices.", ended)
        messages.success(request, text % {"count": ended})
    else:
        messages.info(request, _("Nobody was signed in there any more."))
    return redirect("usersessions_list")


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Connect a sign-in elsewhere with the account that has the same address; the person signs in to it first."""
    kept = joining.waiting(request)
    if kept is None:
        return redirect("account_login")
    context = {"provider_name": kept["provider_name"], "here": reverse("accounts:join")}
    if not request.user.is_authenticated:
        return render(request, "accounts/signin/join.html", context)
    context["is_right_account"] = joining.belongs_to(kept, request.user)
    if request.method != "POST":
        return render(request, "accounts/signin/join.html", context)
    if "leave" in request.POST:
        joining.forget(request)
        return redirect("accounts:overview")
    return _join(request, context)


def _join(request: HttpRequest, context: dict) -> HttpResponse:
    try:
        account = joining.join(request)
    except joining.CannotJoin:
        messages.error(request, _("The two could not be connected. Nothing was changed."))
        return render(request, "accounts/signin/join.html", {**context, "is_right_account": False}, status=409)
    adapter = get_adapter(request)
    adapter.send_notification_mail(
        "socialaccount/email/account_connected",
        request.user,
        {"account": account, "provider": context["provider_name"]},
    )
    messages.success(
        request, _("Connected. From now on you can sign in with %(name)s.") % {"name": context["provider_name"]}
    )
    return redirect("accounts:overview")
