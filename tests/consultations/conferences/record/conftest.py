"""A conference with cards, and the addresses of its staff screens."""

import pytest
from django.urls import reverse

from tests.factories.records import make_check, make_conference


@pytest.fixture
def conference(process):
    return make_conference(process)


@pytest.fixture
def checking(conference):
    """The record while participants check it."""
    return make_check(conference)


@pytest.fixture
def screen(conference):
    """The address of a staff screen of the record."""

    def address(name="index", **values):
        place = {"process_slug": conference.process.slug, "conference": conference.pk, **values}
        return reverse(f"record_admin:{name}", kwargs=place)

    return address
