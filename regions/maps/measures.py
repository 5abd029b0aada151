"""What can be shown on a map of the districts. Features above register theirs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from regions.maps.numbers import Numbers


@dataclass(frozen=True)
class Categories:
    """What a district is, instead of how many: a category for each key, and the names of the categories in order."""

    by_district: Mapping[str, str]
    labels: Mapping[str, Any]


@dataclass(frozen=True, order=True)
class Measure:
    """One map: `values(request)` asks the visibility of what it counts, as every other page does."""

    order: int
    key: str
    title: Any = field(compare=False)
    #: Heading of the column of the table, e.g. "Contributions".
    unit: Any = field(compare=False)
    values: Callable[[HttpRequest], Numbers | Categories] = field(compare=False)
    #: What exactly is counted, in a sentence.
    note: Any = field(compare=False, default="")


_measures: list[Measure] = []


def register_measure(key: str, title: Any, unit: Any, *, order: int, note: Any = "") -> Callable:
    """Register the decorated function as a map; `key` is part of its address."""

    def register(function: Callable) -> Callable:
        _measures.append(Measure(order, key, title, unit, function, note))
        _measures.sort()
        return function

    return register


def measures() -> list[Measure]:
    """All maps in their order."""
    return list(_measures)


def find_measure(key: str) -> Measure | None:
    return next((measure for measure in _measures if measure.key == key), None)
