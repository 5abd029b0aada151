"""Writes of planning: every one locks the conference, compares its revision, and leaves a trace in the log."""

from copy import copy
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from audit.services import record
from consultations.conferences.enums import ConferenceState
from consultations.conferences.models import AgendaItem, Conference, ConferenceChange, Speaker, ThematicTable
from consultations.conferences.planning.changes import Change, changes_between, is_told, state_change
from consultations.conferences.planning.rules import check_list, missing, problems_of
from consultations.conferences.signals import conference_changed, conference_seats_changed
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import require

#: What a copy takes over; days, states, numbers of people and the record belong to the original.
COPIED = (
    *("kind", "summary", "format", "town", "region", "venue", "address", "directions"),
    *("starts_at", "ends_at", "capacity", "registration"),
    *("step_free", "induction_loop", "sign_language", "childcare", "plain_language_material", "interpreting"),
    *("method_title", "method_text"),
)


class ConferenceOutdated(Exception):
    """Somebody saved meanwhile; carries the conference as it is now, None when it is gone."""

    def __init__(self, conference: Conference | None) -> None:
        super().__init__("the conference was changed meanwhile")
        self.conference = conference


def locked(conference: Conference, *, seen: int, actor) -> Conference:
    """The conference, locked and as the person saw it. Whoever takes seats locks the same row."""
    require(actor, Action.HOLD_CONFERENCES, conference.process)
    rows = Conference.objects.select_for_update(of=("self",)).select_related("process", "region")
    row = rows.filter(pk=conference.pk).first()
    if row is None or row.revision != seen:
        raise ConferenceOutdated(row)
    return row


def touch(conference: Conference, *names: str) -> None:
    """Store named fields and count the change; what registrations write on the row stays untouched."""
    conference.revision += 1
    conference.save(update_fields=[*names, "revision"])


@transaction.atomic
def create_conference(conference: Conference, *, actor) -> Conference:
    """Begin to plan a conference; nobody outside the team knows of it yet."""
    require(actor, Action.HOLD_CONFERENCES, conference.process)
    process = Process.objects.select_for_update(no_key=True).get(pk=conference.process_id)
    conference.state = ConferenceState.PLANNED
    conference.slug = free_slug(process, conference.slug or conference.name)
    _refuse_problems(conference)
    conference.save(force_insert=True)
    record(actor, "conference.create", conference, scope=process.slug)
    return conference


def free_slug(process: Process, wanted: str) -> str:
    """An address that no other conference of the process has; call it under a lock on the process."""
    base = slugify(wanted.replace("ß", "ss").translate(_UMLAUTS))[:40].strip("-") or "konferenz"
    taken = set(process.conferences.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@transaction.atomic
def change_conference(
    conference: Conference, values: dict[str, Any], *, seen: int, actor, note: str = ""
) -> list[Change]:
    """Store a changed plan; returns what people are told of it, with `note` as the sentence of the office."""
    row = locked(conference, seen=seen, actor=actor)
    before = copy(row)
    for name, value in values.items():
        setattr(row, name, value)
    names = [name for name in values if getattr(before, name) != getattr(row, name)]
    if not names:
        return []
    _refuse_problems(row)
    row.planned_at = timezone.now()
    lines = changes_between(before, row) if is_told(before) else []
    if lines:
        row.calendar_sequence += 1
    touch(row, *names, "planned_at", "calendar_sequence")
    # The link is a way in: the log says that it changed and not what it is.
    difference = {name: _logged(name, before, row) for name in names}
    record(actor, "conference.change", row, scope=row.process.slug, changed=difference)
    if lines:
        _tell(row, lines, actor=actor, note=note)
    if before.capacity != row.capacity:
        conference_seats_changed.send(sender=Conference, conference=row, before=before.capacity, actor=actor)
    return lines


def _logged(name: str, before: Conference, after: Conference) -> list[str]:
    if name == "online_url":
        return ["…" if row.online_url else "" for row in (before, after)]
    return [str(getattr(row, name) or "")[:500] for row in (before, after)]


def _refuse_problems(conference: Conference) -> None:
    problems = problems_of(conference)
    if problems:
        raise ValidationError(problems)


def _tell(conference: Conference, lines: list[Change], *, actor, note: str) -> None:
    """Keep the change for the public page, and let whoever knows the registered tell them."""
    ConferenceChange.objects.create(conference=conference, changes=[list(line) for line in lines], note=note)
    conference_changed.send(sender=Conference, conference=conference, changes=lines, actor=actor, note=note)


@transaction.atomic
def announce(conference: Conference, *, seen: int, actor) -> Conference:
    """Make a planned conference public, or take back that one was cancelled. Raises ValidationError with what it
    lacks."""
    row = locked(conference, seen=seen, actor=actor)
    if row.state == ConferenceState.ANNOUNCED:
        return row
    lacking = missing(check_list(row, agenda=row.agenda.count(), tables=row.tables.count()))
    if lacking:
        raise ValidationError([check.text for check in lacking])
    before = copy(row)
    row.state, row.state_reason = ConferenceState.ANNOUNCED, ""
    row.calendar_sequence += 1
    row.planned_at = timezone.now()
    touch(row, "state", "state_reason", "calendar_sequence", "planned_at")
    record(actor, "conference.announce", row, scope=row.process.slug)
    if before.is_cancelled and not row.is_over:
        _tell(row, state_change(before, row), actor=actor, note="")
    return row


@transaction.atomic
def cancel(conference: Conference, *, reason: str, seen: int, actor) -> Conference:
    """Call an announced conference off, with a reason everybody reads. It stays where people look for it."""
    row = locked(conference, seen=seen, actor=actor)
    if row.is_cancelled:
        return row
    if not is_told(row):
        raise ValidationError(_("Only an announced conference that is still to come can be cancelled."))
    if not reason:
        raise ValidationError({"reason": _("Please say why: everybody who registered reads it.")})
    before = copy(row)
    row.state, row.state_reason = ConferenceState.CANCELLED, reason
    row.calendar_sequence += 1
    row.planned_at = timezone.now()
    touch(row, "state", "state_reason", "calendar_sequence", "planned_at")
    record(actor, "conference.cancel", row, scope=row.process.slug, reason=reason)
    _tell(row, state_change(before, row), actor=actor, note="")
    return row


@transaction.atomic
def discard(conference: Conference, *, seen: int, actor) -> None:
    """Throw away a plan nobody outside the team knows of. Raises ValidationError when it was announced before."""
    row = locked(conference, seen=seen, actor=actor)
    if not row.is_planned or row.registered or row.waiting:
        raise ValidationError(_("An announced conference is not thrown away. Please cancel it."))
    record(actor, "conference.discard", row, scope=row.process.slug)
    try:
        row.delete()
    except ProtectedError:
        raise ValidationError(_("Something was recorded for this conference already, so it stays.")) from None


@transaction.atomic
def copy_conference(
    conference: Conference, *, title: str, day: date, opens_on: date | None, closes_on: date | None, actor
) -> Conference:
    """The next conference by the example of this one: plan, agenda and tables, nothing of its people and results."""
    fresh = Conference(
        process=conference.process,
        title=title,
        date=day,
        registration_opens_on=opens_on,
        registration_closes_on=closes_on,
        **{name: getattr(conference, name) for name in COPIED},
    )
    fresh = create_conference(fresh, actor=actor)
    for item in conference.agenda.prefetch_related("speakers"):
        speakers = list(item.speakers.all())
        item.pk, item.conference, item._state.adding = None, fresh, True
        item.save()
        for speaker in speakers:
            speaker.pk, speaker.item = None, item
        Speaker.objects.bulk_create(speakers)
    ThematicTable.objects.bulk_create(
        ThematicTable(
            conference=fresh,
            **{
                name: getattr(table, name)
                for name in ("number", "action_field_id", "title", "question", "host", "capacity")
            },
        )
        for table in conference.tables.all()
    )
    record(actor, "conference.copy", fresh, scope=fresh.process.slug, copied_from=str(conference))
    return fresh


@transaction.atomic
def save_agenda(conference: Conference, slots: list[dict[str, Any]], *, seen: int, actor) -> None:
    """Replace the agenda: nothing else points to its slots. `speakers` of each is a list of fields."""
    row = locked(conference, seen=seen, actor=actor)
    row.agenda.all().delete()
    for order, slot in enumerate(slots, start=1):
        speakers = slot["speakers"]
        fields = {name: slot[name] for name in ("time", "ends_at", "title", "room")}
        # The single line is for slots without named speakers.
        item = AgendaItem.objects.create(conference=row, order=order, by="" if speakers else slot["by"], **fields)
        Speaker.objects.bulk_create(
            Speaker(item=item, order=place, **speaker) for place, speaker in enumerate(speakers, start=1)
        )
    touch(row)
    record(actor, "conference.agenda", row, scope=row.process.slug, slots=[slot["title"] for slot in slots])
