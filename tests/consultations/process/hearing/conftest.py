"""A hearing with its list."""

import pytest
from django.utils import timezone

from consultations.process.hearing.models import Addressee
from consultations.process.models import Phase
from tests.factories.accounts import StakeholderCategoryFactory


@pytest.fixture
def phase(process) -> Phase:
    """The consultation phase of `process`, as a formal hearing."""
    phase = process.phases.get(key="konsultation")
    phase.is_formal_hearing = True
    phase.short_deadline_reason = "Die Förderperiode endet."
    phase.save()
    return phase


@pytest.fixture
def make_addressee(phase):
    """Put organisations on the list; `invited=True` as if the invitation had been sent."""

    def make(name: str = "Verband (Test)", *, invited: bool = False, **fields) -> Addressee:
        number = Addressee.objects.count()
        values = {
            "phase": phase,
            "email": f"post{number}@verband.example",
            "category": StakeholderCategoryFactory(),
            **fields,
        }
        if invited:
            values |= {"asked_at": timezone.now(), "invited_at": timezone.now()} | fields
        return Addressee.objects.create(name=name, **values)

    return make


@pytest.fixture
def addressee(make_addressee) -> Addressee:
    """An invited organisation that has no entry on the site yet."""
    return make_addressee("Verband der Beispiele (Test)", invited=True, email="einladung@verband.example")


@pytest.fixture
def at_moment(monkeypatch):
    """Let everybody believe it is another moment."""

    def set_now(moment) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_now
