"""Reads of attachments."""

from collections import defaultdict
from collections.abc import Collection

from consultations.contributions.attachments.models import Attachment
from consultations.contributions.models import Contribution


def with_attachments(contributions: Collection[Contribution]) -> None:
    """Set `shown_attachments` on public contributions: what was released of theirs. One query, none for none."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    if contributions:
        keys = [row.pk for row in contributions]
        for attachment in Attachment.objects.public().filter(contribution__in=keys):
            found[attachment.contribution_id].append(attachment)
    for row in contributions:
        row.shown_attachments = found[row.pk]


def attachments_for(contribution: Contribution, *, in_full: bool) -> list[Attachment]:
    """The attachments of a contribution: all of them for author and team, the released ones for everybody else."""
    rows = contribution.attachments.all() if in_full else Attachment.objects.public().filter(contribution=contribution)
    return list(rows)
