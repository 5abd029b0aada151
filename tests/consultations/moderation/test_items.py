"""What brings a contribution before the moderators besides its first decision."""

import pytest
from django.core.exceptions import PermissionDenied

from consultations.moderation.items import raise_item, settle_items
from consultations.moderation.models import Occasion, ReviewItem
from consultations.moderation.services import reject


def test_the_same_occasion_waits_once_and_can_return_after_it_was_settled(cast, make_contribution):
    contribution = make_contribution()
    assert raise_item(contribution, Occasion.WARNING, sign="links", detail="12 Links")
    assert raise_item(contribution, Occasion.WARNING, sign="links") is None
    assert raise_item(contribution, Occasion.WARNING, sign="flood")
    assert settle_items(contribution, actor=cast.moderator, note="In Ordnung.") == 2
    assert settle_items(contribution, actor=cast.moderator) == 0
    assert raise_item(contribution, Occasion.WARNING, sign="links")


def test_a_decision_settles_what_was_raised(cast, process, make_contribution):
    contribution = make_contribution()
    raise_item(contribution, Occasion.REPORT, raised_by=cast.stakeholder)
    reject(contribution, actor=cast.moderator, rule=process.rules.first(), message="Doch.", expected_state="released")
    item = ReviewItem.objects.get()
    assert item.settled_by == cast.moderator and item.settled_note == "Doch."


@pytest.mark.parametrize("who", ["outsider", "stakeholder", "observer", "officer"])
def test_only_moderators_settle(who, cast, make_contribution):
    contribution = make_contribution()
    raise_item(contribution, Occasion.REPORT)
    with pytest.raises(PermissionDenied):
        settle_items(contribution, actor=getattr(cast, who))
    assert ReviewItem.objects.open().count() == 1
