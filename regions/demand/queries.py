"""Reads of needs and offers: the public list with its filters, and what pages of an entry show."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from regions.demand.codes import LANGUAGES, language_choices, name_of
from regions.demand.enums import OFFERS, Kind, TargetGroup
from regions.demand.models import DemandField, Entry
from regions.places.models import Region, RegionLevel

#: Words of a search that are looked at; nobody types more on purpose.
_MOST_WORDS = 8


def with_words(rows: QuerySet[Entry], typed: str) -> QuerySet[Entry]:
    """Entries that have all the words, in whatever order."""
    for word in typed.casefold().replace("\x00", "").split()[:_MOST_WORDS]:
        rows = rows.filter(search_text__contains=word)
    return rows


@dataclass
class Listing:
    """What the list was asked for. Values nobody offers are taken for none."""

    text: str = ""
    kind: str = ""
    region: Region | None = None
    #: Only what is documented for the region itself, not for what lies in it: the row of a state in the overview.
    only: bool = False
    field: DemandField | None = None
    language: str = ""
    group: str = ""
    fields: tuple[DemandField, ...] = ()

    @classmethod
    def of(cls, query: QueryDict) -> "Listing":
        fields = tuple(DemandField.objects.all())
        slug, ags = query.get("feld", ""), query.get("gebiet", "")[:8]
        kind, language, group = query.get("art", ""), query.get("sprache", ""), query.get("zielgruppe", "")
        return cls(
            text=" ".join(query.get("suche", "").replace("\x00", "").split())[:200],
            kind=kind if kind in ("bedarf", "angebot") else "",
            region=Region.objects.filter(ags=ags).first() if ags.isascii() and ags.isdigit() else None,
            only=query.get("nur") == "1",
            field=next((row for row in fields if row.slug == slug), None),
            language=language if language in LANGUAGES else "",
            group=group if group in TargetGroup.values else "",
            fields=fields,
        )

    @property
    def is_limited(self) -> bool:
        return any((self.text, self.kind, self.region, self.field, self.language, self.group))

    def apply(self, rows: QuerySet[Entry]) -> QuerySet[Entry]:
        """The rows this list shows."""
        rows = with_words(rows, self.text)
        if self.kind:
            rows = rows.needs() if self.kind == "bedarf" else rows.offers()
        if self.region:
            rows = rows.about(self.region, only=self.only)
        if self.field:
            rows = rows.filter(field=self.field)
        if self.language:
            rows = rows.in_language(self.language)
        return rows.for_group(self.group) if self.group else rows

    def choices(self) -> dict[str, Any]:
        """What the form offers."""
        return {
            "kinds": [("bedarf", _("Needs")), ("angebot", _("Offers"))],
            "regions": region_groups(),
            "languages": language_choices(),
            "groups": TargetGroup.choices,
        }


def region_groups(regions: QuerySet[Region] | None = None) -> list[dict[str, Any]]:
    """States with their districts and municipalities, for a selection; states without any are left out."""
    rows = list((Region.objects.all() if regions is None else regions).order_by("ags"))
    groups: dict[str, dict[str, Any]] = {}
    states = {row.ags: row for row in rows if row.level == RegionLevel.STATE}
    names = {row.ags: row for row in Region.objects.states()}
    for row in rows:
        if row.level == RegionLevel.STATE:
            continue
        key = row.ags[:2]
        group = groups.setdefault(key, {"label": str(names.get(key, key)), "state": states.get(key), "regions": []})
        group["regions"].append(row)
    for key, state in states.items():
        # A state somebody documents for stays possible without districts; the public list has no use for it.
        if key not in groups and regions is not None:
            groups[key] = {"label": str(state), "state": state, "regions": []}
    return [groups[key] for key in sorted(groups)]


def public_entries() -> QuerySet[Entry]:
    """What the public list shows, the newest first."""
    return Entry.objects.public().for_display()


def open_page(pk: int, kinds: tuple[str, ...]) -> QuerySet[Entry]:
    """The page of a public entry of these kinds; nothing for drafts and for what is closed or over."""
    return public_entries().filter(pk=pk, kind__in=kinds).prefetch_related("areas")


def pools(listing: Listing) -> QuerySet[Entry]:
    """Public pools of interpreters, narrowed by language, district and words."""
    return listing.apply(public_entries().filter(kind=Kind.INTERPRETING)).prefetch_related("areas")


def fitting(entry: Entry, limit: int = 5) -> list[Entry]:
    """What answers a need, or asks for an offer: the same field in the same district or around it."""
    others = public_entries().filter(field=entry.field_id).exclude(pk=entry.pk)
    others = others.filter(kind__in=OFFERS) if entry.is_need else others.needs()
    district = entry.region.parent if entry.region.level == RegionLevel.MUNICIPALITY else entry.region
    return list(others.about(district)[:limit])


def languages_of_pools() -> list[tuple[str, str]]:
    """Languages at least one public pool has, by name."""
    codes: set[str] = set()
    for languages in Entry.objects.public().filter(kind=Kind.INTERPRETING).values_list("languages", flat=True):
        codes.update(languages)
    return sorted(((code, name_of(code)) for code in codes), key=lambda choice: choice[1].casefold())
