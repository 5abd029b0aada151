"""Who has been heard and who has not: numbers by district, category of participants and action field.

Six grouped queries, however many districts, categories and fields there are; the rest is adding up.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Organisation, StakeholderCategory
from consultations.conferences.models import ThematicTable
from consultations.contributions.enums import Channel
from consultations.contributions.models import Contribution
from consultations.process.hearing.models import Addressee
from consultations.process.models import Process
from consultations.synthesis.models import ActionField, Segment
from regions.models import Region

#: A district in numbers is named by five digits; what is further up or unknown stands in a row of its own.
_DISTRICT = 5
ELSEWHERE = ""

Counts = Counter[tuple[str, int | None]]


@dataclass(frozen=True)
class Cell:
    """One district and one category: what was said, who was invited, whom the directory knows."""

    category: StakeholderCategory | None
    said: int
    invited: int
    listed: int

    @property
    def is_gap(self) -> bool:
        return not self.said

    @property
    def is_expected(self) -> bool:
        """Nothing was said although somebody is there who could."""
        return not self.said and bool(self.invited or self.listed)


@dataclass(frozen=True)
class Row:
    """One district with its cells in the order of the categories; `ags` is empty for what belongs to no district."""

    ags: str
    name: str
    pk: int | None
    cells: list[Cell]
    cards: int

    @property
    def said(self) -> int:
        return sum(cell.said for cell in self.cells)

    @property
    def heard(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.said]

    @property
    def gaps(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.is_gap and cell.category]


@dataclass
class Matrix:
    """All rows, the categories above them, and the totals below."""

    categories: list[StakeholderCategory | None]
    rows: list[Row]
    cards: int = 0
    totals: list[Cell] = field(default_factory=list)

    @property
    def said(self) -> int:
        return sum(row.said for row in self.rows)

    @property
    def silent(self) -> int:
        """Districts nothing came from at all, cards included."""
        return sum(1 for row in self.rows if row.ags and not row.said and not row.cards)

    @property
    def expected_gaps(self) -> int:
        return sum(cell.is_expected for row in self.rows for cell in row.cells)


def said_rows(process: Process, action_field: ActionField | None) -> QuerySet[Contribution]:
    """The admitted contributions that are counted; with a field those of which a passage belongs to it."""
    rows = Contribution.objects.admitted().filter(process=process)
    if action_field:
        rows = rows.filter(pk__in=Segment.objects.filter(action_field=action_field).values("contribution"))
    return rows.order_by()


def district_of(ags: str | None) -> str:
    """The key of the district a region lies in; `ELSEWHERE` for a state and for none."""
    return ags[:_DISTRICT] if ags and len(ags) >= _DISTRICT else ELSEWHERE


def _counted(rows: QuerySet) -> Counts:
    found: Counts = Counter()
    for ags, category, number in rows.order_by().values_list("region__ags", "category").annotate(Count("pk")):
        found[district_of(ags), category] += number
    return found


def _cards(rows: QuerySet[Contribution]) -> Counter[str]:
    """Cards by the district of their conference: nobody says on a card where they come from."""
    cards = rows.filter(
        channel=Channel.CARD, content_type=ContentType.objects.get_for_model(ThematicTable)
    ).values_list("object_pk")
    numbers = dict(cards.annotate(Count("pk")))
    tables = ThematicTable.objects.filter(pk__in=list(numbers)).values_list("pk", "conference__region__ags")
    found: Counter[str] = Counter()
    for pk, ags in tables:
        found[district_of(ags)] += numbers[str(pk)]
    return found


def _districts(process: Process, mentioned: set[str]) -> list[Region]:
    """The districts of the process's state; where it has none, those somebody named."""
    rows = Region.objects.districts().order_by("name")
    if process.region_id and len(process.region.ags) == 2:
        return list(rows.filter(ags__startswith=process.region.ags))
    return list(rows.filter(ags__in=mentioned))


def matrix(process: Process, action_field: ActionField | None = None) -> Matrix:
    """Districts and categories side by side; a category nobody has is a column all the same."""
    rows = said_rows(process, action_field)
    said = _counted(rows.exclude(channel=Channel.CARD))
    invited = _counted(Addressee.objects.filter(phase__process=process))
    listed = _counted(Organisation.objects.verified())
    cards = _cards(rows)
    districts = _districts(process, {ags for ags, _category in [*said, *invited]} | set(cards))
    known = {district.ags for district in districts}
    # What lies outside of the process's districts still counts, in the row of its own.
    said, invited, cards = _folded(said, known), _folded(invited, known), _folded_cards(cards, known)
    listed = Counter({key: number for key, number in listed.items() if key[0] in known or key[0] == ELSEWHERE})
    categories: list[StakeholderCategory | None] = list(StakeholderCategory.objects.all())
    if any(category is None for _ags, category in said):
        categories.append(None)

    def row(ags: str, name: str, pk: int | None) -> Row:
        cells = []
        for category in categories:
            key = (ags, category.pk if category else None)
            cells.append(Cell(category, said[key], invited[key], listed[key]))
        return Row(ags, name, pk, cells, cards[ags])

    made = [row(district.ags, district.name, district.pk) for district in districts]
    elsewhere = row(ELSEWHERE, _("no district stated"), None)
    found = Matrix(categories, [*made, elsewhere], sum(cards.values()))
    found.totals = [
        Cell(
            category,
            *(sum(getattr(row.cells[at], name) for row in found.rows) for name in ("said", "invited", "listed")),
        )
        for at, category in enumerate(categories)
    ]
    return found


def _folded(counts: Counts, known: set[str]) -> Counts:
    found: Counts = Counter()
    for (ags, category), number in counts.items():
        found[ags if ags in known else ELSEWHERE, category] += number
    return found


def _folded_cards(counts: Counter[str], known: set[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for ags, number in counts.items():
        found[ags if ags in known else ELSEWHERE] += number
    return found


@dataclass(frozen=True)
class FieldRow:
    """How widely an action field was spoken about."""

    field: ActionField
    said: int
    districts: int
    categories: int


def by_field(process: Process) -> list[FieldRow]:
    """Each action field with its contributions, and from how many districts and categories they came. Two queries."""
    fields = list(ActionField.objects.filter(process=process).order_by("order", "pk"))
    grouped = (
        Segment.objects.admitted()
        .filter(contribution__process=process, action_field__isnull=False)
        .order_by()
        .values_list("action_field", "contribution__region__ags", "contribution__category")
        .annotate(Count("contribution", distinct=True))
    )
    said: Counter[int] = Counter()
    districts: dict[int, set[str]] = {}
    categories: dict[int, set[int]] = {}
    for key, ags, category, number in grouped:
        said[key] += number
        districts.setdefault(key, set()).add(district_of(ags))
        categories.setdefault(key, set()).add(category)
    return [
        FieldRow(
            field,
            said[field.pk],
            len(districts.get(field.pk, set()) - {ELSEWHERE}),
            len(categories.get(field.pk, set()) - {None}),
        )
        for field in fields
    ]


def table(found: Matrix, action_field: ActionField | None) -> Iterator[list[Any]]:
    """The matrix as a table to download: one line for each district and category."""
    yield [
        _("Official key"),
        _("District"),
        _("Category"),
        _("Action field"),
        _("Contributions"),
        _("Invited organisations"),
        _("Organisations in the directory"),
    ]
    title = str(action_field) if action_field else _("all")
    for row in found.rows:
        for cell in row.cells:
            category = cell.category.title if cell.category else _("no category")
            yield [row.ags, row.name, category, title, cell.said, cell.invited, cell.listed]
        yield [row.ags, row.name, _("Cards of conferences"), title, row.cards, "", ""]
