"""Loading the official regions."""

import csv
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from regions.places.models import Region, RegionLevel

DATA = Path(__file__).parent.parent / "data"


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@transaction.atomic
def load_regions() -> int:
    """Create or update the states and districts that come with the project; returns how many. Source: regions/data."""
    count = 0
    for row in _rows("states.csv"):
        Region.objects.update_or_create(
            ags=row["ags"],
            defaults={
                "level": RegionLevel.STATE,
                "name": row["name"],
                "kind": "Land",
                "seat": row["capital"],
                "population": int(row["population"]),
                "nuts": row["nuts1"],
            },
        )
        count += 1
    states = {state.ags: state for state in Region.objects.states()}
    for row in _rows("districts.csv"):
        Region.objects.update_or_create(
            ags=row["ags"],
            defaults={
                "level": RegionLevel.DISTRICT,
                "name": row["name"],
                "kind": row["kind"],
                "parent": states[row["state_ags"]],
                "seat": row["seat"],
                "population": int(row["population"]),
                "nuts": row["nuts3"],
            },
        )
        count += 1
    return count
