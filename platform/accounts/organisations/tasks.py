"""Background work about organisations; every task may run twice or late."""

from celery import shared_task

from accounts.organisations import invitations, merging


@shared_task
def forget_old_invitations() -> None:
    """Delete addresses of people who were invited long ago."""
    invitations.forget_old()


@shared_task
def move_what_came_late() -> None:
    """Hand over what was stored for a duplicate in the moment it was merged."""
    merging.move_what_came_late()
