"""What is to be done next for a conference, in one sentence, and where."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from consultations.conferences.enums import RegistrationKind
from consultations.conferences.models import Conference
from consultations.conferences.planning.rules import check_list, missing
from consultations.process.dates import today, weekday_date


@dataclass(frozen=True)
class NextStep:
    """A sentence, and the name of the screen on which it is done; features above are known by name only."""

    text: str
    url_name: str = ""
    #: Whether it is for staff to do; else it is said and nothing waits.
    is_due: bool = True


def next_step(conference: Conference, *, agenda: int, tables: int) -> NextStep:
    """The one thing that comes next; counts are passed in, so that a list costs no query for each row."""
    if conference.is_cancelled:
        return NextStep(_("It is cancelled."), is_due=False)
    if conference.is_planned:
        lacking = missing(check_list(conference, agenda=agenda, tables=tables))
        if lacking:
            what = ", ".join(check.text for check in lacking)
            return NextStep(_("Still missing before it is announced: %(what)s.") % {"what": what}, lacking[0].step)
        return NextStep(_("Announce it: nothing is missing."), "conferences_admin:announce")
    return _after(conference) if conference.is_over else _before(conference, agenda)


def _before(conference: Conference, agenda: int) -> NextStep:
    day = today()
    if conference.date == day:
        return NextStep(_("It takes place today."), "attendance_admin:index")
    if not agenda:
        return NextStep(_("Enter the agenda."), "conferences_admin:agenda")
    if conference.is_online and not conference.online_url:
        return NextStep(_("Enter the link for taking part online."), "conferences_admin:edit")
    opens, closes = conference.registration_opens_on, conference.registration_closes_on
    if conference.registration == RegistrationKind.NONE:
        return NextStep(_("Prepare the day."), "attendance_admin:index", is_due=False)
    if opens and day < opens:
        text = _("Registration opens on %(day)s.") % {"day": weekday_date(opens)}
        return NextStep(text, "registration_admin:index", is_due=False)
    if closes and day > closes:
        return NextStep(_("Registration is closed. Prepare the day."), "attendance_admin:index")
    text = (
        _("People can register until %(day)s.") % {"day": weekday_date(closes)} if closes else _("People can register.")
    )
    return NextStep(text, "registration_admin:index", is_due=False)


def _after(conference: Conference) -> NextStep:
    if conference.record_is_public:
        return NextStep(_("The record is published."), "record_admin:index", is_due=False)
    return NextStep(_("Finish and publish the record."), "record_admin:index")


def url_of(step_url_name: str, conference: Conference) -> str:
    """The address of a screen of this conference, or of its process; empty where there is none."""
    values = {"process_slug": conference.process.slug}
    for kwargs in ({**values, "conference": conference.pk}, values):
        try:
            return reverse(step_url_name, kwargs=kwargs)
        except NoReverseMatch:
            continue
    return ""
