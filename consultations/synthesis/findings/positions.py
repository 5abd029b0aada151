"""Who stands where towards a finding: contributions by category or district, and by stance (`synthesis.stances`)."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from consultations.synthesis.enums import Stance
from consultations.synthesis.models import Finding, Segment
from consultations.synthesis.stances import COLUMNS, DIVIDED, counting_as, label_of, stance_of
from frontend.charts import Series, stacked_bars
from regions.models import RegionLevel

#: Contributions by key and name of a group, and by stance.
Counts = dict[tuple, dict[str, int]]
#: In addresses: no stance noted, no category, no district.
NONE = "keine"
#: Colour and pattern of each stance; the colours keep 3:1 against white.
LOOKS = {
    Stance.FOR: ("#1b6e4f", "plain"),
    Stance.AGAINST: ("#9a2a2a", "stripes"),
    Stance.CONDITIONAL: ("#8a5a00", "dots"),
    DIVIDED: ("#5b4a8a", "grid"),
    "": ("#5c6370", "lines"),
}


def stances() -> list[tuple[str, str]]:
    """Keys and names of the columns."""
    return [(key, label_of(key, _("not determined"))) for key in COLUMNS]


@dataclass(frozen=True)
class Cell:
    """How many contributions, and the query string of the segments behind them."""

    count: int
    query: str


@dataclass(frozen=True)
class Row:
    """A category or a district with its contributions by stance."""

    label: str
    cells: list[Cell]
    total: Cell


@dataclass(frozen=True)
class Matrix:
    """One table of who stands where, each contribution once."""

    key: str
    title: str
    columns: list[str]
    rows: list[Row]

    @property
    def has_divided(self) -> bool:
        """Whether the passages of a contribution stand differently, which needs a word below the table."""
        return any(row.cells[COLUMNS.index(DIVIDED)].count for row in self.rows)

    @cached_property
    def chart(self) -> SafeString:
        """The same numbers as bars with patterns."""
        series = [Series(label, *LOOKS[key]) for key, label in stances()]
        bars = [(Truncator(row.label).chars(30), [cell.count for cell in row.cells]) for row in self.rows]
        return stacked_bars(self.title, series, bars)


def matrices(finding: Finding) -> list[Matrix]:
    """Category × stance and district × stance of the admitted contributions behind a finding, in one query."""
    rows = (
        Segment.objects.admitted()
        .filter(finding=finding)
        .order_by()
        .values_list(
            "contribution_id",
            "stance",
            "contribution__category_id",
            "contribution__category__title",
            "contribution__region_id",
            "contribution__region__name",
            "contribution__region__level",
            "contribution__region__parent_id",
            "contribution__region__parent__name",
        )
    )
    taken: dict[int, list[str]] = defaultdict(list)
    who: dict[int, tuple] = {}
    for pk, stance, *about in rows:
        taken[pk].append(stance)
        who[pk] = tuple(about)
    categories: Counts = defaultdict(lambda: defaultdict(int))
    districts: Counts = defaultdict(lambda: defaultdict(int))
    for pk, (category, category_title, region, name, level, parent, parent_name) in who.items():
        stance = stance_of(taken[pk])
        categories[category, category_title or _("Without a category")][stance] += 1
        of_district = (parent, parent_name) if level == RegionLevel.MUNICIPALITY and parent else (region, name)
        districts[of_district[0], of_district[1] or _("Without a district")][stance] += 1
    return [
        _matrix("gruppe", _("By stakeholder category"), categories),
        _matrix("kreis", _("By district"), districts),
    ]


def _matrix(key: str, title: str, counted: Counts) -> Matrix:
    columns = stances()
    rows = []
    for (pk, label), by_stance in counted.items():
        query = f"{key}={pk or NONE}"
        cells = [Cell(by_stance.get(stance, 0), f"{query}&haltung={stance or NONE}") for stance, _label in columns]
        rows.append(Row(label, cells, Cell(sum(by_stance.values()), query)))
    rows.sort(key=lambda row: (-row.total.count, row.label))
    return Matrix(key, title, [label for _key, label in columns], rows)


def narrowed(rows: QuerySet[Segment], wanted: dict[str, Any]) -> QuerySet[Segment]:
    """Passages behind a cell: `haltung`, `gruppe` and `kreis` as the addresses carry them; others narrow nothing.

    All passages of the contributions the cell counts, so that its number is found again.
    """
    stance = wanted.get("haltung", "")
    if stance == NONE or (stance and stance in COLUMNS):
        rows = counting_as(rows, "" if stance == NONE else stance)
    for key, column in (("gruppe", "category"), ("kreis", "region")):
        value = wanted.get(key, "")
        if value == NONE:
            rows = rows.filter(**{f"contribution__{column}__isnull": True})
        elif value.isdecimal() and key == "gruppe":
            rows = rows.filter(contribution__category=int(value))
        elif value.isdecimal():
            below = Q(contribution__region__level=RegionLevel.MUNICIPALITY, contribution__region__parent=int(value))
            rows = rows.filter(Q(contribution__region=int(value)) | below)
    return rows
