"""What the reports hear of: a moderator has looked at a contribution."""

from django.dispatch import receiver

from consultations.contributions.models import Contribution
from consultations.moderation.reports.services import close_reports
from consultations.moderation.signals import items_settled


@receiver(items_settled)
def close(contribution: Contribution, **kwargs) -> None:
    close_reports(contribution)
