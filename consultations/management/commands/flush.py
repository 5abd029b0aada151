"""`manage.py flush`: Django's own, which may also empty the tables of published versions."""

from django.core.management.commands.flush import Command as FlushCommand
from django.db import connections

from consultations.drafts import freeze
from consultations.moderation import queue_keeping


class Command(FlushCommand):
    """Emptying the whole database is a deliberate act: the guard of published versions steps aside for it.

    So does the keeping of the queue, which would write entries of contributions that are about to go.
    """

    def handle(self, **options) -> None:
        connection = connections[options["database"]]
        with freeze.lifted(connection), queue_keeping.lifted(connection):
            super().handle(**options)
