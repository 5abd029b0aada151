"""The public contributions behind one finding, narrowed by position, category and region."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from consultations.contributions.extensions import Limit
from consultations.contributions.listing import Chosen, chosen_of
from consultations.results.queries import Position, by_region, positions, segment_rows
from consultations.synthesis.models import Finding
from consultations.synthesis.stances import COLUMNS, label_of

#: Value of the limit of positions for contributions nobody noted one for.
WITHOUT = "ohne"


class Behind:
    """What an address asks of the contributions behind a published finding; one query."""

    def __init__(self, finding: Finding, query: Mapping[str, str]) -> None:
        self.all_rows = segment_rows([finding]).get(finding.pk, [])
        self.chosen: list[Chosen] = chosen_of(self._limits(), query)

    def _limits(self) -> list[Limit]:
        stances = [(key, label_of(key)) for key in COLUMNS if key]
        present = {row["stance"] for row in self.all_rows}
        return [
            Limit(
                "haltung",
                _("Position"),
                [one for one in stances if one[0] in present]
                + ([(WITHOUT, _("without a position"))] if "" in present and len(present) > 1 else []),
                lambda rows, value: [row for row in rows if (row["stance"] or WITHOUT) == value],
            ),
            _limit_of(
                self.all_rows, "gruppe", _("Group"), "contribution__category__slug", "contribution__category__title"
            ),
            _limit_of(self.all_rows, "kreis", _("Region"), "contribution__region__ags", "contribution__region__name"),
        ]

    @property
    def limits(self) -> list[Chosen]:
        """The limits worth offering: with one choice there is nothing to choose."""
        return [choice for choice in self.chosen if len(choice.limit.choices) > 1 or choice.value]

    @property
    def is_limited(self) -> bool:
        return any(choice.value for choice in self.chosen)

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The contributions that fit, oldest first."""
        rows = self.all_rows
        for choice in self.chosen:
            if choice.value:
                rows = choice.limit.apply(rows, choice.value)
        return rows

    @cached_property
    def regions(self) -> list[Position]:
        """How contributions stand by region; empty where none stated one."""
        found = positions(self.all_rows, by_region)
        return found if any(position.category for position in found) else []


def _limit_of(rows: Iterable[dict[str, Any]], name: str, label: str, key: str, title: str) -> Limit:
    choices = sorted({(row[key], row[title]) for row in rows if row[key]}, key=lambda one: one[1])
    return Limit(name, label, choices, lambda rows, value: [row for row in rows if row[key] == value])
