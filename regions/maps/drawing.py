"""Maps of districts as a page needs them: areas with their value, the legend, and the table that says the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from regions.maps.geometry import Shape, shapes_of, view_box
from regions.maps.measures import Categories
from regions.maps.numbers import Numbers
from regions.places.models import Region

#: Fills from few to many, dark enough to be told apart in print; pages in dark mode have their own.
FILLS = ("#ffffff", "#d6e4ef", "#a3c4dc", "#6c9dc2", "#3a739f", "#16476d")
#: Fills of categories (Okabe and Ito: told apart with every kind of colour vision); each has a pattern as well.
CATEGORY_FILLS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#f0e442", "#56b4e9")
_CLASSES = 5


@dataclass(frozen=True)
class Area:
    """One district on the map. `level` is 0 for nothing, else the number of its fill."""

    shape: Shape
    text: str
    level: int
    url: str

    @property
    def fill(self) -> str:
        return FILLS[min(self.level, len(FILLS) - 1)]


@dataclass(frozen=True)
class LegendEntry:
    """One fill and what it means."""

    level: int
    label: str

    @property
    def fill(self) -> str:
        return FILLS[min(self.level, len(FILLS) - 1)]

    @property
    def category_fill(self) -> str:
        return CATEGORY_FILLS[(self.level - 1) % len(CATEGORY_FILLS)]


@dataclass(frozen=True)
class TableRow:
    """One line of the table: a region, what it is called, and its value in words."""

    ags: str
    name: str
    text: str
    url: str


@dataclass(frozen=True)
class DistrictMap:
    """Everything a template draws. `rows` has a line for every district drawn and for what no district has."""

    key: str
    title: str
    unit: str
    areas: list[Area]
    view: tuple[int, int, int, int]
    legend: list[LegendEntry]
    rows: list[TableRow]
    is_categorical: bool = False
    total: int | None = None

    @property
    def view_box(self) -> str:
        return " ".join(str(number) for number in self.view)

    @property
    def label_size(self) -> int:
        """Height of the numbers on the map in its units."""
        return max(self.view[2], self.view[3]) // 38

    @property
    def levels(self) -> list[LegendEntry]:
        """The categories that have a pattern."""
        return [entry for entry in self.legend if entry.level]


def class_limits(numbers: list[int]) -> list[int]:
    """Upper limits of at most five classes of whole numbers above zero: round ones, none of them above all numbers."""
    largest = max(numbers, default=0)
    if largest <= _CLASSES:
        return list(range(1, largest + 1))
    step = 1
    for candidate in (1, 2, 5, 10, 20, 25, 50):
        step = candidate
        if step * _CLASSES >= largest:
            break
    while step * _CLASSES < largest:
        step *= 2
    limits = [step * number for number in range(1, _CLASSES + 1)]
    last = next(place for place, limit in enumerate(limits) if limit >= largest)
    return limits[: last + 1]


def number_map(
    key: str, title: Any, unit: Any, values: Numbers, *, state: str = "", only_state: bool = True
) -> DistrictMap | None:
    """A map of numbers; None for a state there are no shapes of.

    Without `only_state` the table also has what came from elsewhere, so that it adds up to all there is.
    """
    shapes = shapes_of(state)
    if not shapes:
        return None
    known = values.by_district
    limits = class_limits([known.get(shape.ags, 0) for shape in shapes])

    def level(ags: str) -> int:
        number = known.get(ags, 0)
        return next((place for place, limit in enumerate(limits, start=1) if number and number <= limit), 0)

    def text(ags: str) -> str:
        return number_format(known.get(ags, 0), force_grouping=True)

    legend = [LegendEntry(0, "0")]
    before = 0
    for place, limit in enumerate(limits, start=1):
        label = str(limit) if limit == before + 1 else _("%(first)s to %(last)s") % {"first": before + 1, "last": limit}
        legend.append(LegendEntry(place, label))
        before = limit
    beside = _beside(values, shapes, state if only_state else "")
    nowhere = 0 if state and only_state else values.without_region
    rows = [*_rows(shapes, text), *_rows_beside(beside, nowhere)]
    total = sum(known.get(shape.ags, 0) for shape in shapes) + sum(beside.values()) + nowhere
    return DistrictMap(
        key, str(title), str(unit), _areas(shapes, text, level), view_box(shapes), legend, rows, total=total
    )


def category_map(key: str, title: Any, unit: Any, values: Categories, *, state: str = "") -> DistrictMap | None:
    """A map of categories; None for a state there are no shapes of."""
    shapes = shapes_of(state)
    if not shapes:
        return None
    keys = list(values.labels)

    def level(ags: str) -> int:
        category = values.by_district.get(ags)
        return keys.index(category) + 1 if category in values.labels else 0

    def text(ags: str) -> str:
        return str(values.labels.get(values.by_district.get(ags), _("nothing entered")))

    legend = [LegendEntry(0, _("nothing entered"))]
    legend += [LegendEntry(place, str(label)) for place, label in enumerate(values.labels.values(), start=1)]
    areas = _areas(shapes, text, level)
    return DistrictMap(
        key, str(title), str(unit), areas, view_box(shapes), legend, _rows(shapes, text), is_categorical=True
    )


def _areas(shapes: list[Shape], text: Callable[[str], str], level: Callable[[str], int]) -> list[Area]:
    return [Area(shape, text(shape.ags), level(shape.ags), region_url(shape.ags)) for shape in shapes]


def _rows(shapes: list[Shape], text: Callable[[str], str]) -> list[TableRow]:
    return [TableRow(shape.ags, shape.name, text(shape.ags), region_url(shape.ags)) for shape in shapes]


def _beside(values: Numbers, shapes: list[Shape], state: str) -> Mapping[str, int]:
    """Numbers the drawing has no area for: whole states, and districts elsewhere; of one state only its own."""
    drawn = {shape.ags for shape in shapes}
    others = {ags: number for ags, number in values.by_district.items() if ags not in drawn}
    return {ags: number for ags, number in {**values.by_state, **others}.items() if ags.startswith(state) and number}


def _rows_beside(beside: Mapping[str, int], nowhere: int) -> list[TableRow]:
    names = dict(Region.objects.filter(ags__in=beside).values_list("ags", "name")) if beside else {}
    rows = []
    for ags, number in sorted(beside.items()):
        name = names.get(ags, ags)
        if len(ags) == len("15"):
            name = _("%(state)s as a whole") % {"state": name}
        rows.append(TableRow(ags, name, number_format(number, force_grouping=True), region_url(ags)))
    if nowhere:
        rows.append(TableRow("", _("without a region"), number_format(nowhere, force_grouping=True), ""))
    return rows


def region_url(ags: str) -> str:
    """The page of a region; empty where there is none."""
    try:
        return reverse("offices:region", kwargs={"ags": ags})
    except NoReverseMatch:
        return ""
