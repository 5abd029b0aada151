"""Writing needs and offers. Whoever writes is asked again here, under the lock on the row."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from regions.demand.enums import OFFERS, EntryState, Kind
from regions.demand.models import DemandField, Entry, SpokenLanguage
from regions.demand.rules import entries_of, require_region
from regions.rules import require_keeper

#: "Still valid" moves the last day to so many days from today.
EXTENDED_BY = timedelta(days=180)
#: The same entry within this time: somebody pressed twice.
PRESSED_TWICE = timedelta(minutes=1)

#: What a form or a list may set; everything else follows from what is done.
WRITABLE = frozenset(
    {
        "region", "municipality", "field", "reference", "title", "text", "target_groups", "languages", "place", "times",
        "provider", "number", "contact_name", "contact_email", "contact_phone", "website", "office", "valid_from",
        "valid_until", "source", "internal_note", "modes", "cost_note", "booking_email",
    }
)  # fmt: skip


class Refused(Exception):
    """What was asked for is not possible; the text says why and what to do."""


class Outdated(Refused):
    """Somebody else has changed the entry meanwhile."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody else has changed this entry meanwhile. Please compare it with yours, then save again.")
        )


def locked(entry: Entry, actor) -> Entry:
    """The row as it is now, for this transaction. Raises Entry.DoesNotExist for whoever may not write it."""
    own = entries_of(actor).filter(pk=entry.pk).values("pk")
    return Entry.objects.select_for_update(of=("self",)).select_related("region").get(pk__in=own)


def _set(entry: Entry, data: dict[str, Any]) -> None:
    unknown = set(data) - WRITABLE
    if unknown:
        raise TypeError(f"Not writable: {unknown}")
    if "booking_email" in data and entry.pk and data["booking_email"] != entry.booking_email:
        entry.link_number += 1
    for name, value in data.items():
        setattr(entry, name, value)
    entry.fill_search_text()


def _store(entry: Entry) -> None:
    """Save a new or changed row. Raises Refused when its reference is taken."""
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as error:
        raise Refused(_("Another entry of the district has this reference. Please change it.")) from error


def _set_languages(entry: Entry, spoken: Iterable[tuple[str, str, str]]) -> None:
    """The languages of a pool as (language, level, direction); its list of codes follows, which searches ask."""
    rows = list(dict.fromkeys(spoken))
    entry.spoken.all().delete()
    SpokenLanguage.objects.bulk_create(
        SpokenLanguage(entry=entry, language=language, level=level, direction=direction)
        for language, level, direction in rows
    )
    entry.languages = [language for language, _level, _direction in rows]
    entry.save(update_fields=["languages"])


def _pressed_twice(kind: str, data: dict[str, Any], actor) -> Entry | None:
    """The same entry of the same person a moment before."""
    rows = Entry.objects.filter(kind=kind, created_by=actor, created_at__gt=timezone.now() - PRESSED_TWICE)
    rows = rows.filter(region=data["region"]).order_by("-pk")[:5]
    # The languages of a pool are rows of their own and follow later.
    return next((row for row in rows if all(getattr(row, name) == value for name, value in data.items())), None)


@transaction.atomic
def create_entry(
    kind: str, data: dict[str, Any], *, actor, areas: Iterable = (), spoken: Iterable[tuple[str, str, str]] = ()
) -> Entry:
    """A new draft. Raises PermissionDenied outside of the person's regions, Refused for a reference that is taken."""
    require_region(actor, data["region"])
    # Whoever presses twice waits here, and then finds what the first press made.
    User.objects.select_for_update(no_key=True).get(pk=actor.pk)
    if (earlier := _pressed_twice(kind, data, actor)) is not None:
        return earlier
    entry = Entry(kind=kind, created_by=actor)
    _set(entry, data)
    _store(entry)
    if entry.is_pool:
        entry.areas.set(areas)
        _set_languages(entry, spoken)
    record(actor, "demand.create", entry, kind=kind)
    return entry


@transaction.atomic
def change_entry(
    entry: Entry,
    data: dict[str, Any],
    *,
    actor,
    revision: int,
    areas: Iterable = (),
    spoken: Iterable[tuple[str, str, str]] = (),
) -> Entry:
    """Change an entry as the person saw it. Raises Outdated, Refused, PermissionDenied for a region of others."""
    row = locked(entry, actor)
    if row.revision != revision:
        raise Outdated
    require_region(actor, data.get("region", row.region))
    _set(row, data)
    row.revision += 1
    _store(row)
    if row.is_pool:
        row.areas.set(areas)
        _set_languages(row, spoken)
    record(actor, "demand.change", row)
    return row


@transaction.atomic
def copy_entry(entry: Entry, *, actor) -> Entry:
    """A draft with the same content, valid for half a year from today."""
    row = locked(entry, actor)
    today = timezone.localdate()
    copy = Entry(kind=row.kind, created_by=actor, valid_until=max(row.valid_until, today + EXTENDED_BY))
    _set(copy, {name: getattr(row, name) for name in WRITABLE - {"reference", "valid_from", "valid_until"}})
    copy.title = (_("Copy of %(title)s") % {"title": row.title})[:160]
    copy.fill_search_text()
    copy.save()
    if copy.is_pool:
        copy.areas.set(row.areas.all())
        _set_languages(copy, row.spoken.values_list("language", "level", "direction"))
    record(actor, "demand.create", copy, kind=copy.kind)
    return copy


def _moved(row: Entry, actor, action: str, **fields: Any) -> Entry:
    for name, value in fields.items():
        setattr(row, name, value)
    row.revision += 1
    row.save()
    record(actor, action, row)
    return row


@transaction.atomic
def publish_entry(entry: Entry, *, actor) -> Entry:
    """Show a draft to everybody; nothing happens to others. Raises Refused when its last day has passed."""
    row = locked(entry, actor)
    if row.state != EntryState.DRAFT:
        return row
    if row.valid_until < timezone.localdate():
        raise Refused(_("The last day of this entry has passed. Please change “Valid until” first."))
    if row.is_pool and not row.languages:
        raise Refused(_("A pool needs at least one language. Please add it first."))
    return _moved(
        row, actor, "demand.publish", state=EntryState.PUBLISHED, published_at=row.published_at or timezone.now()
    )


@transaction.atomic
def close_entry(entry: Entry, *, actor, note: str = "", met_by: Entry | None = None) -> Entry:
    """End an entry: a need is met – by an offer, if one is named – or an offer is over. Raises Refused."""
    row = locked(entry, actor)
    if row.state != EntryState.PUBLISHED:
        raise Refused(_("Only what is published can be closed."))
    if met_by is not None and (not row.is_need or met_by.kind not in OFFERS):
        raise Refused(_("Only a need is met by an offer."))
    return _moved(
        row,
        actor,
        "demand.close",
        state=EntryState.CLOSED,
        closed_on=timezone.localdate(),
        closing_note=note,
        met_by=met_by,
    )


@transaction.atomic
def reopen_entry(entry: Entry, *, actor) -> Entry:
    """Show a closed entry again; one whose last day has passed is valid for half a year more."""
    row = locked(entry, actor)
    if row.state != EntryState.CLOSED:
        raise Refused(_("Only what is closed can be opened again."))
    today = timezone.localdate()
    until = row.valid_until if row.valid_until >= today else today + EXTENDED_BY
    fields = {"closed_on": None, "closing_note": "", "met_by": None, "valid_until": until}
    return _moved(row, actor, "demand.reopen", state=EntryState.PUBLISHED, **fields)


@transaction.atomic
def extend_entries(entries: Iterable[Entry], *, actor) -> int:
    """Say of entries that they are still valid: half a year from today. Closed ones stay; returns how many moved."""
    until = timezone.localdate() + EXTENDED_BY
    own = entries_of(actor).filter(pk__in=[entry.pk for entry in entries]).values("pk")
    rows = Entry.objects.select_for_update(of=("self",)).filter(pk__in=own).exclude(state=EntryState.CLOSED)
    moved = [row for row in rows.order_by("pk") if row.valid_until < until]
    for row in moved:
        _moved(row, actor, "demand.extend", valid_until=until)
    return len(moved)


@transaction.atomic
def delete_draft(entry: Entry, *, actor) -> None:
    """Delete what was never public. Raises Refused for everything else: it is closed instead."""
    row = locked(entry, actor)
    if row.state != EntryState.DRAFT or row.published_at is not None:
        raise Refused(_("Only drafts that were never public can be deleted. Please close the entry instead."))
    record(actor, "demand.delete", row)
    row.delete()


@transaction.atomic
def save_field(field: DemandField, *, actor) -> DemandField:
    """Add a field of needs and offers, or change its title and order."""
    require_keeper(actor)
    field.save()
    record(actor, "demand.field", field)
    return field


@transaction.atomic
def delete_field(field: DemandField, *, actor) -> None:
    """Delete a field nobody uses. Raises Refused for one with entries."""
    require_keeper(actor)
    row = DemandField.objects.select_for_update().get(pk=field.pk)
    if row.entries.exists():
        raise Refused(_("There are needs or offers in this field. Please move them first."))
    record(actor, "demand.delete_field", row)
    row.delete()


def kind_title(kind: str) -> str:
    """What a form for a new entry is called."""
    return {
        Kind.NEED: _("Document a need"),
        Kind.OFFER: _("Document an offer"),
        Kind.INTERPRETING: _("Document an interpreters’ pool"),
    }[Kind(kind)]
