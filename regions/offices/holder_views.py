"""Pages on which an office keeps its own entry up to date; for everybody else there is nothing at these addresses."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.organisations.refusals import Refused
from accounts.organisations.rules import confirmed_address
from regions.offices import changes, holding, queries, services
from regions.offices.enums import RequestState
from regions.offices.forms import ClaimForm, EntryInput, MessageForm
from regions.offices.models import Office, OfficeChange, OfficeClaim
from regions.places.models import Region

TEMPLATES = "regions/offices"
FORM_METHODS = ["GET", "HEAD", "POST"]


def own_office(request: HttpRequest, pk: int) -> Office:
    """An entry this person keeps; 404 for everything else."""
    rows = Office.objects.select_related("region__parent")
    return get_object_or_404(rows, pk=pk, holder=request.user, ended_on__isnull=True)


@require_safe
@never_cache
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """The entries a person keeps, what waits for staff, and what was decided."""
    answered = OfficeChange.objects.filter(proposed_by=request.user, decided_by__isnull=False)
    context = {
        "offices": queries.held_by(request.user),
        "claims": OfficeClaim.objects.waiting().filter(user=request.user).select_related("office__region"),
        "answered": answered.select_related("office__region").order_by("-decided_at", "-pk")[:5],
    }
    return render(request, f"{TEMPLATES}/mine.html", context)


@require_http_methods(FORM_METHODS)
@never_cache
@login_required
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the own entry; staff confirm it."""
    office = own_office(request, pk)
    waiting = office.changes.waiting().first()
    data = request.POST or None
    entry = EntryInput(data, office=office, values=waiting.fields if waiting else None)
    message = MessageForm(data, initial={"message": waiting.message if waiting else ""})
    if request.method == "POST" and all([entry.is_valid(), message.is_valid()]):
        try:
            change = changes.propose(
                office, entry.values, message=message.cleaned_data["message"], seen=entry.seen, person=request.user
            )
        except Refused as refusal:
            entry.form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _sentence(change))
            return redirect("offices:mine")
    context = {"office": office, "entry": entry, "message_form": message, "waiting": waiting}
    return render(request, f"{TEMPLATES}/edit.html", context)


def _sentence(change: OfficeChange | None) -> str:
    if change is None:
        return _("Saved. Your entry becomes public when we have confirmed it.")
    if change.state == RequestState.WITHDRAWN:
        return _("Your change is taken back. The entry stays as it is.")
    return _("Thank you. We look at your change and write to you. Until then the entry stays as it is.")


@require_POST
@login_required
def say_it_is_right(request: HttpRequest, pk: int) -> HttpResponse:
    """The holder says that nothing has changed."""
    office = own_office(request, pk)
    try:
        changes.say_it_is_right(office, person=request.user)
        messages.success(request, _("Thank you. The entry now says that it was confirmed today."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("offices:mine")


@require_http_methods(FORM_METHODS)
@never_cache
@login_required
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the entry no longer, after a question."""
    office = own_office(request, pk)
    if request.method == "POST":
        try:
            holding.give_back(office, person=request.user)
            messages.success(request, _("You do not keep this entry any more."))
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        return redirect("offices:mine")
    return render(request, f"{TEMPLATES}/give_back.html", {"office": office})


@require_POST
@login_required
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proposed change back."""
    rows = OfficeChange.objects.filter(office__holder=request.user).select_related("office")
    change = get_object_or_404(rows, pk=pk)
    try:
        changes.withdraw(change, person=request.user)
        messages.success(request, _("Your change is taken back. The entry stays as it is."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("offices:mine")


@require_POST
@login_required
def withdraw_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the request to keep an entry back."""
    asked = get_object_or_404(OfficeClaim.objects.select_related("office"), pk=pk, user=request.user)
    try:
        holding.withdraw_claim(asked, person=request.user)
        messages.success(request, _("Your request is withdrawn."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect("offices:mine")


@require_http_methods(FORM_METHODS)
@never_cache
@login_required
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to keep an entry: "This is my office"."""
    office = get_object_or_404(Office.objects.public().select_related("region__parent"), pk=pk)
    if office.holder_id == request.user.pk:
        return redirect("offices:edit", pk=office.pk)
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            holding.claim(office, message=form.cleaned_data["message"], person=request.user)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Your request is on its way. You get an e-mail with the answer."))
            return redirect("offices:mine")
    context = {"office": office, "form": form, "confirmed": bool(confirmed_address(request.user))}
    return render(request, f"{TEMPLATES}/claim.html", context)


@require_http_methods(FORM_METHODS)
@never_cache
@login_required
def propose_office(request: HttpRequest, ags: str) -> HttpResponse:
    """Enter the own office where there is none yet; staff confirm it."""
    region = get_object_or_404(Region.objects.select_related("parent"), ags=ags)
    entry = EntryInput(request.POST or None, district=region)
    if request.method == "POST" and entry.is_valid():
        try:
            services.propose_office(region, entry.values, person=request.user)
        except Refused as refusal:
            entry.form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Thank you. We look at your entry and write to you. Then it becomes public."))
            return redirect("offices:mine")
    context = {"region": region, "entry": entry, "confirmed": bool(confirmed_address(request.user))}
    return render(request, f"{TEMPLATES}/propose.html", context)
