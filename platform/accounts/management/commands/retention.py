"""`manage.py retention`: what is kept long enough to go, and, with `--apply`, its deletion."""

from django.core.management.base import BaseCommand

from accounts.privacy.retention import run


class Command(BaseCommand):
    help = "Shows how many rows each rule of retention would delete; --apply deletes them, as the nightly task does."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--apply", action="store_true", help="delete instead of counting")

    def handle(self, *args, **options) -> None:
        for outcome in run(dry_run=not options["apply"]):
            print(f"{outcome.number:>8}  {outcome.rule.label}")
        if not options["apply"]:
            print("Nothing was deleted. With --apply these rows go.")
