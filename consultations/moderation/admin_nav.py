"""The parts of the moderation in the staff admin."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from consultations.moderation.objections.queries import number_open
from consultations.process.models import Process


def sections_of_moderation(process: Process, active: str) -> list[dict[str, Any]]:
    """Contributions, objections (with how many are open), text modules: dicts of `label`, `url` and `active`."""
    waiting = number_open(process)
    objections = _("Objections (%(number)s open)") % {"number": waiting} if waiting else _("Objections")
    labels = {
        "moderation_admin:queue": _("Contributions"),
        "moderation_admin:objections": objections,
        "moderation_admin:reasons": _("Text modules"),
    }
    return [
        {"label": label, "url": reverse(name, kwargs={"process_slug": process.slug}), "active": name == active}
        for name, label in labels.items()
    ]
