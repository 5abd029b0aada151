"""Background work of hearings."""

from celery import shared_task

from consultations.process.hearing.reminders import send_reminders
from consultations.process.hearing.sending import send_due, send_everywhere
from consultations.process.models import Phase


@shared_task
def send_invitations(phase_pk: int) -> int:
    """Send the invitations of one hearing that are due."""
    phase = Phase.objects.select_related("process").filter(pk=phase_pk).first()
    return send_due(phase) if phase else 0


@shared_task
def send_invitations_due() -> int:
    """Go on where a worker died, and with what was planned for today."""
    return send_everywhere()


@shared_task
def remind() -> int:
    """Remind those who have not answered, some days before their own deadline."""
    return send_reminders()
