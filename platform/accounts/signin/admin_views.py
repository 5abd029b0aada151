"""Second factors in the people admin."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.people.models import User
from accounts.signin.services import NothingToRemove, may_remove_second_factor, remove_second_factor


@require_http_methods(["GET", "HEAD", "POST"])
def remove_second_factor_of(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then remove the second factor of somebody who lost it."""
    if not request.user.is_superuser:
        raise PermissionDenied
    person = get_object_or_404(User, pk=pk)
    if not may_remove_second_factor(request.user, person):
        return redirect("mfa_index")
    if request.method != "POST":
        has_one = Authenticator.objects.filter(user=person).exists()
        return render(request, "accounts/admin/remove_second_factor.html", {"person": person, "has_one": has_one})
    try:
        remove_second_factor(person, actor=request.user)
    except NothingToRemove:
        messages.info(request, _("This person has no second factor. Nothing was changed."))
    else:
        messages.success(request, _("The second factor was removed. The person is signed out and told by mail."))
    return redirect("wagtailusers_users:edit", person.pk)
