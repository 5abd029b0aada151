"""The demo's hearing: organisations in every state an invitation can have. Nothing of it is mailed."""

from datetime import timedelta
from typing import Any

from django.db.models import F

from accounts.models import Organisation, StakeholderCategory
from consultations.demo.timeline import Timeline
from consultations.process.hearing.enums import ExtensionState
from consultations.process.hearing.models import Addressee, Extension, InvitationWave
from consultations.process.models import Phase, Process
from regions.models import Region

_MOMENTS = ("invited", "opened", "joined", "submitted", "declined", "undeliverable", "asked")


def create_hearing(process: Process, data: dict[str, Any], timeline: Timeline, people) -> None:
    """Put the demo's organisations on the list of its hearing."""
    phase = process.phases.get(key=data["phase"])
    for slug, day in data["waves"].items():
        category = StakeholderCategory.objects.get(slug=slug)
        InvitationWave.objects.create(phase=phase, category=category, not_before=timeline.date(day))
    for row in data["addressees"]:
        _create(phase, row, timeline, people)


def _create(phase: Phase, row: dict[str, Any], timeline: Timeline, people) -> None:
    moments = {f"{name}_at": timeline.moment(row[name]) for name in _MOMENTS if name in row}
    if "invited_at" in moments:
        moments["asked_at"] = moments["invited_at"]
        if "undeliverable_at" not in moments:
            moments["delivered_at"] = moments["invited_at"]
    suggested = row.get("suggested")
    if suggested:
        moments |= {
            "suggested_at": timeline.moment(suggested["at"]),
            "suggested_name": suggested["name"],
            "suggested_email": suggested["email"],
        }
    addressee = Addressee.objects.create(
        phase=phase,
        name=row["name"],
        contact_name=row["contact"],
        email=row["email"],
        category=StakeholderCategory.objects.get(slug=row["category"]),
        region=Region.objects.get(ags=row["region"]) if row.get("region") else None,
        note=row.get("note", ""),
        organisation=Organisation.objects.verified().filter(name=row["name"]).first(),
        decline_reason=row.get("decline_reason", ""),
        added_by=people["federfuehrung"],
        **moments,
    )
    if "extension" in row:
        _extend(addressee, row["extension"], timeline, people)


def _extend(addressee: Addressee, row: dict[str, Any], timeline: Timeline, people) -> None:
    until = timeline.date(row["until"])
    extension = Extension(
        addressee=addressee, asked_at=timeline.moment(row["asked"]), asked_until=until, reason=row["reason"]
    )
    if row.get("granted"):
        extension.state, extension.ends_on = ExtensionState.GRANTED, until
        extension.published_reason = row["published"]
        extension.decided_by, extension.decided_at = people["federfuehrung"], extension.asked_at + timedelta(days=1)
        addressee.extended_to = until
        addressee.save(update_fields=["extended_to"])
    extension.save()


def move_along(process: Process, weeks: timedelta) -> None:
    """Move what the demo says about its hearing together with the phase it belongs to."""
    rows = Addressee.objects.filter(phase__process=process)
    moved = [*(f"{name}_at" for name in _MOMENTS), "delivered_at", "suggested_at", "extended_to"]
    for name in moved:
        rows.filter(**{f"{name}__isnull": False}).update(**{name: F(name) + weeks})
    extensions = Extension.objects.filter(addressee__in=rows)
    for name in ("asked_at", "asked_until", "ends_on", "decided_at"):
        extensions.filter(**{f"{name}__isnull": False}).update(**{name: F(name) + weeks})
    InvitationWave.objects.filter(phase__process=process).update(not_before=F("not_before") + weeks)
