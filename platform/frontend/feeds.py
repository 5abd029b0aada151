"""Atom feeds made of what people typed."""

from typing import Any

from django.utils.feedgenerator import Atom1Feed

from frontend.texts import sayable


class PlainFeed(Atom1Feed):
    """Django's writer, without characters that XML cannot say: one of them would take the whole feed down."""

    def __init__(self, **told: Any) -> None:
        super().__init__(**_sayable(told))

    def add_item(self, **told: Any) -> None:
        super().add_item(**_sayable(told))


def _sayable(told: dict[str, Any]) -> dict[str, Any]:
    return {name: sayable(value) if isinstance(value, str) else value for name, value in told.items()}
