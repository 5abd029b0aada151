"""The demo's conference to come: somebody can register, and its day can be played through."""

from typing import Any

from consultations.conferences.models import AgendaItem, Conference, Speaker, ThematicTable
from consultations.demo.timeline import Timeline
from consultations.process.models import Process
from regions.places.models import Region


def create(process: Process, data: dict[str, Any], timeline: Timeline) -> None:
    """Create the conferences to come with agenda and tables; they have no results yet."""
    fields = {field.slug: field for field in process.action_fields.all()}
    dates = ("date", "registration_opens_on", "registration_closes_on")
    for row in data["conferences"]:
        agenda, tables, ags = row.pop("agenda"), row.pop("tables"), row.pop("district")
        row.update({name: timeline.date(row[name]) for name in dates})
        conference = Conference.objects.create(process=process, region=Region.objects.get(ags=ags), **row)
        for order, item in enumerate(agenda, start=1):
            speakers = item.pop("speakers", [])
            slot = AgendaItem.objects.create(conference=conference, order=order, **item)
            Speaker.objects.bulk_create(
                Speaker(item=slot, order=place, **speaker) for place, speaker in enumerate(speakers, start=1)
            )
        for number, table in enumerate(tables, start=1):
            table["action_field"] = fields[table["action_field"]]
            ThematicTable.objects.create(conference=conference, number=number, **table)
