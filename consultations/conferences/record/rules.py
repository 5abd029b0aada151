"""What may be done with a record, and when: the one place screens, services and doors ask."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.conferences.models import Conference
from consultations.conferences.record.models import ConferenceRecord, RecordFile
from consultations.process.dates import weekday_date
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import can, require

#: Who writes a record: any one of these is enough.
WRITERS = (Action.HOLD_CONFERENCES, Action.RECORD)


def may_write(user, process: Process) -> bool:
    return any(can(user, action, process) for action in WRITERS)


def require_writer(user, process: Process) -> None:
    """Raise PermissionDenied unless the person writes records here."""
    if not may_write(user, process):
        require(user, Action.HOLD_CONFERENCES, process)


def is_public(conference: Conference) -> bool:
    """Whether anybody may read what the tables reported."""
    return conference.process.is_published and conference.record_is_public


def may_open_file(user, file: RecordFile) -> bool:
    """Files are public with the record; before, the team that writes it opens them."""
    conference = file.record.conference
    if Conference.objects.visible_to(user).filter(pk=conference.pk).exists() and is_public(conference):
        return True
    return may_write(user, conference.process)


def obstacles(record: ConferenceRecord) -> list[str]:
    """What keeps a record from being confirmed, as sentences; two queries. Empty tables are none."""
    found = []
    if not record.conference.is_over:
        found.append(_("The conference is not over yet."))
    if record.check_opened_at is None:
        found.append(_("The participants could not check the record yet. Open the check first."))
    if record.is_check_running:
        found.append(_("The check is still running. It ends on %(day)s.") % {"day": weekday_date(record.check_until)})
    unanswered = record.remarks.filter(decision="").count() if record.pk else 0
    if unanswered:
        found.append(
            ngettext(
                "%(number)s remark of a participant is not answered yet.",
                "%(number)s remarks of participants are not answered yet.",
                unanswered,
            )
            % {"number": unanswered}
        )
    return found
