"""The demo's networks in its consultation: the meeting that discussed the draft leads to it."""

from typing import Any

from audit.models import AuditEntry
from consultations.contributions.models import Contribution
from consultations.contributions.networks.models import DraftDiscussion
from consultations.process.models import Process
from regions.networks.models import NetworkMeeting


def link_meetings(process: Process, data: dict[str, Any]) -> None:
    """Put the consultation on the agenda of meetings whose data name contributions to it. Safe to repeat."""
    rows = [row for network in data["networks"] for row in network["meetings"] if "linked_contributions" in row]
    meetings = {row.reference: row for row in NetworkMeeting.objects.filter(reference__in=[row["id"] for row in rows])}
    # Whoever took it off the agenda meant it.
    if AuditEntry.objects.filter(action="networks.stop_discussing", scope=process.slug).exists():
        return
    for row in rows:
        if meeting := meetings.get(row["id"]):
            DraftDiscussion.objects.get_or_create(process=process, meeting=meeting)
            _name_contributions(process, meeting, row["linked_contributions"])


def _name_contributions(process: Process, meeting: NetworkMeeting, references: list[str]) -> None:
    """In minutes as they come with the data, contributions go by the data's own numbers, which nobody can look up."""
    minutes = meeting.minutes
    for contribution in Contribution.objects.public().filter(process=process, reference__in=references):
        minutes = minutes.replace(f"Beitrag {contribution.reference}", f"Beitrag {contribution.display_code}")
    NetworkMeeting.objects.filter(pk=meeting.pk, minutes=meeting.minutes).update(minutes=minutes)
