"""Requests to join an organisation, answered by its coordinators, or by staff where nobody coordinates."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import RequestState
from accounts.organisations import mails
from accounts.organisations.members import lock
from accounts.organisations.models import JoinRequest, Membership, Organisation
from accounts.organisations.refusals import AddressNotConfirmed, ChangedMeanwhile, Refused
from accounts.organisations.rules import confirmed_address, is_member, may_answer_requests
from accounts.people.models import User
from accounts.people.services import set_real_name
from audit.services import record

#: So many requests of one person may be unanswered at once.
OPEN_AT_ONCE = 5
#: After a refusal the same person asks the same organisation again only after this time.
AGAIN_AFTER = timedelta(days=7)


@transaction.atomic
def ask_to_join(
    organisation: Organisation, *, person: User, real_name: str, position: str = "", message: str = ""
) -> JoinRequest:
    """Ask to belong to an organisation; everybody who coordinates it is told. Asking twice is asking once.

    Raises AddressNotConfirmed, Refused.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    organisation = lock(organisation)
    if not confirmed_address(person):
        raise AddressNotConfirmed
    if not Organisation.objects.joinable().filter(pk=organisation.pk).exists():
        raise Refused(_("This organisation takes no new members at the moment."))
    if is_member(person, organisation):
        raise Refused(_("You belong to this organisation already."))
    own = JoinRequest.objects.filter(user=person)
    if (earlier := own.filter(organisation=organisation, state=RequestState.OPEN).first()) is not None:
        return earlier
    _refuse_insisting(own, organisation)
    set_real_name(person, real_name)
    request = JoinRequest.objects.create(organisation=organisation, user=person, position=position, message=message)
    record(person, "accounts.ask_to_join", organisation, request=request.pk)
    mails.tell_coordinators("join_request", organisation, join_request=request)
    return request


@transaction.atomic
def accept_request(request: JoinRequest, *, actor: User) -> Membership:
    """Take a person in, as a member. Raises ChangedMeanwhile, AddressNotConfirmed, Refused."""
    request = _open(request, actor)
    if not confirmed_address(request.user):
        raise AddressNotConfirmed(_("This person has not confirmed their e-mail address."))
    _answer(request, RequestState.ACCEPTED, actor)
    membership, _created = Membership.objects.get_or_create(
        organisation=request.organisation, user=request.user, defaults={"position": request.position}
    )
    record(actor, "accounts.accept_join_request", request.organisation, request=request.pk, person=request.user_id)
    mails.tell("join_accepted", [request.user], organisation=request.organisation)
    return membership


@transaction.atomic
def refuse_request(request: JoinRequest, *, reason: str, actor: User) -> None:
    """Turn a request down; the person reads the reason. Raises ChangedMeanwhile, Refused."""
    if not reason.strip():
        raise Refused(_("Please give a reason. The person reads it."))
    request = _open(request, actor)
    request.reason = reason.strip()
    _answer(request, RequestState.REFUSED, actor)
    organisation = request.organisation
    record(actor, "accounts.refuse_join_request", organisation, request=request.pk, person=request.user_id)
    mails.tell("join_refused", [request.user], organisation=organisation, join_request=request)


@transaction.atomic
def withdraw_request(request: JoinRequest, *, person: User) -> None:
    """Take one's own request back; one that was answered meanwhile stays as it is."""
    lock(request.organisation)
    rows = JoinRequest.objects.filter(pk=request.pk, user=person, state=RequestState.OPEN)
    if rows.update(state=RequestState.WITHDRAWN, answered_at=timezone.now()):
        record(person, "accounts.withdraw_join_request", request.organisation, request=request.pk)


def _refuse_insisting(own, organisation: Organisation) -> None:
    if own.filter(state=RequestState.OPEN).count() >= OPEN_AT_ONCE:
        raise Refused(_("Several of your requests are not answered yet. Please wait for an answer first."))
    since = timezone.now() - AGAIN_AFTER
    if own.filter(organisation=organisation, state=RequestState.REFUSED, answered_at__gt=since).exists():
        raise Refused(_("Your request was refused a few days ago. You can ask again a week after the answer."))


def _open(request: JoinRequest, actor: User) -> JoinRequest:
    """The request as it is now, if it is open and this person may answer it."""
    organisation = lock(request.organisation)
    if not may_answer_requests(actor, organisation):
        raise Refused(_("Only coordinators answer requests to join."))
    rows = JoinRequest.objects.select_related("organisation", "user")
    found = rows.filter(pk=request.pk, organisation=organisation, state=RequestState.OPEN).first()
    if found is None:
        raise ChangedMeanwhile
    return found


def _answer(request: JoinRequest, state: str, actor: User) -> None:
    request.state, request.answered_at, request.answered_by = state, timezone.now(), actor
    request.save(update_fields=["state", "answered_at", "answered_by", "reason"])
