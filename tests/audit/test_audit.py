"""The audit log: written with the decision, never changed."""

import pytest
from django.db import transaction

from audit.models import AuditEntry
from audit.services import record
from tests.factories.accounts import UserFactory


@pytest.fixture
def entry(db):
    user = UserFactory(display_name="Moderation")
    return record(user, "moderation.released", user, scope="konzept", reason="Passt.", rule=2)


def test_it_says_who_did_what_to_which_object_and_why(entry):
    stored = AuditEntry.objects.get()
    assert stored.actor_label == "Moderation"
    assert stored.action == "moderation.released"
    assert stored.target == stored.actor
    assert stored.reason == "Passt." and stored.details == {"rule": 2}


def test_no_address_is_kept_of_a_person_without_a_name(db):
    user = UserFactory(display_name="", email="geheim@example.org")
    entry = record(user, "x.y", user)
    assert "geheim" not in entry.actor_label + entry.target_label


def test_it_cannot_be_changed_or_deleted(entry):
    entry.reason = "Anders."
    for attempt in (
        entry.save,
        entry.delete,
        lambda: AuditEntry.objects.update(reason="Anders."),
        lambda: AuditEntry.objects.all().delete(),
    ):
        with pytest.raises(TypeError):
            attempt()
    assert AuditEntry.objects.get().reason == "Passt."


def test_it_outlives_the_account(entry):
    entry.actor.delete()
    assert AuditEntry.objects.get().actor_label == "Moderation"


def test_no_decision_without_its_trace(db):
    user = UserFactory()
    with pytest.raises(RuntimeError), transaction.atomic():
        record(user, "x.y", user)
        raise RuntimeError
    assert not AuditEntry.objects.exists()
