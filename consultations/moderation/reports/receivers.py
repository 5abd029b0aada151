"""What the reports hear of: a moderator has looked at a contribution, or it is gone."""

from django.dispatch import receiver

from consultations.contributions.models import Contribution
from consultations.contributions.signals import contribution_withdrawn
from consultations.moderation.reports.services import close_reports
from consultations.moderation.signals import items_settled


@receiver(contribution_withdrawn)
def close_withdrawn(contribution: Contribution, **kwargs) -> None:
    """There is nothing left to look at: the reporters learn that it is no longer published."""
    close_reports(contribution)


@receiver(items_settled)
def close(contribution: Contribution, **kwargs) -> None:
    close_reports(contribution)
