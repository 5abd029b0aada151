"""Writes about who belongs to an organisation and in which role."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.enums import MembershipRole
from accounts.organisations import mails
from accounts.organisations.models import Membership, Organisation
from accounts.organisations.refusals import LastCoordinator, Refused
from accounts.organisations.rules import active_coordinators
from accounts.people.models import User
from audit.services import record


def lock(organisation: Organisation) -> Organisation:
    """The row that serialises what happens to the members of an organisation, read anew."""
    return Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)


@transaction.atomic
def set_membership(
    organisation: Organisation, person: User, *, role: str = MembershipRole.MEMBER, position: str = "", actor: User
) -> Membership:
    """Let a person belong to an organisation, or change in which role. Raises LastCoordinator."""
    organisation = lock(organisation)
    if organisation.merged_into_id:
        raise Refused(_("This organisation was merged with another one."))
    earlier = Membership.objects.filter(organisation=organisation, user=person).first()
    if earlier is not None and earlier.coordinates and role != MembershipRole.COORDINATOR:
        _keep_a_coordinator(earlier)
    membership, _created = Membership.objects.update_or_create(
        organisation=organisation, user=person, defaults={"role": role, "position": position}
    )
    record(actor, "accounts.set_membership", organisation, person=person.pk, role=role)
    return membership


@transaction.atomic
def change_role(membership: Membership, role: str, *, actor: User) -> Membership:
    """Give a member another role, and tell the person. Raises LastCoordinator, Refused when the member is gone."""
    membership = _locked(membership)
    if membership.role == role:
        return membership
    if membership.coordinates:
        _keep_a_coordinator(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    record(actor, "accounts.set_membership", membership.organisation, person=membership.user_id, role=role)
    if actor != membership.user:
        mails.tell("role_changed", [membership.user], organisation=membership.organisation, membership=membership)
    return membership


@transaction.atomic
def change_position(membership: Membership, position: str) -> None:
    """Change one's own position; contributions made before keep the earlier one. Raises Refused."""
    membership = _locked(membership)
    membership.position = position
    membership.save(update_fields=["position"])
    record(membership.user, "accounts.change_position", membership.organisation)


@transaction.atomic
def end_membership(membership: Membership, *, actor: User) -> None:
    """End a person's membership. Contributions made for the organisation stay. Raises LastCoordinator."""
    membership = _locked(membership)
    if membership.coordinates:
        _keep_a_coordinator(membership)
    organisation, person = membership.organisation, membership.user
    left = actor == person
    action = "accounts.leave_organisation" if left else "accounts.end_membership"
    record(actor, action, organisation, person=person.pk, role=membership.role)
    membership.delete()
    if not left:
        mails.tell("membership_ended", [person], organisation=organisation)
    else:
        mails.tell_coordinators("member_left", organisation, person=person)


@transaction.atomic
def leave(organisation: Organisation, person: User) -> None:
    """End one's own membership. Raises LastCoordinator, Refused when there is none."""
    membership = Membership.objects.filter(organisation=organisation, user=person).first()
    if membership is None:
        raise Refused(_("You do not belong to this organisation any more."))
    end_membership(membership, actor=person)


def _locked(membership: Membership) -> Membership:
    """The membership as it is now; its organisation is locked before, so two coordinators wait for each other."""
    locked = lock(membership.organisation)
    found = Membership.objects.select_related("organisation", "user").filter(pk=membership.pk).first()
    # A merge may have moved it on while we waited.
    if found is None or found.organisation_id != locked.pk:
        raise Refused(_("This person does not belong to the organisation any more."))
    return found


def _keep_a_coordinator(membership: Membership) -> None:
    """Refuse to take the last coordinator away from other members."""
    organisation = membership.organisation
    if not organisation.memberships.exclude(pk=membership.pk).exists():
        return
    if not active_coordinators(organisation).exclude(pk=membership.pk).exists():
        raise LastCoordinator
