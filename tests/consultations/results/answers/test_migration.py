"""What the migration makes of answers from before versions could wait."""

from importlib import import_module

import pytest
from django.apps import apps

from consultations.results.models import Answer, AnswerVersion

migration = import_module("consultations.migrations.0086_answers_in_waiting")


@pytest.mark.django_db
def test_what_stood_is_what_is_worked_on_and_keeps_its_reason_for_no_change(answered, write):
    finding, other = answered(published=False), answered()
    write(finding, reason="Zweite Fassung.")
    Answer.objects.filter(finding=finding).update(no_change_reason="Steht im Gesetz.", working_version=9)
    migration.fill(apps, None)
    assert Answer.objects.get(finding=finding).working_version == 2
    assert not Answer.objects.pending().exists() and other
    said = dict(AnswerVersion.objects.filter(answer__finding=finding).values_list("number", "no_change_reason"))
    assert said == {1: "", 2: "Steht im Gesetz."}
