"""Invented needs and offers for the demonstration: creates what is missing, keeps what people changed."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils import timezone

from regions.demand.enums import EntryState, Kind
from regions.demand.models import DemandField, Entry, SpokenLanguage
from regions.offices.models import Office
from regions.places.models import Region

FILE = Path(__file__).with_name("demo.yaml")
#: The office of the demo's coordinator; the demonstration of offices may have made it before.
OFFICE = "st-15090"

_KINDS = {"need": Kind.NEED, "offer": Kind.OFFER, "pool": Kind.INTERPRETING}


@transaction.atomic
def load_demand(coordinator=None) -> int:
    """Create the demo's entries that are missing; returns how many. `coordinator` documented those of Stendal."""
    with FILE.open(encoding="utf-8") as file:
        data = yaml.safe_load(file)
    office = _office()
    known = set(Entry.objects.filter(reference__startswith="demo-").values_list("reference", flat=True))
    fields = {row.slug: row for row in DemandField.objects.all()}
    keys = {row["region"] for row in data["entries"]} | {ags for row in data["entries"] for ags in row.get("areas", ())}
    regions = {row.ags: row for row in Region.objects.filter(ags__in=keys)}
    new = [row for row in data["entries"] if row["ref"] not in known and row["field"] in fields]
    for row in new:
        _create(row, data, fields=fields, regions=regions, office=office, person=coordinator)
    _move_along(data["entries"])
    return len(new)


def _office() -> Office:
    office, _created = Office.objects.get_or_create(
        reference=OFFICE,
        defaults={
            "region": Region.objects.get(ags="15090"),
            "kind": "coordination",
            "title": "Koordinierungsstelle Integration",
            "is_fact": False,
            "source": "Demowert (erfunden)",
        },
    )
    return office


def _create(row: dict[str, Any], data: dict[str, Any], *, fields, regions, office: Office, person) -> None:
    contact, today = data["contact"], timezone.localdate()
    is_own = row["region"] == office.region.ags
    entry = Entry(
        kind=_KINDS[row["kind"]],
        region=regions[row["region"]],
        municipality=row.get("municipality", ""),
        field=fields[row["field"]],
        reference=row["ref"],
        title=row["title"],
        text=row["text"],
        target_groups=row.get("groups", []),
        languages=row.get("languages", [language for language, *_rest in row.get("spoken", ())]),
        number=row.get("number"),
        provider=row.get("provider", ""),
        place=row.get("place", ""),
        times=row.get("times", ""),
        contact_name=contact["name"],
        contact_email=contact["email"],
        contact_phone=contact["phone"],
        source=data["source"],
        valid_until=today + timedelta(days=row["ends"]),
        state=row.get("state", EntryState.PUBLISHED),
        published_at=None if row.get("state") else timezone.now(),
        modes=row.get("modes", []),
        cost_note=row.get("cost", ""),
        booking_email=row.get("booking", ""),
        office=office if is_own else None,
        created_by=person if is_own else None,
    )
    entry.fill_search_text()
    entry.save()
    entry.areas.set([regions[ags] for ags in row.get("areas", ())])
    SpokenLanguage.objects.bulk_create(
        SpokenLanguage(entry=entry, language=language, level=level, direction=direction)
        for language, level, direction in row.get("spoken", ())
    )


def _move_along(rows: list[dict[str, Any]]) -> None:
    """Entries nobody has touched stay as far from today as they were made to be."""
    today: date = timezone.localdate()
    for row in rows:
        untouched = Entry.objects.filter(reference=row["ref"], region__ags=row["region"], revision=0)
        untouched.exclude(valid_until=today + timedelta(days=row["ends"])).update(
            valid_until=today + timedelta(days=row["ends"])
        )
