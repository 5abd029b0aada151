"""Who is at work on what, so that no two people check the same contribution at once."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from consultations.contributions.models import Contribution
from consultations.moderation.models import Claim, QueueEntry
from consultations.moderation.waiting import heads, in_order
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import require

#: How long a claim holds; after it the contribution is free by itself.
CLAIM_FOR = timedelta(minutes=15)


class ClaimedByOther(Exception):
    """Somebody else is at work on it. `claim` says who and until when."""

    def __init__(self, claim: Claim) -> None:
        super().__init__(str(claim))
        self.claim = claim


def claim_of_other(contribution: Contribution, user) -> Claim | None:
    """The claim of a colleague on a contribution that still holds."""
    claim = Claim.objects.live().select_related("user").filter(contribution=contribution).first()
    return claim if claim is not None and claim.user_id != user.pk else None


def _write(contribution: Contribution, actor) -> Claim:
    claim, _created = Claim.objects.update_or_create(
        contribution=contribution, defaults={"user": actor, "until": timezone.now() + CLAIM_FOR}
    )
    return claim


@transaction.atomic
def claim(contribution: Contribution, *, actor, take_over: bool = False) -> Claim:
    """Claim a contribution, or hold on to one's own claim; raises ClaimedByOther unless it is taken over knowingly."""
    require(actor, Action.MODERATE, contribution.process)
    # The row everybody has: two people who claim at once come one after the other.
    Contribution.objects.select_for_update(of=("self",), no_key=True).get(pk=contribution.pk)
    other = claim_of_other(contribution, actor)
    if other is not None and not take_over:
        raise ClaimedByOther(other)
    return _write(contribution, actor)


@transaction.atomic
def claim_next(process: Process, *, actor, after: Contribution | None = None) -> Contribution | None:
    """Claim the contribution that has waited longest and nobody is at work on; None when there is none.

    `after` is the one just decided on: what came in after it comes first, so that nobody starts over each time. Of a
    group the oldest one stands for all. Two people who ask at the same moment get different ones.
    """
    require(actor, Action.MODERATE, process)
    for _attempt in range(20):
        found = _first_free(process, actor, after)
        if found is None:
            return None
        # Somebody may have claimed it, or decided on it, between our look and our lock.
        if claim_of_other(found, actor) is None and QueueEntry.objects.filter(contribution=found).exists():
            _write(found, actor)
            return found
    return None


def _first_free(process: Process, actor, after: Contribution | None) -> Contribution | None:
    """The first free one, locked; rows a colleague has just locked are passed over."""
    others = Claim.objects.live().filter(contribution=OuterRef("pk")).exclude(user=actor)
    free = in_order(heads(process)).filter(~Exists(others))
    if after is None:
        return free.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    free = free.exclude(pk=after.pk)
    later = Q(waiting_since__gt=after.received_at) | Q(waiting_since=after.received_at, pk__gt=after.pk)
    return (
        free.filter(later).select_for_update(of=("self",), skip_locked=True, no_key=True).first()
        or free.select_for_update(of=("self",), skip_locked=True, no_key=True).first()
    )


@transaction.atomic
def give_back(contribution: Contribution, *, actor) -> bool:
    """Give one's own claim back; returns whether there was one."""
    require(actor, Action.MODERATE, contribution.process)
    deleted, _details = Claim.objects.filter(contribution=contribution, user=actor).delete()
    return bool(deleted)


def forget_claim(contribution: Contribution) -> None:
    """Nobody has to work on it any more: called inside the transaction of a decision."""
    Claim.objects.filter(contribution=contribution).delete()
