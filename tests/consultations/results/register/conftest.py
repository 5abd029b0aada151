"""A phase that is over, with contributions received in it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultations.results.register.services import seal_phase


@pytest.fixture
def closed_phase(process):
    """The consultation phase, over since three days."""
    phase = process.phases.get()
    phase.starts_on -= timedelta(days=20)
    phase.ends_on = timezone.localdate() - timedelta(days=3)
    phase.save()
    return phase


@pytest.fixture
def receive(closed_phase, make_contribution):
    """Contributions as they were received while the phase was on."""

    def make(**fields):
        moment = fields.pop("received_at", timezone.now() - timedelta(days=6))
        return make_contribution(phase=closed_phase, received_at=moment, **fields)

    return make


@pytest.fixture
def seal(closed_phase):
    """Seal the phase: seal() returns the seal, or None when there is nothing new."""

    def make(**options):
        return seal_phase(closed_phase, **options)

    return make
