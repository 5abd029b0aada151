"""The overview: needs against offers, by district and field, of one state."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from regions.demand.models import DemandField, Entry
from regions.places.models import Region, RegionLevel


@dataclass(frozen=True)
class Cell:
    """One district and one field."""

    field: DemandField
    needs: int
    offers: int
    query: str

    @property
    def is_gap(self) -> bool:
        """Needs that nothing answers."""
        return self.needs > 0 and self.offers == 0

    @property
    def is_empty(self) -> bool:
        return not self.needs and not self.offers


@dataclass(frozen=True)
class Row:
    """One district, or the state itself."""

    region: Region
    label: str
    cells: list[Cell]
    needs: int
    offers: int
    query: str


@dataclass(frozen=True)
class Matrix:
    """The table of a state."""

    state: Region
    fields: list[DemandField]
    rows: list[Row]
    totals: list[Cell]
    gaps: int


def states() -> list[Region]:
    """States whose districts are known."""
    return list(Region.objects.states().filter(children__level=RegionLevel.DISTRICT).distinct())


def state_to_begin_with(among: list[Region]) -> Region | None:
    """The state for which most is documented, else the first."""
    counts: dict[str, int] = defaultdict(int)
    for ags in Entry.objects.public().order_by().values_list("region__ags", flat=True):
        counts[ags[:2]] += 1
    return max(among, key=lambda state: (counts[state.ags], -int(state.ags)), default=None)


def _counts(state: Region) -> dict[tuple[str, int], list[set[int]]]:
    """Keys of needs and offers by (key of the district, field); a pool counts wherever its interpreters come."""
    found: dict[tuple[str, int], list[set[int]]] = defaultdict(lambda: [set(), set()])
    rows = Entry.objects.public().order_by()
    places = list(rows.filter(region__ags__startswith=state.ags).values_list("pk", "kind", "field", "region__ags"))
    served = rows.filter(areas__ags__startswith=state.ags).values_list("pk", "kind", "field", "areas__ags")
    for pk, kind, field, ags in [*places, *served]:
        found[(ags[:5], field)][0 if kind == "need" else 1].add(pk)
    return found


def matrix(state: Region) -> Matrix:
    """Needs and offers of a state. Takes the same number of queries however many there are."""
    fields, found = list(DemandField.objects.all()), _counts(state)
    districts = list(Region.objects.districts().filter(parent=state))
    rows = [_row(region, str(region), fields, found) for region in districts]
    if any(ags == state.ags for ags, _field in found):
        label = _("%(state)s as a whole") % {"state": state}
        rows.insert(0, _row(state, label, fields, found, extra="&nur=1"))
    keys = {row.region.ags for row in rows}
    totals = [_total(field, keys, found, f"gebiet={state.ags}") for field in fields]
    return Matrix(state, fields, rows, totals, sum(cell.is_gap for row in rows for cell in row.cells))


def _row(region: Region, label: str, fields: list[DemandField], found: dict, *, extra: str = "") -> Row:
    query = f"gebiet={region.ags}{extra}"
    cells = []
    for field in fields:
        needs, offers = found.get((region.ags, field.pk), ((), ()))
        cells.append(Cell(field, len(needs), len(offers), f"{query}&feld={field.slug}"))
    return Row(region, label, cells, sum(cell.needs for cell in cells), sum(cell.offers for cell in cells), query)


def _total(field: DemandField, keys: set[str], found: dict, query: str) -> Cell:
    needs: set[int] = set()
    offers: set[int] = set()
    for (ags, pk), (asked, offered) in found.items():
        if pk == field.pk and ags in keys:
            needs |= set(asked)
            offers |= set(offered)
    return Cell(field, len(needs), len(offers), f"{query}&feld={field.slug}")
