"""Background work of the outbox: each task fetches and delegates to a service."""

from celery import shared_task

from notifications import notices, services
from notifications.models import OutboxMessage


@shared_task
def deliver(pk: int) -> None:
    """Deliver one mail."""
    services.deliver_message(pk)


@shared_task
def sweep_outbox() -> None:
    """Deliver what a dead broker or worker left behind."""
    services.release_stale_claims()
    for pk in OutboxMessage.objects.due().values_list("pk", flat=True)[:500]:
        services.deliver_message(pk)


@shared_task
def purge_outbox() -> None:
    """Forget delivered and given-up mails, and what people were told, in time."""
    services.forget_old()
    notices.forget_told()


@shared_task
def send_collected() -> None:
    """Write the collected mails of today."""
    notices.send_collected()
