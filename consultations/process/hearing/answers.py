"""What invited organisations do with their invitation: open, join, decline, ask for more time, name somebody else."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import MembershipRole, RequestState, VerificationState
from accounts.models import JoinRequest, Membership, Organisation
from accounts.organisations.joining import AGAIN_AFTER
from accounts.organisations.members import lock
from accounts.organisations.rules import active_coordinators, is_member
from accounts.organisations.verification import verify
from audit.services import record
from consultations.process.dates import today
from consultations.process.enums import Action
from consultations.process.hearing.enums import ExtensionState
from consultations.process.hearing.models import Addressee, Extension, name_key
from consultations.process.hearing.rules import has_confirmed, is_over
from consultations.process.hearing.services import verified_by_name
from consultations.process.rules import people_who_may
from notifications.services import enqueue

#: Whoever needs more than half a year needs a conversation, not a form.
LONGEST_DAYS = 183
#: Requests that one invitation may send: a link in wrong hands must not flood the team.
MOST_REQUESTS = 5


class TooLate(Exception):
    """The addressee's own deadline has passed, or the process is finished."""


class NotTheInvited(Exception):
    """Nobody of the organisation is here yet, and the account has another address than the one that was invited."""


@dataclass(frozen=True)
class Joined:
    """What came of joining: the organisation, and whether its coordinators have to agree first."""

    organisation: Organisation
    has_to_wait: bool


def _locked(addressee: Addressee, *, in_time: bool = True) -> Addressee:
    rows = Addressee.objects.select_for_update(of=("self",)).select_related("phase__process", "organisation")
    row = rows.get(pk=addressee.pk)
    if in_time and is_over(row):
        raise TooLate
    return row


@transaction.atomic
def note_opened(addressee: Addressee) -> bool:
    """Somebody opened the invitation on purpose, by a button: programs that try links in mails do not press it."""
    opened = Addressee.objects.filter(pk=addressee.pk, link_number=addressee.link_number, opened_at__isnull=True)
    return bool(opened.update(opened_at=timezone.now()))


@transaction.atomic
def join(addressee: Addressee, user) -> Joined:
    """Let a person speak for the invited organisation. Raises TooLate, NotTheInvited.

    Whoever confirmed the invited address coordinates an organisation that nobody coordinates yet; where somebody does,
    that person decides.
    """
    row = _locked(addressee)
    organisation = row.organisation
    was_invited = has_confirmed(user, row.email)
    if organisation is None:
        if not was_invited:
            raise NotTheInvited
        organisation = _organisation_for(row, user)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.state != VerificationState.VERIFIED:
        raise NotTheInvited
    if not is_member(user, organisation):
        if not was_invited or active_coordinators(organisation).exists():
            if not active_coordinators(organisation).exists():
                raise NotTheInvited
            _ask_coordinators(row, organisation, user)
            return Joined(organisation, has_to_wait=True)
        Membership.objects.create(user=user, organisation=organisation, role=MembershipRole.COORDINATOR, position="")
        record(None, "hearing.make_coordinator", organisation, scope=row.phase.process.slug)
    others = Addressee.objects.filter(phase=row.phase_id, organisation=organisation).exclude(pk=row.pk)
    if row.organisation_id is None and not others.exists():
        row.organisation = organisation
    row.joined_at = row.joined_at or timezone.now()
    row.opened_at = row.opened_at or row.joined_at
    row.save(update_fields=["organisation", "joined_at", "opened_at"])
    return Joined(organisation, has_to_wait=False)


def _organisation_for(row: Addressee, user) -> Organisation:
    """The verified organisation of that name, else a new one: being invited by the ministry is the verification."""
    known = verified_by_name([row.name]).get(row.name_key)
    if known is not None:
        return known
    # What the invited person entered themselves and still waits is verified by the invitation: no twin.
    waiting = Organisation.objects.waiting().filter(
        memberships__user=user, memberships__role=MembershipRole.COORDINATOR
    )
    for own in waiting:
        if name_key(own.name) == row.name_key:
            own = lock(own)
            return verify(own, seen=own.revision, actor=None) if own.is_waiting else own
    organisation = Organisation.objects.create(
        name=row.name, category=row.category, region=row.region, state=VerificationState.VERIFIED
    )
    record(None, "hearing.create_organisation", organisation, scope=row.phase.process.slug)
    return organisation


def _ask_coordinators(row: Addressee, organisation: Organisation, user) -> None:
    """Tell those who decide who belongs to the organisation, once for each person and hearing."""
    own = JoinRequest.objects.filter(organisation=organisation, user=user)
    if own.filter(state=RequestState.REFUSED, answered_at__gt=timezone.now() - AGAIN_AFTER).exists():
        return
    request, created = JoinRequest.objects.get_or_create(
        organisation=organisation, user=user, state=RequestState.OPEN, defaults={"message": row.phase.process.title}
    )
    if created:
        record(user, "accounts.ask_to_join", organisation, request=request.pk)
    for membership in active_coordinators(organisation).select_related("user"):
        enqueue(
            "hearing_join_asked",
            recipient=membership.user,
            context={"process": row.phase.process, "organisation": organisation, "person": user},
            dedupe_key=f"hearing_join_asked:{row.pk}:{user.pk}:{membership.user_id}",
        )


@transaction.atomic
def decline(addressee: Addressee, *, reason: str) -> Addressee:
    """Say that the organisation will not take part; it can change its mind until its deadline. Raises TooLate."""
    row = _locked(addressee)
    if row.submitted_at is not None:
        raise ValidationError(_("Your statement has been received already."))
    row.declined_at, row.decline_reason = timezone.now(), reason
    row.opened_at = row.opened_at or row.declined_at
    row.save(update_fields=["declined_at", "decline_reason", "opened_at"])
    record(None, "hearing.decline", row, scope=row.phase.process.slug)
    return row


@transaction.atomic
def take_part_after_all(addressee: Addressee) -> Addressee:
    """Take a refusal back. Raises TooLate."""
    row = _locked(addressee)
    if row.declined_at is not None:
        row.declined_at, row.decline_reason = None, ""
        row.save(update_fields=["declined_at", "decline_reason"])
        record(None, "hearing.take_part_after_all", row, scope=row.phase.process.slug)
    return row


@transaction.atomic
def ask_for_more_time(addressee: Addressee, *, until: date, reason: str) -> Extension:
    """Ask for a later deadline; staff decide. Raises TooLate, or ValidationError by field."""
    row = _locked(addressee)
    last_day = row.last_day
    if last_day is None or until <= last_day:
        raise ValidationError({"until": _("Please choose a day after your deadline.")})
    if (until - last_day).days > LONGEST_DAYS:
        raise ValidationError({"until": _("This is more than half a year. Please write to us instead.")})
    if row.extensions.filter(state=ExtensionState.WAITING).exists():
        raise ValidationError(_("You have asked for more time already. We have not decided yet."))
    if row.extensions.filter(asked_at__isnull=False).count() >= MOST_REQUESTS:
        raise ValidationError(_("You have asked several times already. Please write to us instead."))
    extension = Extension.objects.create(addressee=row, asked_at=timezone.now(), asked_until=until, reason=reason)
    row.opened_at = row.opened_at or extension.asked_at
    row.save(update_fields=["opened_at"])
    _tell_team("hearing_extension_asked", row, key=f"extension:{extension.pk}", extension=extension)
    return extension


@transaction.atomic
def suggest_address(addressee: Addressee, *, email: str, name: str) -> Addressee:
    """Name somebody else as the right person; staff decide where the invitation goes. Raises TooLate."""
    row = _locked(addressee)
    row.suggested_email, row.suggested_name, row.suggested_at = email, name, timezone.now()
    row.opened_at = row.opened_at or row.suggested_at
    row.save(update_fields=["suggested_email", "suggested_name", "suggested_at", "opened_at"])
    _tell_team("hearing_address_suggested", row, key=f"address:{row.pk}:{today().isoformat()}")
    return row


def _tell_team(kind: str, row: Addressee, *, key: str, **context) -> None:
    process = row.phase.process
    for person in people_who_may(Action.EDIT_PROCESS, process):
        enqueue(
            kind,
            recipient=person,
            context={"process": process, "addressee": row, "path": row.get_absolute_url(), **context},
            dedupe_key=f"{kind}:{key}:{person.pk}",
        )
