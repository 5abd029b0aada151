"""From rows with a region to numbers by district."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

#: Digits of a district's key; a municipality's key begins with them.
_DISTRICT = 5


@dataclass
class Numbers:
    """Numbers by key of a district; what belongs to a whole state, or to no region, is kept apart and never lost."""

    by_district: dict[str, int] = field(default_factory=dict)
    by_state: dict[str, int] = field(default_factory=dict)
    without_region: int = 0

    @property
    def total(self) -> int:
        return sum(self.by_district.values()) + sum(self.by_state.values()) + self.without_region


def count_by_district(rows: QuerySet, region: str = "region") -> Numbers:
    """Count the rows of a queryset by the district of their region, in one query."""
    key = f"{region}__ags"
    # Whatever order the rows had would be a second thing to group by.
    return add_up(rows.order_by().values_list(key).annotate(number=Count("pk")).values_list(key, "number"))


def add_up(pairs: Iterable[tuple[str | None, int]]) -> Numbers:
    """Add numbers by official key: municipalities count for their district, states for themselves."""
    districts, states = Counter(), Counter()
    without = 0
    for ags, number in pairs:
        if not ags:
            without += number
        elif len(ags) < _DISTRICT:
            states[ags] += number
        else:
            districts[ags[:_DISTRICT]] += number
    return Numbers(dict(districts), dict(states), without)
