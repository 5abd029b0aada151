"""Reads of the conferences feature. A conference leaves here only if its process is visible."""

from dataclasses import dataclass, field

from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from consultations.conferences.enums import RegistrationKind
from consultations.conferences.models import Attendance, Conference, ConferenceChange, ThematicTable
from consultations.process.dates import today
from consultations.process.languages import language_name
from consultations.process.models import Process


def upcoming(user) -> QuerySet[Conference]:
    """Conferences to come that a person may see, the next one first."""
    return Conference.objects.visible_to(user).upcoming().select_related("process", "region")


def past(user) -> QuerySet[Conference]:
    """Conferences that are over, the latest first."""
    return (
        Conference.objects.visible_to(user)
        .filter(date__lt=today())
        .order_by("-date", "-starts_at", "-pk")
        .select_related("process", "region")
    )


def of_process(process: Process, user) -> QuerySet[Conference]:
    """The conferences of a process a person may see, in the order of their days."""
    rows = process.conferences.visible_to(user).select_related("process", "region")
    return rows.order_by("date", "starts_at", "pk")


def page_conferences(user) -> QuerySet[Conference]:
    """Conferences a person may open, with all their page shows."""
    return (
        Conference.objects.visible_to(user)
        .select_related("process", "region")
        .prefetch_related(
            "agenda__speakers",
            Prefetch("tables", queryset=ThematicTable.objects.select_related("action_field").order_by("number")),
            Prefetch("attendance", queryset=Attendance.objects.select_related("category").order_by("category__order")),
        )
    )


@dataclass(frozen=True)
class Seats:
    """What is known about the seats of a conference to come."""

    free: int
    capacity: int
    waiting: int
    registration_opens: bool
    registration_open: bool


def seats(conference: Conference) -> Seats | None:
    """Free seats and registration; None after the event, when it is called off, and when seats are not counted."""
    if conference.is_over or conference.is_cancelled or not conference.capacity:
        return None
    day = today()
    opens, closes = conference.registration_opens_on, conference.registration_closes_on
    is_ahead = opens is not None and day < opens
    is_closed = (closes is not None and day > closes) or conference.begins_at <= timezone.now()
    is_open = conference.registration != RegistrationKind.NONE and not is_ahead and not is_closed
    return Seats(conference.free_seats, conference.capacity, conference.waiting, is_ahead, is_open)


def accessibility(conference: Conference) -> list[str]:
    """What makes a conference accessible, as short phrases."""
    offers = [
        (conference.step_free, _("step-free access")),
        (conference.induction_loop, _("induction loop")),
        (conference.sign_language, _("sign language interpreting")),
        (conference.plain_language_material, _("material in easy language")),
        (conference.childcare, _("childcare")),
    ]
    return [text for offered, text in offers if offered]


def interpreting(conference: Conference) -> list[str]:
    """Names of the languages that are interpreted, in the language of the page."""
    return [language_name(code) for code in conference.interpreting]


def latest_change(conference: Conference) -> ConferenceChange | None:
    """What was changed last of a conference to come, so that who read it before sees what is new."""
    return None if conference.is_over else conference.changes.first()


@dataclass(frozen=True)
class AttendanceTable:
    """Who came: rows by category and their sum. The total may be larger: not everybody names a category."""

    total: int | None
    rows: list[Attendance] = field(default_factory=list)


def attendance(conference: Conference) -> AttendanceTable | None:
    """Who came, once the conference is over and somebody counted."""
    if not conference.is_over:
        return None
    rows = [row for row in conference.attendance.all() if row.count]
    total = conference.attended if conference.attended is not None else sum(row.count for row in rows) or None
    return AttendanceTable(total, rows) if total else None
