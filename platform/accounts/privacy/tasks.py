"""Background work about personal data."""

from celery import shared_task

from accounts.privacy import exports, inactivity, retention


@shared_task
def make_export(pk: int) -> None:
    """Make the file of one person. Safe to run twice and at once."""
    exports.make(pk)


@shared_task
def sweep_exports() -> None:
    """Make what a dead broker or worker left behind."""
    exports.sweep()


@shared_task
def keep_rules() -> None:
    """Warn people whose accounts are unused, and delete whatever is kept long enough."""
    inactivity.warn()
    retention.run(dry_run=False)
