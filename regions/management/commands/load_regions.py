"""`manage.py load_regions`: the states and districts that come with the project."""

from django.core.management.base import BaseCommand

from regions.places.services import load_regions


class Command(BaseCommand):
    help = "Create or update the states and districts that come with the project."

    def handle(self, *args, **options) -> None:
        self.stdout.write(f"{load_regions()} regions are up to date.")
