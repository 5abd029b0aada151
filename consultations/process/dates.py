"""Dates as people read them: "bis Freitag, 20. März (noch 10 Tage)"."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.process.enums import PhaseState
from consultations.process.models import BERLIN, Phase


def today() -> date:
    """The day it is for the people the deadlines are set for."""
    return timezone.now().astimezone(BERLIN).date()


def short_date(day: date) -> str:
    """Day and month, with the year only when it is not this one."""
    return date_format(day, "MONTH_DAY_FORMAT" if day.year == today().year else "DATE_FORMAT")


def weekday_date(day: date) -> str:
    """E.g. "Freitag, 20. März"."""
    return f"{date_format(day, 'l')}, {short_date(day)}"


def days_left_text(days: int) -> str:
    """E.g. "noch 10 Tage"; 0 is the last day itself."""
    if days == 0:
        return _("last day today")
    return ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}


def deadline_text(phase: Phase) -> str:
    """Until when a running phase lasts, or from when one to come; empty for one that is over or has no end."""
    if phase.state == PhaseState.TO_COME:
        return _("from %(day)s") % {"day": weekday_date(phase.starts_on)}
    if phase.state == PhaseState.DONE or phase.ends_on is None:
        return ""
    if phase.days_left == 0:
        return days_left_text(0)
    return _("until %(day)s (%(left)s)") % {
        "day": weekday_date(phase.ends_on),
        "left": days_left_text(phase.days_left),
    }


def date_range_text(first: date, last: date | None) -> str:
    """First to last day, the first year only where it differs; "from …" without an end."""
    if last is None:
        return _("from %(day)s") % {"day": date_format(first, "DATE_FORMAT")}
    if first == last:
        return date_format(first, "DATE_FORMAT")
    start = date_format(first, "MONTH_DAY_FORMAT" if first.year == last.year else "DATE_FORMAT")
    return _("%(first)s to %(last)s") % {"first": start, "last": date_format(last, "DATE_FORMAT")}
