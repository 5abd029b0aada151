"""Invitations to an organisation: a link by mail that works once, for a while, and for one address."""

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.enums import InvitationState, MembershipRole
from accounts.organisations import mails
from accounts.organisations.members import lock
from accounts.organisations.models import Invitation, JoinRequest, Membership, Organisation
from accounts.organisations.refusals import AddressNotConfirmed, Refused
from accounts.organisations.rules import confirmed_address, coordinates
from accounts.people.models import User
from accounts.people.services import set_real_name
from audit.models import AuditEntry
from audit.services import record

VALID_FOR = timedelta(days=14)
#: So many mails an organisation may send in a day; the form must be no way to write to strangers.
MAILS_A_DAY = 30
#: Answered and expired invitations hold addresses of people who may have no account.
KEPT_FOR = timedelta(days=90)


def hashed(token: str) -> str:
    """What is stored of a link."""
    return hashlib.sha256(token.encode()).hexdigest()


def find(token: str) -> Invitation | None:
    """The invitation of a link, whatever became of it; None for a link that was never sent or was replaced."""
    rows = Invitation.objects.select_related("organisation__category", "organisation__region", "invited_by")
    return rows.filter(token_hash=hashed(token)).first()


@transaction.atomic
def invite(organisation: Organisation, email: str, *, role: str = MembershipRole.MEMBER, actor: User) -> Invitation:
    """Invite the owner of an address; inviting again renews the link. Raises Refused."""
    organisation = _open_for(organisation, actor)
    email = email.strip().lower()
    if organisation.memberships.filter(user__email__iexact=email).exists():
        raise Refused(_("This person belongs to the organisation already."))
    _refuse_flood(organisation)
    invitation = organisation.invitations.open().filter(email=email).first()
    if invitation is None:
        invitation = Invitation(organisation=organisation, email=email)
    invitation.role, invitation.invited_by = role, actor
    _send(invitation)
    record(actor, "accounts.invite_member", organisation, invitation=invitation.pk, role=role)
    return invitation


@transaction.atomic
def resend(invitation: Invitation, *, actor: User) -> Invitation:
    """Send a new link; the earlier one stops working. Raises Refused."""
    organisation = _open_for(invitation.organisation, actor)
    _refuse_flood(organisation)
    invitation = _still_open(invitation, organisation)
    _send(invitation)
    record(actor, "accounts.resend_invitation", organisation, invitation=invitation.pk)
    return invitation


@transaction.atomic
def revoke(invitation: Invitation, *, actor: User) -> None:
    """Make an invitation worthless. Raises Refused when it was answered already."""
    organisation = lock(invitation.organisation)
    if not coordinates(actor, organisation):
        raise Refused(_("Only coordinators invite members."))
    invitation = _still_open(invitation, organisation)
    invitation.state, invitation.answered_at = InvitationState.REVOKED, timezone.now()
    invitation.save(update_fields=["state", "answered_at"])
    record(actor, "accounts.revoke_invitation", organisation, invitation=invitation.pk)


@transaction.atomic
def accept(invitation: Invitation, person: User, *, real_name: str, position: str = "") -> Membership:
    """Join by an invitation. Raises AddressNotConfirmed, Refused when it is not this person's or not usable."""
    organisation = lock(invitation.organisation)
    if confirmed_address(person) != invitation.email:
        raise AddressNotConfirmed if person.email.lower() == invitation.email else Refused(_not_yours())
    # One use is a fact of the database: whoever changes the row has used it.
    used = Invitation.objects.usable().filter(pk=invitation.pk, organisation=organisation, email=invitation.email)
    if not used.update(state=InvitationState.ACCEPTED, answered_at=timezone.now(), accepted_by=person):
        raise Refused(_("This invitation is not valid any more. Please ask for a new one."))
    set_real_name(person, real_name)
    membership = _join(organisation, person, invitation.role, position)
    record(person, "accounts.accept_invitation", organisation, invitation=invitation.pk, role=membership.role)
    mails.tell_coordinators("invitation_accepted", organisation, membership=membership)
    return membership


@transaction.atomic
def decline(invitation: Invitation, person: User) -> None:
    """Turn an invitation down. Raises Refused when it is not this person's or was answered already."""
    organisation = lock(invitation.organisation)
    if confirmed_address(person) != invitation.email:
        raise Refused(_not_yours())
    declined = Invitation.objects.open().filter(pk=invitation.pk)
    if not declined.update(state=InvitationState.DECLINED, answered_at=timezone.now()):
        raise Refused(_("This invitation is not valid any more."))
    record(person, "accounts.decline_invitation", organisation, invitation=invitation.pk)


def forget_old() -> int:
    """Delete invitations that cannot be used any more, some time after their end."""
    before = timezone.now() - KEPT_FOR
    deleted, _details = Invitation.objects.filter(expires_at__lt=before).delete()
    return deleted


def _not_yours() -> str:
    return _("This invitation was sent to another e-mail address than the one of your account.")


def _join(organisation: Organisation, person: User, role: str, position: str) -> Membership:
    """A membership, never with fewer rights than there were; an own request is answered with it."""
    membership = Membership.objects.filter(organisation=organisation, user=person).first()
    if membership is None:
        membership = Membership.objects.create(organisation=organisation, user=person, role=role, position=position)
    elif role == MembershipRole.COORDINATOR:
        membership.role = role
        membership.save(update_fields=["role"])
    JoinRequest.objects.filter(organisation=organisation, user=person, state="open").update(
        state="accepted", answered_at=timezone.now()
    )
    return membership


def _open_for(organisation: Organisation, actor: User) -> Organisation:
    """The organisation, locked, if this person may invite for it now."""
    organisation = lock(organisation)
    if not coordinates(actor, organisation):
        raise Refused(_("Only coordinators invite members."))
    if not organisation.is_verified:
        raise Refused(_("You can invite others as soon as the organisation is verified."))
    return organisation


def _still_open(invitation: Invitation, organisation: Organisation) -> Invitation:
    found = organisation.invitations.open().filter(pk=invitation.pk).first()
    if found is None:
        raise Refused(_("This invitation was answered or revoked meanwhile."))
    return found


def _refuse_flood(organisation: Organisation) -> None:
    since = timezone.now() - timedelta(days=1)
    # Mails, not rows: sending again uses the same row.
    sent = AuditEntry.objects.about(organisation).filter(
        action__in=("accounts.invite_member", "accounts.resend_invitation"), at__gt=since
    )
    if sent.count() >= MAILS_A_DAY:
        raise Refused(
            ngettext(
                "At most %(count)s invitation can be sent in a day. Please go on tomorrow.",
                "At most %(count)s invitations can be sent in a day. Please go on tomorrow.",
                MAILS_A_DAY,
            )
            % {"count": MAILS_A_DAY}
        )


def _send(invitation: Invitation) -> None:
    """Give an invitation a new link and mail it; whoever has an account reads it in their language."""
    token = secrets.token_urlsafe(24)
    invitation.token_hash = hashed(token)
    invitation.sent_at = timezone.now()
    invitation.expires_at = invitation.sent_at + VALID_FOR
    invitation.save()
    known = User.objects.filter(email__iexact=invitation.email, is_active=True).first()
    language = known.language if known else ""
    mails.send("invitation", invitation.email, language=language, invitation=invitation, token=token)
