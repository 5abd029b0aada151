"""Who may ask for which report, fetch it, delete it and publish it."""

from consultations.exports.reports.enums import Audience
from consultations.exports.reports.models import ReportFile
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import can

#: Any of these opens internal reports: they say what is not decided yet.
INTERNAL_RIGHTS = (Action.CODE, Action.ANSWER, Action.PUBLISH_RESULTS)


def may_read(user, process: Process, audience: str) -> bool:
    """Whether a person may ask for reports of an audience and fetch them."""
    if not can(user, Action.VIEW_INTERNAL, process):
        return False
    return audience == Audience.PUBLIC or any(can(user, action, process) for action in INTERNAL_RIGHTS)


def may_delete(user, report: ReportFile) -> bool:
    """Who asked for it, or who publishes results; a published one is withdrawn first."""
    if report.published_at or not may_read(user, report.process, report.audience):
        return False
    return report.requested_by_id == user.pk or can(user, Action.PUBLISH_RESULTS, report.process)


def may_publish(user, report: ReportFile) -> bool:
    return not report.is_internal and can(user, Action.PUBLISH_RESULTS, report.process)
