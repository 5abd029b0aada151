"""`manage.py load_demo`: the demonstration consultation."""

from django.core.management import call_command
from django.core.management.base import BaseCommand

from consultations.demo.learning import let_it_learn
from consultations.demo.loader import load_demo
from consultations.demo.people import ACCOUNTS, PASSWORD


class Command(BaseCommand):
    help = "Load or refresh the demonstration consultation; what people entered stays as it is."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--accounts", action="store_true", help="only print the demo accounts")

        parser.add_argument(
            "--no-learning",
            action="store_false",
            dest="learn",
            help="leave suggestions for open contributions to the worker; saves some seconds",
        )

    def handle(self, *args, accounts: bool = False, learn: bool = True, **options) -> None:
        if not accounts:
            call_command("set_up_site", stdout=self.stdout)
            process = load_demo()
            self.stdout.write(f"Demo: {process.title}")
            if learn and let_it_learn(process):
                self.stdout.write("Vorschläge für offene Beiträge sind gemacht.")
        width = max(len(account.email) for account in ACCOUNTS)
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.email:<{width}}  {account.description}")
        self.stdout.write(f"  Passwort für alle: {PASSWORD}")
