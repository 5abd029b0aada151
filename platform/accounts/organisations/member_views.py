"""What coordinators do on the page of their organisation, and the page of an invitation.

Each of these addresses names organisation and row; a row of another organisation is not found.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.enums import InvitationState, MembershipRole
from accounts.organisations import invitations, joining, members, rules
from accounts.organisations.forms import AcceptForm, InviteForm, ReasonForm
from accounts.organisations.models import Invitation, Organisation
from accounts.organisations.refusals import Refused
from accounts.organisations.views import TEMPLATES, coordinated_by, show


def _back(organisation: Organisation, part: str) -> HttpResponse:
    return redirect(f"{organisation.get_absolute_url()}#{part}")


@require_POST
@login_required
def change_member(request: HttpRequest, pk: int, membership_pk: int) -> HttpResponse:
    """Another role for a member, or the end of the membership."""
    organisation = coordinated_by(request, pk)
    membership = get_object_or_404(organisation.memberships.select_related("organisation", "user"), pk=membership_pk)
    action = request.POST.get("action", "")
    try:
        if action in MembershipRole.values:
            members.change_role(membership, action, actor=request.user)
            messages.success(request, _("The role is changed."))
        elif action == "end":
            members.end_membership(membership, actor=request.user)
            messages.success(request, _("The membership has ended."))
        else:
            raise Http404
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    if not rules.is_member(request.user, organisation):
        return redirect("accounts:organisations")
    return _back(organisation, "mitglieder")


@require_POST
@login_required
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite somebody by mail."""
    organisation = coordinated_by(request, pk)
    form = InviteForm(request.POST)
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            invitations.invite(organisation, email, role=form.cleaned_data["role"], actor=request.user)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": email})
            return _back(organisation, "einladungen")
    return show(request, organisation, rules.membership_of(request.user, organisation), invite_form=form)


@require_POST
@login_required
def change_invitation(request: HttpRequest, pk: int, invitation_pk: int) -> HttpResponse:
    """Send an invitation again, or revoke it."""
    organisation = coordinated_by(request, pk)
    invitation = get_object_or_404(organisation.invitations.select_related("organisation"), pk=invitation_pk)
    action = request.POST.get("action", "")
    try:
        if action == "resend":
            invitations.resend(invitation, actor=request.user)
            messages.success(request, _("The invitation was sent again. The earlier link does not work any more."))
        elif action == "revoke":
            invitations.revoke(invitation, actor=request.user)
            messages.success(request, _("The invitation is revoked. Its link does not work any more."))
        else:
            raise Http404
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return _back(organisation, "einladungen")


@require_POST
@login_required
def answer_request(request: HttpRequest, pk: int, request_pk: int) -> HttpResponse:
    """Accept or refuse a request to join."""
    organisation = coordinated_by(request, pk)
    row = get_object_or_404(organisation.join_requests.select_related("organisation", "user"), pk=request_pk)
    try:
        if request.POST.get("action") == "accept":
            joining.accept_request(row, actor=request.user)
            messages.success(request, _("Accepted. The person was told by e-mail."))
        else:
            form = ReasonForm(request.POST)
            if not form.is_valid():
                membership = rules.membership_of(request.user, organisation)
                return show(request, organisation, membership, reason_form=form, refused_request=row.pk)
            joining.refuse_request(row, reason=form.cleaned_data["reason"], actor=request.user)
            messages.success(request, _("Refused. The person was told by e-mail."))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    return _back(organisation, "anfragen")


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link of an invitation; joining takes a button, because mail programs open links."""
    return _invitation(request, invitations.find(token), request.path)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def own_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page without the link, for the account with the invited address."""
    rows = Invitation.objects.select_related("organisation__category", "organisation__region", "invited_by")
    found = get_object_or_404(rows, pk=pk, email=request.user.email.lower())
    return _invitation(request, found, request.path)


def _invitation(request: HttpRequest, found: Invitation | None, address: str) -> HttpResponse:
    context: dict[str, Any] = {"invitation": found, "address": address}
    organisation = found.organisation if found is not None else None
    status, state = _judge(request, found)
    if state == "joined":
        return redirect(organisation)
    if state == "usable" and request.user.is_authenticated:
        form = AcceptForm(request.POST or None, person=request.user)
        if request.method == "POST":
            answer = _answer_invitation(request, found, form)
            if answer is not None:
                return answer
        context["form"] = form
    elif request.method == "POST":
        status = 403 if status == 200 else status
    response = render(request, f"{TEMPLATES}/invitation.html", {**context, "state": state}, status=status)
    add_never_cache_headers(response)
    # The address is a secret until it is used.
    response.headers["Referrer-Policy"] = "strict-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _judge(request: HttpRequest, found: Invitation | None) -> tuple[int, str]:
    """Status and state of the page: unknown, joined, over, foreign, unconfirmed or usable."""
    user = request.user
    if found is None:
        return 404, "unknown"
    if user.is_authenticated and found.accepted_by_id == user.pk and rules.is_member(user, found.organisation):
        return 302, "joined"
    usable = found.state == InvitationState.OPEN and not found.is_expired and found.organisation.is_verified
    if not usable:
        return 410, "over"
    if user.is_authenticated and user.email.lower() != found.email:
        return 403, "foreign"
    if user.is_authenticated and not rules.confirmed_address(user):
        return 403, "unconfirmed"
    return 200, "usable"


def _answer_invitation(request: HttpRequest, found: Invitation, form: AcceptForm) -> HttpResponse | None:
    """What follows a button on the page; None when the form has to be shown again."""
    try:
        if request.POST.get("action") == "decline":
            invitations.decline(found, request.user)
            messages.success(request, _("You have declined the invitation."))
            return redirect(reverse("accounts:organisations"))
        if not form.is_valid():
            return None
        invitations.accept(found, request.user, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("accounts:organisations")
    messages.success(request, _("Welcome. You may now speak for “%(name)s”.") % {"name": found.organisation.name})
    return redirect(found.organisation)
