"""Pages of people about their mails: settings, and the link to switch them off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from notifications.forms import PreferencesForm
from notifications.preferences import read_token, switch_off
from notifications.subjects import subject


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """How often the signed-in person wants to be told of what."""
    form = PreferencesForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        messages.success(request, _("Saved.") if form.save() else _("Nothing had changed."))
        return redirect("notifications:preferences")
    return render(request, "notifications/preferences.html", {"form": form}, status=422 if form.errors else 200)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Switch mails off by the link in one of them: opening it shows a button, only the button does it.

    Mail programs post here without a page of ours (RFC 8058), so there is no token against forged requests: the signed
    link, which only the recipient has, is what proves the wish.
    """
    found = read_token(token)
    user, keys = found or (None, [])
    done = user is not None and request.method == "POST"
    if done:
        for key in keys:
            switch_off(user, key)
    context = {"is_known": user is not None, "is_done": done, "subjects": [subject(key) for key in keys]}
    response = render(request, "notifications/unsubscribe.html", context, status=200 if user else 410)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
