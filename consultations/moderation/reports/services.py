"""Taking in reports, and telling reporters that the moderation has looked."""

from datetime import timedelta
from enum import Enum

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from consultations.contributions.models import Contribution
from consultations.moderation.items import raise_item
from consultations.moderation.models import Occasion, ReviewItem
from consultations.moderation.reports.models import Report
from consultations.moderation.reports.rules import is_reportable
from notifications.services import enqueue


class Outcome(Enum):
    """What became of a report."""

    STORED = "stored"
    #: The same person has reported this contribution before.
    REPEATED = "repeated"
    #: Guests have reported it so often that one more tells the moderators nothing.
    KNOWN = "known"


class NotReportable(Exception):
    """The contribution is not public (any more)."""


class TooManyReports(Exception):
    """More reports of guests came in within the hour than anybody reads; signed-in people are not held up."""


@transaction.atomic
def report(contribution: Contribution, *, reason: str, text: str = "", reporter=None) -> Outcome:
    """Store a report and put the contribution before the moderators, once however many reports there are.

    Nothing is hidden by it. Raises NotReportable, or TooManyReports for guests.
    """
    # One report at a time: the limits and the one item are counted without a race.
    contribution = Contribution.objects.select_for_update(of=("self",), no_key=True).get(pk=contribution.pk)
    if not is_reportable(contribution):
        raise NotReportable
    known = Report.objects.filter(contribution=contribution)
    if reporter is not None and known.filter(reporter=reporter).exists():
        return Outcome.REPEATED
    if reporter is None:
        if known.open().filter(reporter=None).count() >= settings.REPORTS_OF_GUESTS_PER_CONTRIBUTION:
            return Outcome.KNOWN
        _refuse_flood(contribution)
    Report.objects.create(
        contribution=contribution, reason=reason, text=text, reporter=reporter, reported_at=timezone.now()
    )
    if not ReviewItem.objects.open().filter(contribution=contribution, occasion=Occasion.REPORT).exists():
        # Without the reporter's name: whoever reads the queue does not need it.
        raise_item(contribution, Occasion.REPORT, sign=reason, detail=text)
    return Outcome.STORED


def _refuse_flood(contribution: Contribution) -> None:
    since = timezone.now() - timedelta(hours=1)
    recent = Report.objects.filter(
        contribution__process=contribution.process_id, reporter=None, reported_at__gt=since
    ).count()
    if recent >= settings.REPORTS_OF_GUESTS_PER_HOUR:
        raise TooManyReports


def close_reports(contribution: Contribution) -> int:
    """Mark the open reports about a contribution as handled and tell their reporters; returns how many there were.

    Called inside the transaction in which a moderator decided, or found the contribution in order.
    """
    reports = list(Report.objects.open().filter(contribution=contribution).select_related("reporter"))
    Report.objects.filter(pk__in=[row.pk for row in reports]).update(handled_at=timezone.now())
    is_public = is_reportable(contribution)
    for row in reports:
        if row.reporter is None or not row.reporter.is_active:
            continue
        enqueue(
            "report_handled",
            recipient=row.reporter,
            context={"contribution": contribution, "process": contribution.process, "is_public": is_public},
            dedupe_key=f"report-handled:{row.pk}",
        )
    return len(reports)
