"""Where features above say something about cards."""

from collections.abc import Callable, Iterable

#: Functions of the keys of cards; they return those that are settled, e.g. part of a confirmed record.
_SETTLED: list[Callable[[Iterable[int]], set[int]]] = []


def settles_cards(function: Callable[[Iterable[int]], set[int]]) -> Callable[[Iterable[int]], set[int]]:
    """Register a function that says which cards nobody may change at the tables any more."""
    _SETTLED.append(function)
    return function


def settled_cards(keys: Iterable[int]) -> set[int]:
    """Keys of the cards that are settled; asked once for a whole batch."""
    known = list(keys)
    return set().union(*(function(known) for function in _SETTLED)) if known else set()
