"""Background work of the moderation: each task fetches and delegates."""

from celery import shared_task

from consultations.contributions.models import Contribution
from consultations.moderation.campaigns.models import CampaignMember
from consultations.moderation.campaigns.services import carry_out
from consultations.moderation.screening import screen

#: So many are looked at in one run of the sweep.
SWEPT = 200


@shared_task
def screen_contribution(pk: int) -> None:
    """Warning signs and near-identical ones of one contribution."""
    screen(pk)


@shared_task
def sweep_screening() -> None:
    """Look at what a dead broker or worker left behind."""
    left = Contribution.objects.pending().filter(signature__isnull=True).order_by("pk")
    for pk in list(left.values_list("pk", flat=True)[:SWEPT]):
        screen(pk)


@shared_task
def carry_out_decision(campaign_pk: int) -> None:
    """Decide on the members of a group, as a moderator said."""
    carry_out(campaign_pk)


@shared_task
def sweep_decisions() -> None:
    """Go on with groups whose worker died."""
    for pk in CampaignMember.objects.agreed().order_by().values_list("campaign", flat=True).distinct():
        carry_out(pk)
