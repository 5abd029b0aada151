"""What contributions tell the hearings below: that an invited organisation has spoken, or took all of it back."""

from django.dispatch import receiver

from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.contributions.signals import contribution_submitted, contribution_withdrawn
from consultations.process.hearing.services import note_nothing_left, note_submitted


@receiver(contribution_submitted)
def organisation_has_spoken(sender, contribution: Contribution, **kwargs) -> None:
    """A reply to somebody else is no statement."""
    if contribution.organisation_id and not contribution.is_reply:
        note_submitted(
            contribution.process,
            contribution.organisation,
            phase=contribution.phase,
            moment=contribution.received_at,
        )


@receiver(contribution_withdrawn)
def organisation_took_back(sender, contribution: Contribution, **kwargs) -> None:
    if not contribution.organisation_id or contribution.is_reply:
        return
    left = Contribution.objects.received().filter(
        process=contribution.process, organisation=contribution.organisation, phase=contribution.phase
    )
    if not any(not row.is_reply for row in left.exclude(state=State.WITHDRAWN).only("pk", "parent_id", "thread_id")):
        note_nothing_left(contribution.process, contribution.organisation, phase=contribution.phase)
