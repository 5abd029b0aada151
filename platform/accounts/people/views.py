"""The page of one's own data."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from accounts.people.forms import ProfileForm
from accounts.people.services import save_profile


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Display name, real name and language."""
    form = ProfileForm(request.POST or None, person=request.user)
    if request.method != "POST" or not form.is_valid():
        return render(request, "accounts/people/profile.html", {"form": form})
    person = save_profile(request.user, **form.cleaned_data)
    with override(person.language):
        messages.success(request, _("Your data are stored."))
    response = redirect("accounts:profile")
    # The same cookie as the switch in the header: what one chooses here is what one sees.
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        person.language,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
