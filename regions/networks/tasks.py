"""Background work of networks."""

from celery import shared_task

from regions.networks.meetings import send_reminders


@shared_task
def remind() -> int:
    """Remind members who have not replied to an invitation."""
    return send_reminders()
