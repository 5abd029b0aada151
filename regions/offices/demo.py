"""The offices of the demonstration: created where they are missing; what people changed stays."""

from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from regions.offices.entries import write_sites
from regions.offices.enums import OfficeKind
from regions.offices.models import Office, OfficeVersion
from regions.places.models import Region

FOLDER = Path(__file__).parent.parent / "demo"
_COORDINATION = ("Koordinierungsstelle", "Integrationskoordination")


def read(name: str) -> dict[str, Any]:
    """One of the demo's data files about regions."""
    with (FOLDER / f"{name}.yaml").open(encoding="utf-8") as file:
        return yaml.safe_load(file)


@transaction.atomic
def load_offices(data: dict[str, Any]) -> int:
    """Create the offices of all networks that are not there yet; returns how many. `data` is `network.yaml`."""
    more = read("offices")
    known = set(Office.objects.exclude(reference="").values_list("reference", flat=True))
    regions = {region.ags: region for region in Region.objects.districts()}
    created: dict[str, Office] = {}
    for network in data["networks"]:
        for row in network["members"]:
            if row["id"] not in known:
                created[row["id"]] = _member(row, regions, more["sources"])
        for row in network.get("coordinators", []):
            if row["id"] not in known:
                created[row["id"]] = _coordinators(row, regions, more["sources"])
    _load_history(created, more)
    return len(created)


def _load_history(created: dict[str, Office], more: dict[str, Any]) -> None:
    """What is known of the past of offices that were created just now."""
    for row in more["history"]:
        office = created.get(row["office"])
        if office is not None:
            OfficeVersion.objects.create(
                office=office,
                valid_until=row["until"],
                title=row.get("title", office.title),
                unit=row.get("unit", office.unit),
                employment=row.get("employment", office.employment),
                double_functions=row.get("double", office.double_functions),
                source=_in_words(row["source"], more["sources"]),
            )


def _in_words(text: str, sources: dict[str, str]) -> str:
    """A text with the names of sources instead of their short keys."""
    for key, words in sources.items():
        text = text.replace(key, words)
    return text


def _member(row: dict[str, Any], regions: dict[str, Region], sources: dict[str, str]) -> Office:
    return Office.objects.create(
        reference=row["id"],
        region=regions[row["district"]],
        kind=OfficeKind.COORDINATION if row["title"].startswith(_COORDINATION) else OfficeKind.COMMISSIONER,
        title=row["title"],
        area=row.get("area", ""),
        unit=row["unit"],
        employment=row["employment"],
        double_functions=sorted(row["double"]),
        note=_in_words(row.get("note", ""), sources),
        source=_in_words(row.get("source", ""), sources),
        is_fact=row["fact"],
    )


def _coordinators(row: dict[str, Any], regions: dict[str, Region], sources: dict[str, str]) -> Office:
    office = Office.objects.create(
        reference=row["id"],
        region=regions[row["district"]],
        kind=OfficeKind.COORDINATION,
        title=row["title"],
        started=row["start"].isoformat(),
        steered_by=row["steered_by"],
        planned_positions=row["planned_positions"],
        filled_positions=row["filled_positions"],
        funding=row["funding"],
        tasks="\n".join(f"- {task}" for task in row["tasks"]),
        related_services="\n".join(f"- {_related(service)}" for service in row["related"]),
        source=_in_words(row["source"], sources),
        is_fact=row["fact"],
    )
    nothing = {"address": "", "hours": "", "municipalities": []}
    write_sites(office, [{**nothing, "town": site["town"], "serves": site["serves"]} for site in row["sites"]])
    return office


def _related(service: dict[str, Any]) -> str:
    """A service that belongs to the coordination, in one line."""
    details = [f"seit {service['start']:%d.%m.%Y}"]
    if "carrier" in service:
        details.append(f"Träger: {service['carrier']}")
    if "positions" in service:
        details.append(f"{service['positions']} Stellen")
    if "funding" in service:
        details.append(f"gefördert durch: {service['funding']}")
    return f"{service['title']} ({', '.join(details)}): {service['goal']}"
