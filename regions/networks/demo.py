"""The networks of the demonstration: history as it is documented, and one invented network."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from regions.networks.enums import MeetingState, MemberRole
from regions.networks.meetings import free_slug
from regions.networks.models import (
    MeetingItem,
    Network,
    NetworkMeeting,
    NetworkMember,
    NetworkSection,
    Recommendation,
    WorkingGroup,
)
from regions.networks.sharing.models import Approach, ApproachTag
from regions.offices.models import Office, OfficeKind
from regions.places.models import Region

_FOLDER = Path(__file__).parent.parent / "demo"
#: Networks whose dates move with the story of the demonstration; all others are history.
_MOVING = {"netz-st"}
#: What the data call a state, beside whether there are minutes.
_STATES = {"announced": MeetingState.ANNOUNCED, "planned": MeetingState.INVITED}
_REPLY_BEFORE = timedelta(days=7)


def read_networks() -> dict[str, Any]:
    """The data file of the networks, with the approaches that are shared in the demonstration."""
    with (_FOLDER / "network.yaml").open(encoding="utf-8") as file:
        data = yaml.safe_load(file)
    with (_FOLDER / "approaches.yaml").open(encoding="utf-8") as file:
        data["approaches"] = yaml.safe_load(file)
    return data


@transaction.atomic
def load_networks(data: dict[str, Any], shift_days: int, people: dict[str, Any] | None = None) -> None:
    """Load the networks that are missing and move the dates of the invented one along. Safe to repeat.

    `people` are accounts of the demonstration by name; two of them belong to the invented network.
    """
    for row in data["networks"]:
        network = Network.objects.filter(slug=row["id"]).first()
        if network is None:
            network = _create(row, data["demo_notice"], shift_days if row["id"] in _MOVING else None)
            _create_approaches(network, data["approaches"].get(row["id"], []))
        elif network.demo_shifted_by is not None:
            _move_along(network, shift_days)
        if row["id"] in _MOVING:
            _add_people(network, people or {})


def _move_along(network: Network, shift_days: int) -> None:
    """Only meetings of the data: what people entered keeps its day."""
    days = timedelta(days=shift_days - network.demo_shifted_by)
    if not days:
        return
    rows = network.meetings.exclude(reference="")
    rows.filter(reply_by__isnull=False).update(reply_by=F("reply_by") + days)
    rows.update(date=F("date") + days, sequence=F("sequence") + 1, changed_at=timezone.now())
    Network.objects.filter(pk=network.pk).update(demo_shifted_by=shift_days)


def _create(row: dict[str, Any], notice: str, shift_days: int | None) -> Network:
    network = Network.objects.create(
        slug=row["id"],
        title=row["title"],
        short=row["short"],
        state=Region.objects.get(ags=row["state_ags"]),
        convener=row["convener"],
        purpose=row.get("purpose", ""),
        facts=row.get("facts", []),
        source=row.get("source", ""),
        demo_notice=f"Demonstrationsdaten. {notice}",
        demo_shifted_by=shift_days,
        is_published=True,
    )
    members = {entry["id"]: _add_member(network, entry) for entry in row["members"]}
    for order, entry in enumerate(row.get("working_groups", []), start=1):
        group = WorkingGroup.objects.create(
            network=network,
            reference=entry["id"],
            order=order,
            title=entry["title"],
            action_field=entry.get("action_field", ""),
            is_fact=entry.get("fact", False),
        )
        group.members.set(members[key] for key in entry.get("members", []))
    for entry in row["meetings"]:
        _create_meeting(network, entry, shift_days or 0)
    for order, entry in enumerate(row.get("coordinators", []), start=1):
        _create_section(network, entry, order)
    return network


def _office(entry: dict[str, Any], **fields: Any) -> Office:
    """The office of the directory by its key; made here where the directory was not loaded before."""
    office, _created = Office.objects.get_or_create(
        reference=entry["id"],
        defaults={
            "region": Region.objects.get(ags=entry["district"]),
            "title": entry["title"],
            "unit": entry.get("unit", ""),
            "area": entry.get("area", ""),
            "employment": entry.get("employment", ""),
            "double_functions": entry.get("double", []),
            "note": entry.get("note", ""),
            "source": entry.get("source", ""),
            "is_fact": entry["fact"],
            **fields,
        },
    )
    return office


def _add_member(network: Network, entry: dict[str, Any]) -> NetworkMember:
    return NetworkMember.objects.create(network=network, office=_office(entry))


def _create_meeting(network: Network, entry: dict[str, Any], shift_days: int) -> None:
    day = entry["date"] if entry.get("keep_date") else entry["date"] + timedelta(days=shift_days)
    minutes = entry.get("minutes") or ""
    state = _STATES.get(entry.get("status", ""), MeetingState.HELD)
    meeting = NetworkMeeting(
        network=network,
        reference=entry["id"],
        title=entry["title"],
        date=day,
        date_note=entry.get("date_note", ""),
        place=entry.get("place", ""),
        format=entry.get("format", "video" if entry.get("place") == "Videokonferenz" else "meeting"),
        state=state,
        reply_by=day - _REPLY_BEFORE if state == MeetingState.INVITED else None,
        attended=entry.get("attended"),
        minutes=minutes,
        minutes_published_at=_noon(day) if minutes else None,
        source=entry.get("source", ""),
        is_fact="source" in entry,
    )
    meeting.slug = free_slug(meeting)
    meeting.save()
    MeetingItem.objects.bulk_create(
        MeetingItem(
            meeting=meeting,
            order=order,
            kind="talk" if title.startswith("Vortrag: ") else "item",
            title=title.removeprefix("Vortrag: "),
        )
        for order, title in enumerate(entry["agenda"], start=1)
    )
    Recommendation.objects.bulk_create(
        Recommendation(meeting=meeting, order=order, text=text)
        for order, text in enumerate(entry.get("decisions", []), start=1)
    )


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _create_section(network: Network, entry: dict[str, Any], order: int) -> None:
    """Coordinators of a district: what is documented of them, as a readable section."""
    office = _office(entry, kind=OfficeKind.COORDINATION)
    sites = [f"- {site['town']}: {site['serves']}" for site in entry["sites"]]
    related = [
        f"- **{row['title']}** (ab {row['start']:%d.%m.%Y}): {row['goal']}."
        + (f" Träger: {row['carrier']}." if "carrier" in row else "")
        + (f" Stellen: {row['positions']}." if "positions" in row else "")
        + (f" Förderung: {row['funding']}." if "funding" in row else "")
        for row in entry["related"]
    ]
    text = [
        f"Die Koordination besteht seit dem {entry['start']:%d.%m.%Y}. Gesteuert wird sie von: {entry['steered_by']}. "
        f"Von {entry['planned_positions']} geplanten Stellen waren {entry['filled_positions']} besetzt. "
        f"Förderung: {entry['funding']}.",
        "**Standorte**",
        "\n".join(sites),
        "**Aufgaben**",
        "\n".join(f"- {task}" for task in entry["tasks"]),
        "**Verbundene Angebote**",
        "\n".join(related),
    ]
    NetworkSection.objects.create(
        network=network,
        reference=entry["id"],
        order=order,
        title=entry["title"],
        text="\n\n".join(text),
        source=entry["source"],
        office=office,
    )


def _create_approaches(network: Network, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        office = Office.objects.filter(reference=row["office"]).first()
        approach = Approach.objects.create(
            network=network,
            reference=row["id"],
            title=row["title"],
            text=row["text"],
            district=Region.objects.get(ags=row["district"]),
            office=office,
            is_public=row["public"],
        )
        for slug, name in row["tags"].items():
            tag, _created = ApproachTag.objects.get_or_create(slug=slug, defaults={"name": name})
            approach.tags.add(tag)


def _add_people(network: Network, people: dict[str, Any]) -> None:
    """One account convenes, another one is a member; whoever left or has another role meanwhile stays so."""
    roles = (
        ("federfuehrung", MemberRole.CONVENER, "Integrationsbeauftragte der Landesregierung (Demo)"),
        ("ressort", MemberRole.MEMBER, "Zuständiges Ressort (Demo)"),
    )
    for name, role, function in roles:
        if name in people and not network.members.filter(user=people[name]).exists():
            NetworkMember.objects.create(network=network, user=people[name], role=role, function=function)
