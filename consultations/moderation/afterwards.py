"""Processes that publish first and look afterwards: what comes in is public at once, and waits for a look."""

from django.db import transaction

from audit.services import record
from consultations.contributions.enums import Channel, Publication, State
from consultations.contributions.models import Contribution
from consultations.moderation.items import raise_item
from consultations.moderation.models import Occasion, ReviewItem
from consultations.moderation.signals import contribution_admitted
from consultations.moderation.signs import Warned, signs_of
from consultations.process.enums import ModerationTime

#: What publishing without a moderator writes, and what taking it back writes.
PUBLISHED_FIELDS = ["state", "is_public", "published_text", "published_proposal"]


def publishes_at_once(contribution: Contribution) -> bool:
    """Whether it is published before anybody has looked.

    Only what its author sent here: letters, e-mails and lists come from people who did not see the rules and the
    choices of the form, and often name others; they always wait for a moderator.
    """
    return contribution.process.moderation_time == ModerationTime.AFTER and contribution.channel == Channel.ONLINE


def is_unreviewed(contribution: Contribution) -> bool:
    """Whether it was published without review and nobody has looked at it yet."""
    return ReviewItem.objects.open().filter(contribution=contribution, occasion=Occasion.UNREVIEWED).exists()


def raise_signs(contribution: Contribution, signs: list[Warned]) -> int:
    """Put warning signs before the moderators, each once for one text; returns how many were new."""
    since = contribution.edited_at or contribution.submit_date
    known = set(
        ReviewItem.objects.filter(
            contribution=contribution, occasion=Occasion.WARNING, raised_at__gte=since
        ).values_list("sign", flat=True)
    )
    fresh = [warned for warned in signs if warned.sign not in known]
    return sum(
        raise_item(contribution, Occasion.WARNING, sign=warned.sign, detail=warned.detail) is not None
        for warned in fresh
    )


def publish_or_hold(contribution: Contribution) -> bool:
    """Publish what came in, unless a warning sign speaks against it; returns whether it is public or admitted.

    Nobody decided, so there is no decision: the open item says that somebody still has to look.
    """
    # Asked outside the transaction: lists of thousands come this way.
    if contribution.state != State.PENDING or not publishes_at_once(contribution):
        return False
    return _publish_or_hold(contribution)


@transaction.atomic
def _publish_or_hold(contribution: Contribution) -> bool:
    signs = signs_of(contribution)
    if signs:
        raise_signs(contribution, signs)
        return False
    contribution.state = State.RELEASED
    contribution.is_public = contribution.publication != Publication.INTERNAL
    contribution.published_text = contribution.comment
    contribution.published_proposal = contribution.proposed_text
    contribution.save(update_fields=PUBLISHED_FIELDS)
    raise_item(contribution, Occasion.UNREVIEWED)
    record(None, "moderation.published_unreviewed", contribution, scope=contribution.process.slug)
    contribution_admitted.send(sender=Contribution, contribution=contribution, actor=None)
    return True


@transaction.atomic
def publish_change(contribution: Contribution) -> None:
    """Its author changed what nobody has looked at yet: show the new text, or hold it back for a warning sign."""
    if contribution.state != State.RELEASED or not is_unreviewed(contribution):
        return
    signs = signs_of(contribution)
    if signs:
        raise_signs(contribution, signs)
        contribution.state, contribution.is_public = State.PENDING, False
        contribution.published_text = contribution.published_proposal = ""
        record(None, "moderation.held_back", contribution, scope=contribution.process.slug)
    else:
        contribution.published_text = contribution.comment
        contribution.published_proposal = contribution.proposed_text
    contribution.save(update_fields=PUBLISHED_FIELDS)
