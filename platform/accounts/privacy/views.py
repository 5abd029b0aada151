"""One's own data: what is stored, a file with all of it, and closing the account."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.privacy import notices
from accounts.privacy.closing import AlreadyClosed, CannotClose, close_account, consequences, obstacles
from accounts.privacy.exports import TooMany, ask_for_export
from accounts.privacy.forms import CloseForm
from accounts.privacy.models import Consent, DataExport


@require_safe
@login_required
def my_data(request: HttpRequest) -> HttpResponse:
    """What the person can do about their data."""
    consents = Consent.objects.filter(user=request.user).select_related("notice")
    documents = notices.documents({row.notice.document for row in consents})
    rows = [{"consent": row, "document": documents.get(row.notice.document)} for row in consents]
    exports = list(DataExport.objects.filter(user=request.user)[:5])
    context = {"exports": exports, "consents": rows, "is_waiting": any(row.state == "waiting" for row in exports)}
    response = render(request, "accounts/privacy/my_data.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@login_required
@reauthentication_required
def export(request: HttpRequest) -> HttpResponse:
    """Have the file made."""
    try:
        ask_for_export(request.user)
    except TooMany:
        messages.error(request, _("You asked for your data a moment ago. Please wait ten minutes."))
    else:
        messages.success(request, _("Your file is being prepared. You get an e-mail when it is ready."))
    return redirect("accounts:my_data")


@require_safe
@login_required
@reauthentication_required
def fetch(request: HttpRequest, key) -> HttpResponse:
    """The file: for the person it is about, while signed in, for seven days."""
    row = get_object_or_404(DataExport, key=key, user=request.user)
    if not row.can_be_fetched:
        raise Http404
    try:
        content = row.file.open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = FileResponse(content, as_attachment=True, filename="meine-daten.zip", content_type="application/zip")
    response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
def close(request: HttpRequest) -> HttpResponse:
    """Close the account after a look at what that means."""
    form = CloseForm(request.POST if request.method == "POST" else None)
    reasons = obstacles(request.user)
    if request.method == "POST" and form.is_valid() and not reasons:
        try:
            close_account(request.user, actor=request.user)
        except CannotClose as refused:
            reasons = refused.reasons
        except AlreadyClosed:
            # A second click, or another window: what was wanted is done.
            return _goodbye(request)
        else:
            return _goodbye(request)
    context = {"form": form, "obstacles": reasons, "consequences": consequences(request.user)}
    status = 409 if reasons and request.method == "POST" else 422 if form.errors else 200
    response = render(request, "accounts/privacy/close.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def _goodbye(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, _("Your account is closed. Thank you for taking part."))
    return redirect("/")


@require_POST
@login_required
def read_notice(request: HttpRequest) -> HttpResponse:
    """Record that the person has read the notice of the site as it is worded now."""
    notices.has_read(request.user, notices.SITE)
    return redirect("accounts:overview")
