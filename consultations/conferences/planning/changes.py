"""What people have to know of when the plan of an announced conference changes, in German, as it is told to them."""

from typing import NamedTuple

from django.conf import settings
from django.utils import translation
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from consultations.conferences.enums import ConferenceState
from consultations.conferences.models import Conference
from consultations.process.dates import weekday_date


class Change(NamedTuple):
    """One line of what was changed."""

    label: str
    before: str
    after: str


def is_told(conference: Conference) -> bool:
    """Whether changes of a conference concern anybody: it is announced, and still ahead."""
    return conference.state == ConferenceState.ANNOUNCED and not conference.is_over


def changes_between(before: Conference, after: Conference) -> list[Change]:
    """Day, hours, town, venue, format and link as far as they differ; the link itself is not repeated."""
    with translation.override(settings.LANGUAGE_CODE):
        lines = [Change(label, old, new) for label, old, new in _compared(before, after) if old != new]
        if before.online_url != after.online_url and after.online_url:
            had = _("the link you have") if before.online_url else _("not known yet")
            lines.append(Change(_("Link for taking part online"), had, _("a new link, for those who registered")))
    return lines


def state_change(before: Conference, after: Conference) -> list[Change]:
    """That it was called off, or takes place after all."""
    with translation.override(settings.LANGUAGE_CODE):
        old, new = str(before.get_state_display()), str(after.get_state_display())
        return [Change(_("State of the conference"), old, new)] if old != new else []


def _compared(before: Conference, after: Conference) -> list[tuple[str, str, str]]:
    parts = (
        (_("Date"), lambda row: weekday_date(row.date)),
        (_("Time of day"), _hours),
        (_("Town"), lambda row: row.town or _("none")),
        (_("Venue"), lambda row: ", ".join(part for part in (row.venue, row.address) if part) or _("none")),
        (_("Format"), lambda row: str(row.get_format_display())),
    )
    return [(label, shown(before), shown(after)) for label, shown in parts]


def _hours(conference: Conference) -> str:
    hours = {
        "begins": time_format(conference.starts_at, "TIME_FORMAT"),
        "ends": time_format(conference.ends_at, "TIME_FORMAT"),
    }
    return _("%(begins)s to %(ends)s") % hours
