"""Places that belong together. Without the libraries of the classifier: every process that serves pages reads this."""

from collections.abc import Iterable


def joined_groups(number: int, pairs: Iterable[tuple[int, int]]) -> list[int]:
    """For each of `number` places the smallest place it is connected with by pairs, directly or over others."""
    leader = list(range(number))

    def find(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    for one, other in pairs:
        first, second = sorted((find(one), find(other)))
        leader[second] = first
    return [find(place) for place in range(number)]
