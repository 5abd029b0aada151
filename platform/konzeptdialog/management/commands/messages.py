"""`manage.py messages update|build|check`: the German catalogue without the gettext programs."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from konzeptdialog import messages


class Command(BaseCommand):
    help = "Update the German catalogue from the code, compile it, or check that it is complete."

    def add_arguments(self, parser) -> None:
        parser.add_argument("verb", choices=["update", "build", "check"])
        parser.add_argument("--extra", type=Path)

    def handle(self, *args, verb: str, extra: Path | None = None, **options) -> None:
        if extra:
            german = messages.update()
            for file in sorted(extra.glob("*.json")):
                for key, value in json.loads(file.read_text(encoding="utf-8")).items():
                    singular, _sep, plural = key.partition("|") if isinstance(value, list) else (key, "", "")
                    message = german.get((singular, plural) if plural else key)
                    if message is None and plural:
                        message = german.get(singular)
                    if message is not None:
                        message.string = tuple(value) if isinstance(value, list) else value
            messages.write(german)
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
