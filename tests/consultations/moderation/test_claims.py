"""Who is at work on what."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from consultations.contributions.enums import State
from consultations.moderation.campaigns.matching import place
from consultations.moderation.claims import ClaimedByOther, claim, claim_next, claim_of_other, give_back
from consultations.moderation.items import raise_item
from consultations.moderation.models import Claim, Occasion
from consultations.moderation.services import release
from tests.consultations.moderation.campaign_texts import varied


@pytest.fixture
def waiting(make_contribution):
    """Three contributions, the oldest first."""
    now = timezone.now()
    return [
        make_contribution(state=State.PENDING, text=f"Beitrag {n}", received_at=now - timedelta(hours=9 - n))
        for n in range(3)
    ]


def test_the_next_one_is_the_oldest_nobody_is_at_work_on(cast, process, waiting):
    assert claim_next(process, actor=cast.moderator) == waiting[0]
    assert claim_next(process, actor=cast.lead) == waiting[1]
    # Who asks again goes on with their own.
    assert claim_next(process, actor=cast.moderator) == waiting[0]
    assert claim_next(process, actor=cast.moderator, after=waiting[0]) == waiting[2]
    assert claim_next(process, actor=cast.admin) is None


def test_an_expired_claim_is_free_by_itself(cast, process, waiting):
    claim(waiting[0], actor=cast.moderator)
    Claim.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert claim_of_other(waiting[0], cast.lead) is None
    assert claim_next(process, actor=cast.lead) == waiting[0]
    assert Claim.objects.get().user == cast.lead


def test_a_colleague_can_take_over_knowingly(cast, waiting):
    claim(waiting[0], actor=cast.moderator)
    with pytest.raises(ClaimedByOther) as told:
        claim(waiting[0], actor=cast.lead)
    assert told.value.claim.user == cast.moderator
    claim(waiting[0], actor=cast.lead, take_over=True)
    assert Claim.objects.get().user == cast.lead
    assert not give_back(waiting[0], actor=cast.moderator)
    assert give_back(waiting[0], actor=cast.lead)


def test_a_decision_ends_the_claim(cast, waiting):
    claim(waiting[0], actor=cast.moderator)
    release(waiting[0], actor=cast.moderator)
    assert not Claim.objects.exists()


def test_reported_ones_wait_as_well_and_a_group_is_taken_once(cast, process, make_contribution):
    reported = make_contribution(text="Ein Beitrag, der gemeldet wurde.")
    raise_item(reported, Occasion.REPORT)
    letters = [make_contribution(state=State.PENDING, text=varied(n)) for n in range(3)]
    for letter in letters:
        place(letter)
    taken = {claim_next(process, actor=actor) for actor in (cast.moderator, cast.lead)}
    assert taken == {reported, letters[0]}
    assert claim_next(process, actor=cast.admin) is None


@pytest.mark.parametrize("who", ["outsider", "stakeholder", "observer", "analyst", "officer"])
def test_only_moderators_claim(who, cast, process, waiting):
    actor = getattr(cast, who)
    for attempt in (
        lambda: claim(waiting[0], actor=actor),
        lambda: claim_next(process, actor=actor),
        lambda: give_back(waiting[0], actor=actor),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert not Claim.objects.exists()
