"""`manage.py messages update|build|check`: the German catalogue without the gettext programs."""

from django.core.management.base import BaseCommand, CommandError

from konzeptdialog import messages


class Command(BaseCommand):
    help = "Update the German catalogue from the code, compile it, or check that it is complete."

    def add_arguments(self, parser) -> None:
        parser.add_argument("verb", choices=["update", "build", "check"])

    def handle(self, *args, verb: str, **options) -> None:
        if verb == "update":
            german = messages.update()
            self.stdout.write(f"{len(german)} texts, {messages.untranslated(german)} to be translated.")
        elif verb == "build":
            messages.compile_german()
        else:
            found = messages.problems()
            if found:
                raise CommandError("The German catalogue is not complete:\n" + "\n".join(found))
            self.stdout.write("The German catalogue is complete.")
