"""`manage.py flush`: Django's own, which may also empty the tables of published versions."""

from contextlib import ExitStack

from django.core.management.commands.flush import Command as FlushCommand
from django.db import connections

from consultations.drafts import freeze
from consultations.exports.reports import retractions
from consultations.moderation import queue_keeping
from consultations.results.register import freeze as register_freeze


class Command(FlushCommand):
    """Emptying the whole database is a deliberate act: the guards of versions and registers step aside for it.

    So do the keeping of the queue, which would write entries of contributions that are about to go, and the notes of
    what is taken back from reports.
    """

    def handle(self, **options) -> None:
        connection = connections[options["database"]]
        with ExitStack() as stack:
            for module in (freeze, queue_keeping, register_freeze, retractions):
                stack.enter_context(module.lifted(connection))
            super().handle(**options)
