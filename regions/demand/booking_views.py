"""Asking for an interpreter, and the two personal pages behind it. Reading changes nothing."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from regions.demand import bookings
from regions.demand.booking_forms import AnswerForm, BookingForm
from regions.demand.booking_links import LinkRefused, link_for_asking, read_asking, read_pool
from regions.demand.enums import BookingState
from regions.demand.models import BookingRequest, Entry
from regions.demand.services import Refused
from regions.demand.views import TEMPLATES, public_pool


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def personal(read: Callable[[str], BookingRequest]) -> Callable:
    """A page behind a link: never cached, the address passed on to nobody, 404 in words for a link of others."""

    def decorate(view: Callable) -> Callable:
        @never_cache
        @require_http_methods(["GET", "HEAD", "POST"])
        @wraps(view)
        def wrapped(request: HttpRequest, token: str) -> HttpResponse:
            try:
                booking = read(token)
            except LinkRefused:
                return _private(render(request, f"{TEMPLATES}/booking_gone.html", status=404))
            return _private(view(request, booking))

        return wrapped

    return decorate


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """The form to ask a pool for an interpreter, for everybody."""
    entry = public_pool(pk)
    form = BookingForm(request.POST or None, entry=entry, user=request.user, initial=_wished(request, entry))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return _sent(request, bookings.ask(entry, form.values(), user=request.user))
            except Entry.DoesNotExist as gone:
                raise Http404 from gone
            except bookings.TooMany:
                form.add_error(None, _("Too many requests came in within a short time. Please try again in an hour."))
                status = 429
    response = render(request, f"{TEMPLATES}/book.html", {"entry": entry, "form": form}, status=status)
    if status == 429:
        response.headers["Retry-After"] = "3600"
    return response


def _wished(request: HttpRequest, entry: Entry) -> dict[str, str]:
    language = request.GET.get("sprache", "")
    if language not in entry.languages:
        language = entry.languages[0] if len(entry.languages) == 1 else ""
    return {"language": language, "mode": entry.modes[0] if len(entry.modes) == 1 else ""}


def _sent(request: HttpRequest, booking: BookingRequest) -> HttpResponse:
    if booking.state == BookingState.UNCONFIRMED:
        # The same for every address, whether or not it belongs to an account.
        return redirect("demand:book_sent", pk=booking.entry_id)
    messages.success(request, _("Your request is with the pool. The answer comes by e-mail."))
    return redirect(link_for_asking(booking))


@require_safe
def book_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """What a guest reads after sending: a mail with a link is on its way."""
    hours = int(bookings.CONFIRM_WITHIN.total_seconds() // 3600)
    return render(request, f"{TEMPLATES}/book_sent.html", {"entry": public_pool(pk), "hours": hours})


@personal(read_asking)
def booking(request: HttpRequest, booking: BookingRequest) -> HttpResponse:
    """One's own request: confirm it, read the answer, cancel it."""
    if request.method == "POST":
        try:
            if "cancel" in request.POST:
                bookings.cancel(booking)
                messages.success(request, _("Your request is cancelled."))
            else:
                bookings.confirm(booking)
                messages.success(request, _("Your request is with the pool. The answer comes by e-mail."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(request.path)
    is_late = booking.state == BookingState.UNCONFIRMED and bookings.is_too_late(booking)
    context = {"booking": booking, "entry": booking.entry, "is_late": is_late, "by_receipt": True}
    return render(request, f"{TEMPLATES}/booking.html", context)


@personal(read_pool)
def booking_answer(request: HttpRequest, booking: BookingRequest) -> HttpResponse:
    """A pool reads a request and answers it."""
    if booking.state == BookingState.UNCONFIRMED:
        return render(request, f"{TEMPLATES}/booking_gone.html", status=404)
    form = AnswerForm(request.POST or None) if booking.state == BookingState.NEW else None
    if request.method == "POST" and form is not None and form.is_valid():
        data = form.cleaned_data
        try:
            bookings.answer(booking, accepted=data["decision"] == "yes", text=data["text"])
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Your answer is on its way to the person who asked."))
        return redirect(request.path)
    status = 422 if form is not None and form.is_bound else 200
    context = {"booking": booking, "entry": booking.entry, "form": form, "by_receipt": True}
    return render(request, f"{TEMPLATES}/booking_answer.html", context, status=status)
