"""Submitting a contribution."""

from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.contributions.services import Submission, submit_contribution
from notifications.models import OutboxMessage


def test_a_submission_is_stored_with_receipt_and_mail(cast, paragraph):
    receipt = submit_contribution(paragraph, cast.stakeholder, Submission(kind="proposal", text="Mehr Zeit!"))
    stored = Contribution.objects.get(pk=receipt.contribution.pk)
    assert receipt.is_new
    assert stored.state == State.PENDING
    assert stored.published_text == ""
    assert stored.ip_address is None
    assert len(stored.code) == 8 and len(stored.receipt_code) == 20
    assert OutboxMessage.objects.filter(recipient=cast.stakeholder, kind="contribution_received").count() == 1


def test_the_same_text_of_the_same_person_is_stored_once(cast, paragraph):
    first = submit_contribution(paragraph, cast.stakeholder, Submission(kind="proposal", text="Mehr Zeit!"))
    second = submit_contribution(paragraph, cast.stakeholder, Submission(kind="proposal", text="mehr  Zeit! "))
    assert not second.is_new
    assert second.contribution.pk == first.contribution.pk
    assert Contribution.objects.count() == 1
