"""Writes about entries of the directory: entering, changing, giving up, and what people propose to enter."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.organisations.refusals import AddressNotConfirmed, ChangedMeanwhile, Refused
from accounts.organisations.rules import confirmed_address
from audit.services import record
from regions.offices import mails
from regions.offices.entries import FIELDS, HOLDER_FIELDS, Entry, differences, set_values, write_sites
from regions.offices.history import keep_earlier_state
from regions.offices.models import Office
from regions.places.models import Region, RegionLevel
from regions.rules import require_keeper

#: So many new entries of one person may wait for staff at once.
WAITING_AT_ONCE = 3


def lock(office: Office) -> Office:
    """The office as it is now; what happens to it waits in line from here on."""
    return Office.objects.select_for_update().get(pk=office.pk)


def apply(office: Office, values: Entry, *, actor: User | None, is_correction: bool = False) -> list[str]:
    """Store values in a locked office; returns the names of the fields that changed.

    What describes the office is kept in its history, unless it was only a mistake that is corrected.
    """
    changed = differences(office, values)
    if not changed:
        return []
    if office.is_confirmed and not is_correction:
        keep_earlier_state(office, changed, actor=actor)
    set_values(office, {name: values[name] for name in changed})
    office.revision += 1
    office.save()
    if "sites" in changed:
        write_sites(office, values["sites"])
    return changed


@transaction.atomic
def create_office(region: Region, values: Entry, *, actor: User, reference: str = "") -> Office:
    """Enter an office; what staff enter is confirmed."""
    require_keeper(actor)
    office = _new(region, {name: values[name] for name in FIELDS if name in values}, reference=reference)
    record(actor, "offices.create", office)
    return office


def _new(region: Region, values: Entry, **fields) -> Office:
    if region.level == RegionLevel.STATE:
        raise Refused(_("An office belongs to a district."))
    office = Office(region=region, checked_on=timezone.localdate(), **fields)
    set_values(office, values)
    office.save()
    write_sites(office, values.get("sites", []))
    return office


@transaction.atomic
def update_office(
    office: Office, region: Region, values: Entry, *, seen: int, actor: User, is_correction: bool = False
) -> list[str]:
    """Change an entry; `seen` is the revision staff looked at. Raises ChangedMeanwhile."""
    require_keeper(actor)
    office = lock(office)
    if office.revision != seen:
        raise ChangedMeanwhile
    office.checked_on = timezone.localdate()
    moved = office.region_id != region.pk
    if moved:
        office.region = region
    changed = apply(office, values, actor=actor, is_correction=is_correction)
    if moved and not changed:
        office.revision += 1
    if not changed:
        office.save(update_fields=["checked_on", "region", "revision"])
    if changed or moved:
        fields = [*changed, *(["region"] if moved else [])]
        record(actor, "offices.update", office, fields=fields, is_correction=is_correction)
    return changed


@transaction.atomic
def give_up(office: Office, *, day: date, reason: str, seen: int, actor: User) -> Office:
    """Take an office out of the directory because it does not exist any more. Raises ChangedMeanwhile."""
    require_keeper(actor)
    office = lock(office)
    if office.revision != seen or office.ended_on is not None:
        raise ChangedMeanwhile
    office.ended_on = day
    office.revision += 1
    office.save(update_fields=["ended_on", "revision"])
    record(actor, "offices.give_up", office, reason=reason, day=day.isoformat())
    return office


@transaction.atomic
def restore(office: Office, *, seen: int, actor: User) -> Office:
    """Put an office that was given up back into the directory. Raises ChangedMeanwhile."""
    require_keeper(actor)
    office = lock(office)
    if office.revision != seen or office.ended_on is None:
        raise ChangedMeanwhile
    office.ended_on = None
    office.revision += 1
    office.save(update_fields=["ended_on", "revision"])
    record(actor, "offices.restore", office)
    return office


# --- entries people propose ------------------------------------------------------------------------------------------


@transaction.atomic
def propose_office(region: Region, values: Entry, *, person: User) -> Office:
    """Enter the own office; it is public once staff have confirmed it. Raises AddressNotConfirmed, Refused."""
    # One at a time for each person: a double click must find what the first click stored.
    person = User.objects.select_for_update().get(pk=person.pk)
    if not confirmed_address(person):
        raise AddressNotConfirmed
    own = Office.objects.filter(holder=person, is_confirmed=False)
    if (earlier := own.filter(region=region, title=values["title"]).first()) is not None:
        return earlier
    if own.count() >= WAITING_AT_ONCE:
        raise Refused(
            _("%(count)s of your entries are waiting to be confirmed. Please wait until we have looked at them.")
            % {"count": WAITING_AT_ONCE}
        )
    known = {name: values[name] for name in HOLDER_FIELDS if name in values}
    office = _new(region, known, holder=person, is_confirmed=False)
    record(person, "offices.propose", office)
    url = reverse("offices_admin:confirm", args=[office.pk])
    mails.tell_keepers("new", office, url, key=f"new:{office.pk}")
    return office


@transaction.atomic
def confirm_office(office: Office, *, seen: int, actor: User) -> Office:
    """Make a proposed entry public. Raises ChangedMeanwhile."""
    require_keeper(actor)
    office = lock(office)
    if office.revision != seen or office.is_confirmed:
        raise ChangedMeanwhile
    office.is_confirmed = True
    office.checked_on = timezone.localdate()
    office.revision += 1
    office.save(update_fields=["is_confirmed", "checked_on", "revision"])
    record(actor, "offices.confirm", office)
    mails.tell("entry_confirmed", office.holder, office)
    return office


@transaction.atomic
def refuse_office(office: Office, *, reason: str, seen: int, actor: User) -> None:
    """Delete a proposed entry that was never public; whoever entered it reads why. Raises ChangedMeanwhile."""
    require_keeper(actor)
    office = lock(office)
    if office.revision != seen or office.is_confirmed:
        raise ChangedMeanwhile
    record(actor, "offices.refuse", office, reason=reason)
    mails.tell("entry_refused", office.holder, office, reason=reason)
    office.delete()
