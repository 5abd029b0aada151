"""Fixtures of networks."""

import pytest

from tests.factories.networks import Circle, make_circle


@pytest.fixture
def circle(db) -> Circle:
    """A network with its people, and another one."""
    return make_circle()
