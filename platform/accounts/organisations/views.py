"""Pages of organisations: one's own, the search, a new one, and the page of each."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.enums import RequestState
from accounts.organisations import joining, members, queries, rules, services
from accounts.organisations.forms import ChangeForm, CreateForm, InviteForm, JoinForm, PositionForm
from accounts.organisations.models import JoinRequest, Membership, Organisation
from accounts.organisations.refusals import Refused

TEMPLATES = "accounts/organisations"


def find_for(request: HttpRequest, pk: int) -> tuple[Organisation, Membership | None]:
    """An organisation this person may see, and how they belong to it; 404 for everything else."""
    rows = Organisation.objects.select_related("category", "region", "merged_into")
    organisation = get_object_or_404(rows, pk=pk)
    membership = rules.membership_of(request.user, organisation)
    if membership is None and organisation.is_refused:
        # A refused organisation is the business of those who entered it.
        raise Http404
    return organisation, membership


def coordinated_by(request: HttpRequest, pk: int) -> Organisation:
    """An organisation this person coordinates; for everybody else there is none at this address."""
    organisation, membership = find_for(request, pk)
    if membership is None or not membership.coordinates:
        raise Http404
    return organisation


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """Own organisations, invitations and requests."""
    return render(request, f"{TEMPLATES}/mine.html", {"mine": queries.mine(request.user)})


@require_safe
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Verified organisations by name; only the list for a search while typing."""
    typed = request.GET.get("q", "")[:200]
    context = {"typed": typed, "found": queries.search(typed) if typed.strip() else None}
    template = "_found.html" if getattr(request, "htmx", False) else "search.html"
    response = render(request, f"{TEMPLATES}/{template}", context)
    response.headers["Vary"] = "HX-Request, Cookie"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def create(request: HttpRequest) -> HttpResponse:
    """A new organisation. What looks like one that is there is shown first."""
    initial = {"name": request.GET.get("name", "")[:200]}
    form = CreateForm(request.POST or None, person=request.user, initial=initial)
    confirmed = bool(rules.confirmed_address(request.user))
    if request.method == "POST" and form.is_valid() and not form.has_unseen_similar:
        data = form.cleaned_data
        try:
            organisation = services.create_organisation(
                form.data_of_organisation, person=request.user, real_name=data["real_name"], position=data["position"]
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Your organisation is entered. We look at it and write to you."))
            return redirect(organisation)
    return render(request, f"{TEMPLATES}/create.html", {"form": form, "confirmed": confirmed})


@require_safe
@login_required
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: for members with everything inside, for others as far as it is public."""
    organisation, membership = find_for(request, pk)
    if organisation.merged_into_id:
        return redirect(organisation.merged_into)
    return show(request, organisation, membership)


def show(
    request: HttpRequest, organisation: Organisation, membership: Membership | None, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page of an organisation, with forms that were refused in the place of empty ones."""
    context: dict[str, Any] = {"organisation": organisation, "membership": membership}
    if membership is None:
        own = JoinRequest.objects.filter(user=request.user, organisation=organisation)
        context["own_request"] = own.order_by("-created_at", "-pk").first()
        context["join_form"] = forms.get("join_form") or JoinForm(person=request.user)
        context["confirmed"] = bool(rules.confirmed_address(request.user))
        return render(request, f"{TEMPLATES}/stranger.html", context, status=status)
    context["members"] = queries.members(organisation)
    context["position_form"] = forms.get("position_form") or PositionForm(initial={"position": membership.position})
    if membership.coordinates:
        context["requests"] = queries.open_requests(organisation)
        context["refused_request"] = forms.get("refused_request")
        context["reason_form"] = forms.get("reason_form")
        context["invitations"] = list(organisation.invitations.open().select_related("invited_by"))
        context["invite_form"] = forms.get("invite_form") or InviteForm()
    return render(request, f"{TEMPLATES}/organisation.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is said about an organisation; a refused one is submitted again."""
    organisation = coordinated_by(request, pk)
    if organisation.merged_into_id:
        raise Http404
    form = ChangeForm(request.POST or None, current=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_organisation(
                organisation, form.data_of_organisation, person=request.user, seen=form.cleaned_data["seen"]
            )
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            again = _("Thank you. We look at it again and write to you.")
            messages.success(request, again if organisation.is_refused else _("Saved."))
            return redirect(organisation)
    return render(request, f"{TEMPLATES}/change.html", {"form": form, "organisation": organisation})


@require_POST
@login_required
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to belong to an organisation."""
    organisation, membership = find_for(request, pk)
    if membership is not None or organisation.merged_into_id:
        return redirect(organisation)
    form = JoinForm(request.POST, person=request.user)
    if form.is_valid():
        try:
            joining.ask_to_join(organisation, person=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("Your request is on its way. You get an e-mail with the answer."))
            return redirect(organisation)
    return show(request, organisation, None, join_form=form)


@require_POST
@login_required
def withdraw_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one's own request to join back."""
    row = get_object_or_404(JoinRequest.objects.select_related("organisation"), pk=pk, user=request.user)
    joining.withdraw_request(row, person=request.user)
    row.refresh_from_db(fields=["state"])
    if row.state == RequestState.WITHDRAWN:
        messages.success(request, _("Your request is withdrawn."))
    else:
        messages.warning(request, _("Your request was answered meanwhile."))
    return redirect("accounts:organisations")


@require_POST
@login_required
def change_position(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's own position in an organisation."""
    organisation, membership = find_for(request, pk)
    if membership is None:
        raise Http404
    form = PositionForm(request.POST)
    if not form.is_valid():
        return show(request, organisation, membership, position_form=form)
    try:
        members.change_position(membership, form.cleaned_data["position"])
        messages.success(request, _("Saved."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return redirect(f"{organisation.get_absolute_url()}#mitglieder")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """End one's own membership, after a question."""
    organisation, membership = find_for(request, pk)
    if membership is None:
        raise Http404
    if request.method == "POST":
        try:
            members.leave(organisation, request.user)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect(organisation)
        messages.success(request, _("You do not belong to “%(name)s” any more.") % {"name": organisation.name})
        return redirect("accounts:organisations")
    return render(request, f"{TEMPLATES}/leave.html", {"organisation": organisation, "membership": membership})
