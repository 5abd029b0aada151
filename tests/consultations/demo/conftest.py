"""The demonstration, loaded once for all tests of a file."""

import pytest
from django.core.management import call_command
from django.db import transaction

from consultations.demo.loader import load_demo
from consultations.process.models import Process


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The demonstration in the database, for the tests of one file; each of them undoes what it changes."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("set_up_site", verbosity=0)
        load_demo()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded, db) -> Process:
    """The process of the demonstration."""
    return Process.objects.get()
