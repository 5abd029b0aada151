"""What the page of one contribution shows besides the forms: why it waits, who is at work on it, its group."""

from typing import Any

from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.moderation.campaigns.queries import groups_of
from consultations.moderation.models import Claim, ReviewItem
from consultations.moderation.queries import offices_of
from consultations.moderation.settling import InOrderForm
from consultations.moderation.signs import explanation, short_label
from consultations.moderation.waiting import overdue_before


def open_items(contribution: Contribution) -> list[ReviewItem]:
    """What is open about a contribution, the oldest first."""
    return list(ReviewItem.objects.open().filter(contribution=contribution).select_related("raised_by"))


def review_context(contribution: Contribution) -> dict[str, Any]:
    """The open items with their explanation, the group it belongs to, and whether it has waited too long."""
    items = open_items(contribution)
    since = contribution.received_at if contribution.state == State.PENDING else None
    since = since or min((item.raised_at for item in items), default=None)
    group = groups_of(contribution.process, [contribution]).get(contribution.pk)
    return {
        "review_items": [
            {"label": short_label(item), "text": explanation(item), "raised_at": item.raised_at} for item in items
        ],
        "in_order_form": InOrderForm(contribution=contribution, items=items) if items else None,
        "overdue": since is not None and since < overdue_before(contribution.process),
        "group": group if group is not None and group.is_group else None,
    }


def claim_context(contribution: Contribution, user) -> dict[str, Any]:
    """Who is at work on it: `claim`, the office of that person, whether it is oneself."""
    claim = Claim.objects.live().select_related("user").filter(contribution=contribution).first()
    office = offices_of(contribution.process).get(claim.user_id, "") if claim else ""
    return {"claim": claim, "claim_office": office, "claim_is_mine": claim is not None and claim.user_id == user.pk}
