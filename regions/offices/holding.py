"""Who keeps which entry: asked for by people, decided by staff, given back at any time."""

from allauth.account.models import EmailAddress
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.organisations.refusals import AddressNotConfirmed, ChangedMeanwhile, Refused
from accounts.organisations.rules import confirmed_address
from audit.services import record
from regions.offices import mails
from regions.offices.enums import RequestState
from regions.offices.models import Office, OfficeClaim
from regions.offices.services import lock
from regions.rules import require_keeper

#: So many requests of one person may wait for staff at once.
OPEN_AT_ONCE = 5


@transaction.atomic
def claim(office: Office, *, message: str, person: User) -> OfficeClaim:
    """Ask to keep an entry; asking twice is asking once. Raises AddressNotConfirmed, Refused."""
    person = User.objects.select_for_update().get(pk=person.pk)
    if not confirmed_address(person):
        raise AddressNotConfirmed
    office = lock(office)
    if not office.is_public:
        raise Refused(_("This entry is not in the directory any more."))
    if office.holder_id == person.pk:
        raise Refused(_("You keep this entry already."))
    own = OfficeClaim.objects.waiting().filter(user=person)
    if (earlier := own.filter(office=office).first()) is not None:
        return earlier
    if own.count() >= OPEN_AT_ONCE:
        raise Refused(
            _("%(count)s of your requests are waiting for an answer. Please wait until we have looked at them.")
            % {"count": OPEN_AT_ONCE}
        )
    asked = OfficeClaim.objects.create(office=office, user=person, message=message)
    record(person, "offices.claim", office, claim=asked.pk)
    url = reverse("offices_admin:claim", args=[asked.pk])
    mails.tell_keepers("claim", office, url, key=f"claim:{asked.pk}")
    return asked


@transaction.atomic
def withdraw_claim(asked: OfficeClaim, *, person: User) -> None:
    """Take the own request back. Raises ChangedMeanwhile when it was answered."""
    lock(asked.office)
    asked = OfficeClaim.objects.select_for_update().get(pk=asked.pk, user=person)
    if not asked.is_waiting:
        raise ChangedMeanwhile
    _close(asked, RequestState.WITHDRAWN)


@transaction.atomic
def decide_claim(asked: OfficeClaim, *, accept: bool, reason: str, actor: User) -> OfficeClaim:
    """Let a person keep the entry, or say why not. Raises ChangedMeanwhile, Refused."""
    require_keeper(actor)
    office = lock(asked.office)
    asked = OfficeClaim.objects.select_for_update(of=("self",)).select_related("user").get(pk=asked.pk)
    if not asked.is_waiting:
        raise ChangedMeanwhile
    if not accept and not reason:
        raise Refused(_("Please give a reason. The person reads it."))
    if accept and not office.is_public:
        raise Refused(_("This entry is not in the directory any more."))
    asked.decided_by, asked.reason = actor, reason
    _close(asked, RequestState.ACCEPTED if accept else RequestState.REFUSED)
    record(actor, "offices.decide_claim", office, reason=reason, claim=asked.pk, state=asked.state)
    if accept:
        _hand_over(office, asked.user)
    mails.tell("claim_decided", asked.user, office, claim=asked, dedupe_key=f"offices:claim-decided:{asked.pk}")
    return asked


def _close(asked: OfficeClaim, state: RequestState) -> None:
    asked.state, asked.decided_at = state, timezone.now()
    asked.save()


def _hand_over(office: Office, person: User) -> None:
    """Make somebody the holder; whoever was it before is told."""
    if office.holder_id and office.holder_id != person.pk:
        mails.tell("holder_removed", office.holder, office)
    office.holder = person
    office.save(update_fields=["holder"])


@transaction.atomic
def appoint(office: Office, address: str, *, actor: User) -> User:
    """Let the owner of a confirmed address keep the entry. Raises Refused when there is no such account."""
    require_keeper(actor)
    owner = EmailAddress.objects.filter(email__iexact=address, verified=True, user__is_active=True).first()
    if owner is None:
        raise Refused(
            _("There is no account with this confirmed e-mail address. Please ask the office to sign up first.")
        )
    person = User.objects.select_for_update(no_key=True).get(pk=owner.user_id)
    office = lock(office)
    if office.holder_id == person.pk:
        raise Refused(_("This person keeps the entry already."))
    _hand_over(office, person)
    record(actor, "offices.appoint_holder", office, user=person.pk)
    for asked in office.claims.waiting().filter(user=person):
        asked.decided_by = actor
        _close(asked, RequestState.ACCEPTED)
    mails.tell("holder_appointed", person, office)
    return person


@transaction.atomic
def dismiss(office: Office, *, actor: User) -> None:
    """Staff: nobody keeps this entry any more; the person is told. Raises ChangedMeanwhile."""
    require_keeper(actor)
    office = lock(office)
    if office.holder_id is None:
        raise ChangedMeanwhile
    mails.tell("holder_removed", office.holder, office)
    record(actor, "offices.dismiss_holder", office, user=office.holder_id)
    office.holder = None
    office.save(update_fields=["holder"])


@transaction.atomic
def give_back(office: Office, *, person: User) -> None:
    """The holder keeps the entry no longer; it stays. Raises Refused for others."""
    office = lock(office)
    if office.holder_id != person.pk:
        raise Refused(_("You do not keep this entry (any more)."))
    if not office.is_confirmed:
        # Nobody else knows of it: it goes with whoever proposed it.
        record(person, "offices.withdraw_proposal", office)
        office.delete()
        return
    office.holder = None
    office.save(update_fields=["holder"])
    for change in office.changes.waiting():
        change.state, change.decided_at = RequestState.WITHDRAWN, timezone.now()
        change.save(update_fields=["state", "decided_at"])
    record(person, "offices.give_back", office)
