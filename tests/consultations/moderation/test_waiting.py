"""What waits, and how the promise was kept."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.contributions.enums import State
from consultations.moderation.items import raise_item, settle_items
from consultations.moderation.models import ModerationDecision, Occasion, ReviewItem
from consultations.moderation.services import release
from consultations.moderation.waiting import Kept, kept_promise, waiting

HOUR = timedelta(hours=1)


def decided(contribution, after, actor):
    release(contribution, actor=actor)
    ModerationDecision.objects.filter(contribution=contribution).update(decided_at=contribution.received_at + after)


def test_items_wait_since_they_were_raised(process, make_contribution):
    old = timezone.now() - 300 * HOUR
    published = make_contribution(received_at=old)
    assert waiting(process).count == 0
    raise_item(published, Occasion.REPORT)
    assert (waiting(process).count, waiting(process).overdue) == (1, 0)
    ReviewItem.objects.update(raised_at=timezone.now() - (process.review_within_hours + 1) * HOUR)
    assert waiting(process).overdue == 1


def test_withdrawn_and_unconfirmed_ones_do_not_wait(process, make_contribution):
    raise_item(make_contribution(state=State.WITHDRAWN), Occasion.REPORT)
    make_contribution(state=State.UNCONFIRMED)
    assert waiting(process).count == 0


def test_how_the_promise_was_kept(process, cast, make_contribution):
    hours = process.review_within_hours
    assert kept_promise(process) == Kept(0, 0)
    start = timezone.now() - (hours + 10) * HOUR
    decided(make_contribution(state=State.PENDING, received_at=start), (hours - 1) * HOUR, cast.moderator)
    decided(make_contribution(state=State.PENDING, received_at=start), (hours + 1) * HOUR, cast.moderator)
    old = timezone.now() - timedelta(days=90)
    decided(make_contribution(state=State.PENDING, received_at=old), HOUR, cast.moderator)
    assert kept_promise(process) == Kept(2, 1)
    looked_at = make_contribution()
    raise_item(looked_at, Occasion.UNREVIEWED)
    settle_items(looked_at, actor=cast.moderator)
    assert kept_promise(process) == Kept(3, 2)
    assert kept_promise(process).percent == 66


@pytest.mark.parametrize("who", ["moderator", "lead"])
def test_the_dashboard_says_the_same_as_the_queue(client, cast, process, make_contribution, who):
    make_contribution(state=State.PENDING)
    raise_item(make_contribution(), Occasion.REPORT)
    client.force_login(getattr(cast, who))
    board = client.get(reverse("process_admin:dashboard", kwargs={"process_slug": process.slug}))
    queue = client.get(reverse("moderation_admin:queue", kwargs={"process_slug": process.slug}))
    assert "<strong>2</strong>" in board.content.decode()
    assert queue.context["waiting"].count == queue.context["page"].paginator.count == 2
