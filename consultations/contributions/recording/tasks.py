"""Background work of the recording of letters."""

from celery import shared_task

from consultations.contributions.recording import sheet_services


@shared_task
def work_on_sheet(pk: int) -> None:
    """Check or import an uploaded spreadsheet."""
    sheet_services.work_on(pk)


@shared_task
def sweep_sheets() -> None:
    """Go on with imports a dead broker or worker left behind, and forget old uploads."""
    sheet_services.sweep()
