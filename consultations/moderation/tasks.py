"""Background work of the moderation: each task fetches and delegates."""

from celery import shared_task

from consultations.moderation.campaigns.models import CampaignMember
from consultations.moderation.campaigns.services import carry_out
from consultations.moderation.screening import screen
from consultations.moderation.waiting import awaiting

#: So many are looked at in one run of the sweep.
SWEPT = 200


@shared_task
def screen_contribution(pk: int) -> None:
    """Warning signs and near-identical ones of one contribution."""
    screen(pk)


@shared_task
def sweep_screening() -> None:
    """Look at what a dead broker or worker left behind."""
    left = awaiting().filter(signature__isnull=True, is_official_reply=False).order_by("pk")
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
