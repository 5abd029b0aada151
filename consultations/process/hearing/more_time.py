"""Deciding on more time for one addressee, asked for or not."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from consultations.process.dates import today, weekday_date
from consultations.process.enums import Action
from consultations.process.hearing.answers import LONGEST_DAYS
from consultations.process.hearing.enums import ExtensionState
from consultations.process.hearing.links import full_link
from consultations.process.hearing.models import Addressee, Extension
from consultations.process.hearing.services import lock_list
from consultations.process.hearing.working_days import add_working_days, land_of
from consultations.process.rules import require
from notifications.services import enqueue

#: Offered to staff, in working days behind the present deadline.
SUGGESTED = (5, 10)


def suggestions(addressee: Addressee) -> list[tuple[int, date]]:
    """Days to extend to: so many working days of the Land behind the present deadline, or behind today."""
    if addressee.last_day is None:
        return []
    land = land_of(addressee.phase.process)
    start = max(addressee.last_day, today())
    return [(number, add_working_days(start, number, land)) for number in SUGGESTED]


@transaction.atomic
def grant(addressee: Addressee, *, ends_on: date, published_reason: str, answer: str, actor) -> Extension:
    """Give an organisation until a later day; a waiting request is answered by it. Raises ValidationError by field."""
    row = _locked(addressee, actor)
    if row.last_day is None:
        raise ValidationError(_("This hearing has no deadline."))
    if ends_on <= row.last_day:
        raise ValidationError({"ends_on": _("The new last day has to be after the present one.")})
    if ends_on < today():
        raise ValidationError({"ends_on": _("This day is over already.")})
    if (ends_on - row.phase.ends_on).days > LONGEST_DAYS:
        raise ValidationError({"ends_on": _("A deadline can be extended by half a year at most.")})
    extension = row.extensions.filter(state=ExtensionState.WAITING).first() or Extension(addressee=row)
    extension.ends_on, extension.published_reason = ends_on, published_reason
    _decide(extension, ExtensionState.GRANTED, answer, actor)
    row.extended_to = ends_on
    row.save(update_fields=["extended_to"])
    record(
        actor,
        "hearing.extend",
        row,
        scope=row.phase.process.slug,
        reason=published_reason,
        ends_on=ends_on.isoformat(),
        was_asked=extension.asked_at is not None,
    )
    _tell(row, extension)
    return extension


@transaction.atomic
def refuse(addressee: Addressee, *, answer: str, actor) -> Extension | None:
    """Leave the deadline as it is; None when nothing waits any more. Raises ValidationError without an answer."""
    row = _locked(addressee, actor)
    extension = row.extensions.filter(state=ExtensionState.WAITING).first()
    if extension is None:
        return None
    if not answer.strip():
        raise ValidationError({"answer": _("Please tell the organisation why the deadline stays as it is.")})
    _decide(extension, ExtensionState.REFUSED, answer, actor)
    record(actor, "hearing.refuse_extension", row, scope=row.phase.process.slug)
    _tell(row, extension)
    return extension


def _locked(addressee: Addressee, actor) -> Addressee:
    phase = lock_list(addressee.phase)
    require(actor, Action.EDIT_PROCESS, phase.process)
    rows = Addressee.objects.select_for_update(of=("self",)).select_related("phase__process")
    row = rows.get(pk=addressee.pk)
    if row.phase.process.finished_on:
        raise ValidationError(_("This process is finished."))
    return row


def _decide(extension: Extension, state: ExtensionState, answer: str, actor) -> None:
    extension.state, extension.answer = state, answer.strip()
    extension.decided_at, extension.decided_by = timezone.now(), actor
    extension.save()


def _tell(row: Addressee, extension: Extension) -> None:
    if row.invited_at is None:
        return
    enqueue(
        "hearing_extension_decided",
        address=row.email,
        context={
            "process": row.phase.process,
            "addressee": row,
            "extension": extension,
            "deadline": weekday_date(row.last_day) if row.last_day else "",
            "link": full_link(row),
        },
        dedupe_key=f"hearing_extension_decided:{extension.pk}",
    )
