"""Background work of registrations; each task may run twice or late."""

from celery import shared_task

from consultations.conferences.registration import reminders, services


@shared_task
def let_waiting_lists_move_up() -> int:
    """Pass on what nobody confirmed in time, and offer what is free."""
    return services.lapse_overdue() + services.settle_everywhere()


@shared_task
def remind() -> int:
    """Remind people of their conference."""
    return reminders.send_reminders()
