"""Two moderators, or two workers, at the same moment: real threads on a real database."""

import pytest

from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.moderation.bulk import Outcome, Seen, Verb, decide_together
from consultations.moderation.campaigns.matching import place
from consultations.moderation.campaigns.models import Campaign, CampaignMember, Signature
from consultations.moderation.campaigns.services import GroupChanged, carry_out, confirm
from consultations.moderation.claims import ClaimedByOther, claim, claim_next
from consultations.moderation.models import Claim, ModerationDecision
from consultations.moderation.services import AlreadyDecided, reject
from notifications.models import OutboxMessage
from tests.consultations.moderation.campaign_texts import varied
from tests.consultations.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def pending(make_contribution):
    return [make_contribution(state=State.PENDING, text=f"Beitrag Nummer {n}") for n in range(6)]


def test_two_who_ask_for_the_next_get_different_ones(cast, process, pending):
    actors = [cast.moderator, cast.lead, cast.admin]
    found = at_once(*[lambda actor=actor: claim_next(process, actor=actor) for actor in actors])
    assert len({row.pk for row in found}) == 3
    assert Claim.objects.count() == 3


def test_two_who_claim_the_same_one(cast, pending):
    results = at_once(
        lambda: claim(pending[0], actor=cast.moderator),
        lambda: claim(pending[0], actor=cast.lead),
    )
    assert sum(isinstance(result, ClaimedByOther) for result in results) == 1, results
    assert Claim.objects.count() == 1


def test_several_at_once_against_a_single_decision(cast, process, pending):
    seen = [Seen(row.pk, row.state, None) for row in pending]
    rule = process.rules.get()
    results, single = at_once(
        lambda: decide_together(process, seen, verb=Verb.RELEASE, actor=cast.moderator),
        lambda: reject(pending[3], actor=cast.lead, rule=rule),
    )
    outcomes = [result.outcome for result in results]
    assert (Outcome.MEANWHILE in outcomes) != isinstance(single, AlreadyDecided)
    assert ModerationDecision.objects.count() == 6
    assert OutboxMessage.objects.filter(kind="contribution_decided").count() == 6


def test_two_workers_found_one_group(cast, process, make_contribution):
    rows = [make_contribution(state=State.PENDING, text=varied(n)) for n in range(6)]
    results = at_once(*[lambda row=row: place(row) for row in rows])
    assert not any(isinstance(result, Exception) for result in results), results
    assert Campaign.objects.count() == 1
    assert CampaignMember.objects.count() == 6 == Signature.objects.count()


def test_two_confirm_the_same_group_and_two_workers_carry_it_out(cast, process, make_contribution):
    rows = [make_contribution(state=State.PENDING, text=varied(n)) for n in range(6)]
    for row in rows:
        place(row)
    group, keys = Campaign.objects.get(), {row.pk for row in rows}
    results = at_once(
        *[
            lambda actor=actor: confirm(group, leading=rows[0], ticked=keys, shown=keys, actor=actor)
            for actor in (cast.moderator, cast.lead)
        ],
        lambda: carry_out(group.pk),
        lambda: carry_out(group.pk),
    )
    unexpected = [r for r in results if isinstance(r, Exception) and not isinstance(r, GroupChanged | AlreadyDecided)]
    assert not unexpected
    carry_out(group.pk)
    assert Contribution.objects.filter(state=State.MERGED).count() == 5
    assert OutboxMessage.objects.filter(kind="contribution_decided").count() == 6
    assert Contribution.objects.get(pk=rows[0].pk).submissions_represented == 6
