"""Decisions of staff on new organisations."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.enums import VerificationState
from accounts.organisations import mails
from accounts.organisations.members import lock
from accounts.organisations.models import Organisation
from accounts.organisations.refusals import ChangedMeanwhile, Refused
from accounts.people.models import User
from audit.services import record


@transaction.atomic
def verify(organisation: Organisation, *, seen: int, actor: User) -> Organisation:
    """Confirm that an organisation is what it says; its members are told. Raises ChangedMeanwhile."""
    organisation = _locked(organisation, seen)
    if organisation.is_verified:
        raise ChangedMeanwhile
    return _decide(organisation, VerificationState.VERIFIED, "", actor)


@transaction.atomic
def refuse(organisation: Organisation, *, reason: str, seen: int, actor: User) -> Organisation:
    """Refuse an organisation, or take its verification back; members read the reason. Raises ChangedMeanwhile."""
    if not reason.strip():
        raise Refused(_("Please say why, so that it can be corrected."))
    organisation = _locked(organisation, seen)
    if organisation.is_refused:
        raise ChangedMeanwhile
    return _decide(organisation, VerificationState.REFUSED, reason.strip(), actor)


def _locked(organisation: Organisation, seen: int) -> Organisation:
    """The organisation as it is now, if it is what the person looked at."""
    organisation = lock(organisation)
    if organisation.revision != seen or organisation.merged_into_id:
        raise ChangedMeanwhile
    return organisation


def _decide(organisation: Organisation, state: str, reason: str, actor: User) -> Organisation:
    before = organisation.state
    organisation.state, organisation.state_reason = state, reason
    organisation.revision += 1
    organisation.save()
    kind = "verify" if state == VerificationState.VERIFIED else "refuse"
    record(actor, f"accounts.{kind}_organisation", organisation, reason=reason, before=before)
    mails.tell_members("organisation_verified" if kind == "verify" else "organisation_refused", organisation)
    return organisation
