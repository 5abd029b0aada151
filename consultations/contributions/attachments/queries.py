"""Reads of attachments."""

from collections import defaultdict
from collections.abc import Collection

from consultations.contributions.attachments.models import Attachment
from consultations.contributions.attachments.rules import opens_all
from consultations.contributions.enums import ADMITTED_STATES
from consultations.contributions.models import Contribution
from consultations.process.enums import Action
from consultations.process.rules import can


def with_attachments(contributions: Collection[Contribution]) -> None:
    """Set `shown_attachments` on public contributions: what was released of theirs. One query, none for none."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    if contributions:
        keys = [row.pk for row in contributions]
        for attachment in Attachment.objects.public().filter(contribution__in=keys):
            found[attachment.contribution_id].append(attachment)
    for row in contributions:
        row.shown_attachments = found[row.pk]


def attachments_for(user, contribution: Contribution, *, is_author: bool = False) -> list[Attachment]:
    """The attachments a person may open of a contribution; `is_author` also for who has shown the receipt code."""
    if is_author or opens_all(user, contribution):
        return list(contribution.attachments.all())
    if contribution.state in ADMITTED_STATES and can(user, Action.VIEW_INTERNAL, contribution.process):
        return list(contribution.attachments.filter(is_released=True))
    return list(Attachment.objects.public().filter(contribution=contribution))
