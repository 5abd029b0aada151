"""Dates as people read them: "bis Freitag, 20. März (noch 10 Tage)"."""

import re
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.process.enums import PhaseState
from consultations.process.models import BERLIN, Phase, TeamMember


def today() -> date:
    """The day it is for the people the deadlines are set for."""
    return timezone.now().astimezone(BERLIN).date()


def _written(day: date, *, with_year: bool) -> str:
    """A date whose day and month stay on one line ("29. November")."""
    text = date_format(day, "DATE_FORMAT" if with_year else "MONTH_DAY_FORMAT")
    return re.sub(r"(\d\.) ", "\\1\N{NO-BREAK SPACE}", text)


def short_date(day: date) -> str:
    """Day and month, with the year only when it is not this one."""
    return _written(day, with_year=day.year != today().year)


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
        return _("from %(day)s") % {"day": _written(first, with_year=True)}
    if first == last:
        return _written(first, with_year=True)
    return _("%(first)s to %(last)s") % {
        "first": _written(first, with_year=first.year != last.year),
        "last": _written(last, with_year=True),
    }


def deputy_state(deputy: TeamMember) -> PhaseState:
    """Whether a deputy's time runs, is to come, or is over."""
    if deputy.holds_on(today()):
        return PhaseState.RUNNING
    return PhaseState.TO_COME if today() < deputy.starts_on else PhaseState.DONE
