"""`manage.py flush`: Django's own, which may also empty the tables of published versions."""

from django.core.management.commands.flush import Command as FlushCommand
from django.db import connections

from consultations.drafts.freeze import lifted


class Command(FlushCommand):
    """Emptying the whole database is a deliberate act; the guard of published versions steps aside for it."""

    def handle(self, **options) -> None:
        with lifted(connections[options["database"]]):
            super().handle(**options)
