"""Who is coding what, so that two people side by side do not read the same contribution.

A claim is a hint and a place in the order of work, no lock: what keeps people from overwriting each other is the marker
each form carries (see `synthesis.steps`).
"""

from collections.abc import Callable, Iterator

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from consultations.contributions.models import Contribution
from consultations.moderation.claims import CLAIM_FOR
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import require
from consultations.synthesis import admin_queries as queries
from consultations.synthesis.extensions import next_segment
from consultations.synthesis.models import Segment
from consultations.synthesis.workbench.models import CodingClaim


class ClaimedByOther(Exception):
    """Somebody else is coding it. `claim` says who and until when."""

    def __init__(self, claim: CodingClaim) -> None:
        super().__init__(str(claim))
        self.claim = claim


def live_claim(contribution: Contribution) -> CodingClaim | None:
    """The claim on a contribution that still holds, whoever has it."""
    return CodingClaim.objects.live().select_related("user").filter(contribution=contribution).first()


def _write(contribution_id: int, actor) -> CodingClaim:
    claim, _created = CodingClaim.objects.update_or_create(
        contribution_id=contribution_id, defaults={"user": actor, "until": timezone.now() + CLAIM_FOR}
    )
    return claim


@transaction.atomic
def claim(contribution: Contribution, *, actor, take_over: bool = False) -> CodingClaim:
    """Claim a contribution, or hold on to one's own claim; raises ClaimedByOther unless it is taken over knowingly."""
    require(actor, Action.CODE, contribution.process)
    # The row everybody has: two people who claim at once come one after the other.
    Contribution.objects.select_for_update(of=("self",), no_key=True).get(pk=contribution.pk)
    other = live_claim(contribution)
    if other is not None and other.user_id != actor.pk and not take_over:
        raise ClaimedByOther(other)
    return _write(contribution.pk, actor)


@transaction.atomic
def give_back(contribution: Contribution, *, actor) -> None:
    """Give one's own claim back."""
    require(actor, Action.CODE, contribution.process)
    CodingClaim.objects.filter(contribution=contribution, user=actor).delete()


def forget_claim(contribution: Contribution) -> None:
    """Nobody has to work on it any more."""
    CodingClaim.objects.filter(contribution=contribution).delete()


@transaction.atomic
def claim_next(process: Process, *, actor, after: Segment | None = None) -> Segment | None:
    """Claim the contribution of the segment that is to be coded next, and return the segment; None when none is left.

    First the rest of the contribution just coded, then what features above propose (`extensions.next_segment`), then
    the oldest one nobody is at work on. Two people who ask at the same moment get different ones.
    """
    require(actor, Action.CODE, process)
    for ask in _orders(process, actor, after):
        for _attempt in range(5):
            found = ask()
            if found is None:
                break
            if _take(found, actor):
                if after is not None and after.contribution_id != found.contribution_id:
                    CodingClaim.objects.filter(contribution=after.contribution_id, user=actor).delete()
                return found
    if after is not None:
        CodingClaim.objects.filter(contribution=after.contribution_id, user=actor).delete()
    return None


class _Taken(Exception):
    """A colleague was quicker."""


def _take(segment: Segment, actor) -> bool:
    """Claim the contribution of a segment unless a colleague just did; then its lock is let go at once.

    Whoever tried several would else keep all of them locked, and two people could wait for each other.
    """
    others = CodingClaim.objects.live().filter(contribution=segment.contribution_id).exclude(user=actor)
    try:
        with transaction.atomic():
            # The lock first, then the look.
            Contribution.objects.select_for_update(of=("self",), no_key=True).get(pk=segment.contribution_id)
            if others.exists():
                raise _Taken
            _write(segment.contribution_id, actor)
    except _Taken:
        return False
    return True


def _orders(process: Process, actor, after: Segment | None) -> Iterator[Callable[[], Segment | None]]:
    """Ways to find the next one, in the order they are asked."""
    others = CodingClaim.objects.live().filter(contribution=OuterRef("contribution")).exclude(user=actor)
    free = queries.segments(process, queries.Filters(status=queries.UNASSIGNED)).filter(~Exists(others))
    if after is not None:
        free = free.exclude(pk=after.pk)
        behind = Q(start__gt=after.start or 0) | Q(start=after.start, pk__gt=after.pk)
        yield free.filter(behind, contribution=after.contribution_id).first
    for propose in next_segment:
        yield lambda propose=propose: propose(process, actor, after)
    later = Q()
    if after is not None:
        moment = after.contribution.received_at
        later = Q(contribution__received_at__gt=moment) | Q(
            contribution__received_at=moment, contribution__gt=after.contribution_id
        )
    # What nobody has looked at comes first: with a field but no finding yet it is open as well.
    for rows in (free.filter(assigned_at=None), free):
        yield rows.filter(later).first
        yield rows.first
