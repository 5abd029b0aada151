"""Writes of staff: links for hosts, participants and walls, and the end of the capture."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from consultations.conferences.capture.models import AccessKind, CaptureAccess
from consultations.conferences.models import Conference, ThematicTable
from consultations.process.enums import Action
from consultations.process.rules import can

#: More than a conference has tables.
_MOST_LINKS = 300


def may_manage(user, conference: Conference) -> bool:
    """Whoever holds conferences, and whoever records what was said."""
    return can(user, Action.HOLD_CONFERENCES, conference.process) or can(user, Action.RECORD, conference.process)


def _locked(conference: Conference, actor) -> Conference:
    """The conference under lock. Raises PermissionDenied for those who may not manage its cards."""
    rows = Conference.objects.select_for_update(of=("self",), no_key=True).select_related("process")
    conference = rows.get(pk=conference.pk)
    if not may_manage(actor, conference):
        raise PermissionDenied
    return conference


@transaction.atomic
def create_access(
    conference: Conference, *, kind: str, table: ThematicTable | None, needs_approval: bool = False, actor
) -> CaptureAccess:
    """Make a link. Raises ValidationError."""
    conference = _locked(conference, actor)
    if kind == AccessKind.PARTICIPANT and table is None:
        raise ValidationError({"table": _("Participants write at one table. Please choose it.")})
    if table is not None and table.conference_id != conference.pk:
        raise ValidationError({"table": _("This table belongs to another conference.")})
    if conference.capture_accesses.count() >= _MOST_LINKS:
        raise ValidationError(_("There are too many links. Please go on with those that are there."))
    access = CaptureAccess.objects.create(
        conference=conference,
        table=table,
        kind=kind,
        needs_approval=needs_approval and kind == AccessKind.PARTICIPANT,
        created_by=actor,
    )
    record(actor, "capture.create_link", access, scope=conference.process.slug, kind=kind)
    return access


@transaction.atomic
def create_missing(conference: Conference, *, needs_approval: bool, actor) -> int:
    """One link for hosts of all tables, one for participants of each table, and a wall, where there is none yet."""
    conference = _locked(conference, actor)
    good = conference.capture_accesses.filter(ended_at__isnull=True)
    known = set(good.values_list("kind", "table"))
    wanted: list[tuple[str, ThematicTable | None]] = [(AccessKind.HOST, None), (AccessKind.WALL, None)]
    wanted += [(AccessKind.PARTICIPANT, table) for table in conference.tables.order_by("number")]
    missing = [(kind, table) for kind, table in wanted if (kind, table.pk if table else None) not in known]
    for kind, table in missing:
        create_access(conference, kind=kind, table=table, needs_approval=needs_approval, actor=actor)
    return len(missing)


@transaction.atomic
def end_access(access: CaptureAccess, *, actor) -> bool:
    """End a link at once; False when it has ended already."""
    _locked(access.conference, actor)
    number = CaptureAccess.objects.filter(pk=access.pk, ended_at__isnull=True).update(ended_at=timezone.now())
    if number:
        record(actor, "capture.end_link", access, scope=access.conference.process.slug, kind=access.kind)
    return bool(number)


@transaction.atomic
def end_all(conference: Conference, *, actor) -> int:
    """End every link of a conference; returns how many that were."""
    conference = _locked(conference, actor)
    number = conference.capture_accesses.filter(ended_at__isnull=True).update(ended_at=timezone.now())
    if number:
        record(actor, "capture.end_links", conference, scope=conference.process.slug, number=number)
    return number


@transaction.atomic
def close_capture(conference: Conference, *, actor) -> bool:
    """Take no new cards; what devices still hold is taken for some time and marked. False when it is closed."""
    conference = _locked(conference, actor)
    if conference.capture_closed_at is not None:
        return False
    Conference.objects.filter(pk=conference.pk).update(capture_closed_at=timezone.now())
    record(actor, "capture.close", conference, scope=conference.process.slug)
    return True


@transaction.atomic
def reopen_capture(conference: Conference, *, actor) -> bool:
    """Take cards again; False when it is open."""
    conference = _locked(conference, actor)
    if conference.capture_closed_at is None:
        return False
    Conference.objects.filter(pk=conference.pk).update(capture_closed_at=None)
    record(actor, "capture.reopen", conference, scope=conference.process.slug)
    return True
