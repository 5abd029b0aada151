"""Guests and two processes of the web server at once: real threads on a real database."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from consultations.contributions.enums import State
from consultations.contributions.guests.links import Link
from consultations.contributions.guests.models import GuestPass
from consultations.contributions.guests.people import Guest
from consultations.contributions.guests.proof import Proof
from consultations.contributions.guests.services import AlreadyConfirmed, confirm, purge_unconfirmed
from consultations.contributions.models import Contribution
from consultations.contributions.refusals import TooManyContributions
from consultations.contributions.saved import services as saved
from consultations.contributions.saved.models import SavedContribution
from consultations.contributions.services import Submission, submit_contribution
from consultations.contributions.targets import describe
from consultations.moderation.models import ModerationDecision
from notifications.models import OutboxMessage
from tests.consultations.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def _open_to_guests(process, paragraph):
    process.contributors = "guests"
    process.save()
    paragraph.version.draft.process.refresh_from_db()


def proof(name="c"):
    return Proof(name * 64, timezone.now() + timedelta(minutes=30))


def say(text="Mehr Zeit"):
    return Submission(kind="proposal", text=text)


def test_two_presses_confirm_once(cast, paragraph):
    made = submit_contribution(paragraph, Guest("gast@example.org"), say()).contribution
    link = Link(made.code, is_expired=False)
    results = at_once(*[lambda: confirm(link)] * 4)
    assert sum(isinstance(result, Contribution) for result in results) == 1, results
    assert sum(isinstance(result, AlreadyConfirmed) for result in results) == 3, results
    assert Contribution.objects.get().state == State.PENDING
    assert OutboxMessage.objects.filter(kind="contribution_received").count() == 1
    assert not ModerationDecision.objects.exists()


def test_confirming_and_purging_at_once_lose_nothing_that_was_confirmed(cast, paragraph):
    made = submit_contribution(paragraph, Guest("gast@example.org"), say()).contribution
    Contribution.objects.update(received_at=timezone.now() - timedelta(days=60))
    link = Link(made.code, is_expired=False)
    confirmed, purged = at_once(lambda: confirm(link), purge_unconfirmed)
    stored = Contribution.objects.filter(pk=made.pk).first()
    if isinstance(confirmed, Contribution):
        assert stored is not None and stored.state == State.PENDING and purged == 0
    else:
        assert stored is None and purged == 1


def test_the_same_guest_twice_is_stored_once(cast, paragraph):
    results = at_once(*[lambda: submit_contribution(paragraph, Guest("gast@example.org", proof=proof()), say())] * 4)
    assert sorted(receipt.is_new for receipt in results) == [False, False, False, True], results
    assert Contribution.objects.count() == GuestPass.objects.count() == 1


def test_a_proof_is_spent_once_by_different_guests(cast, paragraph):
    results = at_once(
        *[
            lambda n=n: submit_contribution(paragraph, Guest(f"gast{n}@example.org", proof=proof()), say())
            for n in range(4)
        ]
    )
    assert sum(isinstance(result, ValidationError) for result in results) == 3, results
    assert Contribution.objects.count() == GuestPass.objects.count() == 1


def test_the_hourly_limit_without_proof_holds(cast, paragraph, settings):
    settings.GUEST_WITHOUT_PROOF_PER_HOUR = 2
    results = at_once(
        *[lambda n=n: submit_contribution(paragraph, Guest(f"gast{n}@example.org"), say()) for n in range(5)]
    )
    assert sum(isinstance(result, TooManyContributions) for result in results) == 3, results
    assert Contribution.objects.count() == 2


def test_saving_in_two_windows_keeps_one_row(cast, paragraph):
    described = describe(paragraph)
    results = at_once(
        *[lambda n=n: saved.save(cast.stakeholder, described, {"text": f"Fenster {n}"}) for n in range(4)]
    )
    assert not any(isinstance(result, Exception) for result in results), results
    assert SavedContribution.objects.count() == 1


def test_saving_and_sending_at_once_leave_no_draft_of_what_was_sent(cast, paragraph):
    described = describe(paragraph)
    results = at_once(
        lambda: submit_contribution(paragraph, cast.stakeholder, say()),
        lambda: saved.save(cast.stakeholder, described, {"text": "Mehr Zeit"}),
    )
    assert not any(isinstance(result, Exception) for result in results), results
    assert Contribution.objects.count() == 1 and not SavedContribution.objects.exists()
