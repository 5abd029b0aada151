"""Names of the actions in the log, in words for people. Features add theirs when the admin is loaded."""

from django.utils.functional import Promise

_labels: dict[str, str | Promise] = {}


def register_labels(labels: dict[str, str | Promise]) -> None:
    """Name actions, e.g. {"process.update": _("Process changed")}."""
    _labels.update(labels)


def label_of(action: str) -> str:
    """The name of an action, the action itself where nobody named it."""
    return str(_labels.get(action, action))
