"""Background work: reports."""

from celery import shared_task

from consultations.exports.reports import making

#: Seconds after which a report that hangs is given up; the largest one takes a tenth of it.
_PATIENCE = 900


@shared_task(soft_time_limit=_PATIENCE, time_limit=_PATIENCE + 60)
def make_report(pk: int) -> None:
    """Make one report. Safe to run twice and at once; one that was deleted is no error."""
    making.make(pk)


@shared_task
def sweep_reports() -> None:
    """Go on with reports a dead broker or worker left behind."""
    making.sweep()
