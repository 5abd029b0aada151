"""Changes the holder of an entry proposes, and what staff decide about them."""

from collections.abc import Collection

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.organisations.refusals import ChangedMeanwhile, Refused
from audit.services import record
from regions.offices import mails
from regions.offices.entries import HOLDER_FIELDS, Entry, differences, entry_of
from regions.offices.enums import RequestState
from regions.offices.models import Office, OfficeChange
from regions.offices.services import apply, lock
from regions.rules import require_keeper


@transaction.atomic
def propose(office: Office, values: Entry, *, message: str, seen: int, person: User) -> OfficeChange | None:
    """Propose other values for the own entry; an earlier proposal that still waits is replaced.

    An entry that is not confirmed yet is changed at once: then the result is None. Raises ChangedMeanwhile, Refused.
    """
    office = _own(office, person)
    if office.revision != seen:
        raise ChangedMeanwhile
    values = {name: values[name] for name in HOLDER_FIELDS if name in values}
    if not office.is_confirmed:
        if changed := apply(office, values, actor=person):
            record(person, "offices.update", office, fields=changed)
        return None
    names = differences(office, values)
    waiting = office.changes.waiting().first()
    if not names:
        if waiting is None:
            raise Refused(_("Nothing is different from the entry as it is. There is nothing to send."))
        # Back to what is public: the proposal is taken back.
        _close(waiting, RequestState.WITHDRAWN)
        record(person, "offices.withdraw_change", office, change=waiting.pk)
        return waiting
    change = waiting or OfficeChange(office=office)
    current = entry_of(office)
    change.revision += 1 if waiting else 0
    change.fields = {name: values[name] for name in names}
    change.before = {name: current[name] for name in names}
    change.proposed_by, change.message, change.asked_at = person, message, timezone.now()
    change.save()
    record(person, "offices.propose_change", office, fields=names, change=change.pk)
    url = reverse("offices_admin:change", args=[change.pk])
    mails.tell_keepers("change", office, url, key=f"change:{change.pk}")
    return change


def _own(office: Office, person: User) -> Office:
    office = lock(office)
    if office.holder_id != person.pk or office.ended_on is not None:
        raise Refused(_("You do not keep this entry (any more)."))
    return office


@transaction.atomic
def withdraw(change: OfficeChange, *, person: User) -> None:
    """Take a proposal back. Raises ChangedMeanwhile when staff have decided, Refused for others."""
    office = _own(change.office, person)
    change = OfficeChange.objects.select_for_update().get(pk=change.pk)
    if not change.is_waiting:
        raise ChangedMeanwhile
    _close(change, RequestState.WITHDRAWN)
    record(person, "offices.withdraw_change", office, change=change.pk)


@transaction.atomic
def say_it_is_right(office: Office, *, person: User) -> None:
    """The holder says that the entry is still right; nothing else changes."""
    office = _own(office, person)
    office.checked_on = timezone.localdate()
    office.save(update_fields=["checked_on"])
    record(person, "offices.say_it_is_right", office)


@transaction.atomic
def decide(
    change: OfficeChange,
    accepted: Collection[str],
    *,
    reason: str,
    seen: tuple[int, int],
    actor: User,
    is_correction: bool = False,
) -> OfficeChange:
    """Accept all fields of a proposal, some, or none; the holder reads the reason for what was not accepted.

    `seen` are the revisions of the proposal and of the entry that staff looked at. Raises ChangedMeanwhile, Refused.
    """
    require_keeper(actor)
    office = lock(change.office)
    change = OfficeChange.objects.select_for_update().get(pk=change.pk)
    if not change.is_waiting or (change.revision, office.revision) != seen:
        raise ChangedMeanwhile
    names = [name for name in change.fields if name in accepted]
    if len(names) < len(change.fields) and not reason:
        raise Refused(_("Please give a reason for what you do not accept. The office reads it."))
    if names:
        office.checked_on = timezone.localdate()
        values = {name: change.fields[name] for name in names}
        apply(office, values, actor=actor, is_correction=is_correction)
        office.save(update_fields=["checked_on"])
    change.accepted_fields, change.reason, change.decided_by = names, reason, actor
    if not names:
        state = RequestState.REFUSED
    else:
        state = RequestState.ACCEPTED if len(names) == len(change.fields) else RequestState.PARTLY
    _close(change, state)
    record(actor, "offices.decide_change", office, reason=reason, change=change.pk, state=state, fields=names)
    key = f"offices:change-decided:{change.pk}"
    mails.tell("change_decided", change.proposed_by, office, change=change, dedupe_key=key)
    return change


def _close(change: OfficeChange, state: RequestState) -> None:
    change.state, change.decided_at = state, timezone.now()
    change.save()
