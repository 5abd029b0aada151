"""Contributions as their authors left them, through the real services."""

import pytest

from consultations.contributions.services import Submission, submit_contribution


@pytest.fixture
def submit(paragraph, cast):
    """Submit a contribution of `cast.stakeholder` about `paragraph` unless told otherwise."""

    def submit(text="Bitte mehr Zeit.", *, author=None, target=None, **fields):
        said = Submission(**{"kind": "proposal", "text": text, "title": "Mehr Zeit", **fields})
        return submit_contribution(target or paragraph, author or cast.stakeholder, said).contribution

    return submit


@pytest.fixture
def guest(make_contribution):
    """Make a contribution of somebody without an account, as it is once its address is confirmed."""

    def guest(**fields):
        return make_contribution(
            user=None, user_email="gast@example.org", **{"author_name": "Gast", "organisation_name": "", **fields}
        )

    return guest
