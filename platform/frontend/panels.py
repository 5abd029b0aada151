"""Places on a page to which features higher up add their part, so that imports keep pointing downwards.

A page lower down (home, process, dashboard) owns a `Panels` instance; a feature above registers a function that returns
the context of its panel, or None when there is nothing to show. `{% panels place %}` renders them in order.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

PanelFunction = Callable[..., dict[str, Any] | None]


@dataclass(order=True, frozen=True)
class Panel:
    """One part of a page: its place in the order, its template and the function that fills it."""

    order: int
    template: str
    function: PanelFunction = field(compare=False)


class Panels:
    """An ordered collection of panels for one place of the site."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._panels: list[Panel] = []

    def add(self, *, order: int, template: str) -> Callable[[PanelFunction], PanelFunction]:
        """Register the decorated function; it is called with the request and the place's own arguments."""

        def register(function: PanelFunction) -> PanelFunction:
            self._panels.append(Panel(order, template, function))
            self._panels.sort()
            return function

        return register

    def render(self, request: HttpRequest, **arguments: Any) -> SafeString:
        """Return the HTML of all panels that have something to show."""
        parts = []
        for panel in self._panels:
            context = panel.function(request, **arguments)
            if context is not None:
                parts.append(render_to_string(panel.template, {**arguments, **context}, request=request))
        return mark_safe("\n".join(parts))


@dataclass(order=True, frozen=True)
class MenuEntry:
    """One entry: its place in the order, the name of its address, and its label."""

    order: int
    url_name: str
    label: Any = field(compare=False)
    is_shown: Callable[[HttpRequest], bool] = field(compare=False)


class Menu:
    """An ordered menu to which features add entries; orders in steps of ten leave room."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: list[MenuEntry] = []

    def add(
        self, url_name: str, label: Any, *, order: int, is_shown: Callable[[HttpRequest], bool] = lambda request: True
    ) -> None:
        """Add an entry; `is_shown` must cost no query, because every page of a signed-in person has the menu."""
        self._entries.append(MenuEntry(order, url_name, label, is_shown))
        self._entries.sort()

    def entries(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The entries for a request: `url`, `label`, `is_current`."""
        found = []
        for entry in self._entries:
            if entry.is_shown(request):
                url = reverse(entry.url_name)
                found.append({"url": url, "label": entry.label, "is_current": request.path == url})
        return found


class ContextProviders:
    """Functions of features higher up that add to the template context of a page lower down."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._functions: list[Callable[..., dict[str, Any]]] = []

    def add(self, function: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
        """Register the decorated function; it is called with the request and the page's own arguments."""
        self._functions.append(function)
        return function

    def collect(self, request: HttpRequest | None, **arguments: Any) -> dict[str, Any]:
        """Return the context all providers add, later ones winning."""
        context: dict[str, Any] = {}
        for function in self._functions:
            context.update(function(request, **arguments))
        return context
