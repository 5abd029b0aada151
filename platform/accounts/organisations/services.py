"""Writes about organisations themselves: creating and changing them."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import MembershipRole, VerificationState
from accounts.organisations import mails
from accounts.organisations.members import lock
from accounts.organisations.models import Membership, Organisation, StakeholderCategory
from accounts.organisations.refusals import AddressNotConfirmed, ChangedMeanwhile, Refused
from accounts.organisations.rules import confirmed_address, coordinates, staff
from accounts.people.models import User
from accounts.people.services import set_real_name
from audit.services import record

#: So many organisations of one person may wait for verification at once.
WAITING_AT_ONCE = 3
#: What members may change once staff have verified the rest.
CHANGEABLE_WHEN_VERIFIED = ("seat", "website")


@dataclass(frozen=True)
class Data:
    """What is said about an organisation, as checked by a form. `region` is None for state-wide ones."""

    name: str
    category: StakeholderCategory
    region: object | None = None
    seat: str = ""
    website: str = ""
    register_number: str = ""


FIELDS = tuple(Data.__dataclass_fields__)


@transaction.atomic
def create_organisation(data: Data, *, person: User, real_name: str, position: str = "") -> Organisation:
    """Enter a new organisation; the person coordinates it, staff are told. Raises AddressNotConfirmed, Refused."""
    # One at a time for each person: a double click must find what the first click stored.
    person = User.objects.select_for_update().get(pk=person.pk)
    if not confirmed_address(person):
        raise AddressNotConfirmed
    new = Organisation(**{name: getattr(data, name) for name in FIELDS}, created_by=person)
    new.fill_keys()
    own = Organisation.objects.waiting().filter(created_by=person)
    if (earlier := own.filter(name_key=new.name_key).first()) is not None:
        return earlier
    if own.count() >= WAITING_AT_ONCE:
        raise Refused(
            _("%(count)s of your organisations are waiting to be verified. Please wait until we have looked at them.")
            % {"count": WAITING_AT_ONCE}
        )
    new.save()
    set_real_name(person, real_name)
    Membership.objects.create(organisation=new, user=person, role=MembershipRole.COORDINATOR, position=position)
    record(person, "accounts.create_organisation", new)
    mails.tell("organisation_waiting", staff(), organisation=new)
    return new


@transaction.atomic
def change_organisation(organisation: Organisation, data: Data, *, person: User, seen: int) -> Organisation:
    """Change what is said about an organisation; a refused one is submitted again.

    `seen` is the revision the person looked at. Of a verified one only `CHANGEABLE_WHEN_VERIFIED` is taken.
    Raises ChangedMeanwhile, Refused for people who do not coordinate it.
    """
    organisation = lock(organisation)
    if organisation.revision != seen or organisation.merged_into_id:
        raise ChangedMeanwhile
    if not coordinates(person, organisation):
        raise Refused(_("Only coordinators change what is said about the organisation."))
    names = CHANGEABLE_WHEN_VERIFIED if organisation.is_verified else FIELDS
    changed = [name for name in names if getattr(organisation, name) != getattr(data, name)]
    for name in changed:
        setattr(organisation, name, getattr(data, name))
    resubmitted = organisation.is_refused
    if not changed and not resubmitted:
        return organisation
    if resubmitted:
        organisation.state, organisation.submitted_at = VerificationState.WAITING, timezone.now()
    organisation.revision += 1
    organisation.save()
    action = "accounts.resubmit_organisation" if resubmitted else "accounts.update_organisation"
    record(person, action, organisation, fields=changed)
    if resubmitted:
        mails.tell("organisation_waiting", staff(), organisation=organisation)
    return organisation


@transaction.atomic
def save_by_staff(organisation: Organisation, *, changed: list[str], actor: User) -> Organisation:
    """Store what staff entered; what staff enter anew they have verified."""
    created = organisation.pk is None
    if created:
        organisation.state = VerificationState.VERIFIED
    else:
        current = lock(organisation)
        # The form knows what it was opened with; the rest is as it is now.
        for name in ("state", "state_reason", "submitted_at", "merged_into_id"):
            setattr(organisation, name, getattr(current, name))
        organisation.revision = current.revision + 1
    organisation.save()
    action = "accounts.create_organisation" if created else "accounts.update_organisation"
    record(actor, action, organisation, fields=sorted(changed))
    return organisation


@transaction.atomic
def delete_by_staff(organisation: Organisation, *, actor: User) -> None:
    """Delete an organisation with its memberships. What was said for it stays, with the name of that time."""
    people = list(organisation.memberships.values_list("user_id", flat=True))
    record(actor, "accounts.delete_organisation", organisation, members=people)
    organisation.delete()
