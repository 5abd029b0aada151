"""Fixtures shared by all tests."""

import pytest
from django.contrib.sites.models import Site as MailSite
from django.core.cache import cache
from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from consultations.contributions.models import Contribution
from consultations.drafts.models import DraftVersion, Paragraph
from consultations.process.models import Process
from consultations.synthesis.models import Finding
from tests import migrated
from tests.factories import consultations as factories
from tests.factories.cast import Cast, make_cast


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """pytest-django's fixture, except that the database is copied from one that was migrated before.

    Copying takes no time: `--reuse-db` and `--create-db` change nothing.
    """
    with django_db_blocker.unblock():
        migrated.copy_to(connection.creation._get_test_db_name())
        databases = setup_databases(verbosity=0, interactive=False, keepdb=True)
    yield
    with django_db_blocker.unblock():
        teardown_databases(databases, verbosity=0)


@pytest.fixture(autouse=True)
def _clean_cache():
    """Rate limits and site look-ups of one test must not reach the next."""
    cache.clear()
    MailSite.objects.clear_cache()


@pytest.fixture(autouse=True)
def _no_vectors(monkeypatch):
    """Admitting something asks a worker for its vector, which takes seconds: only where that is the subject."""
    monkeypatch.setattr("consultations.synthesis.suggesting.receivers.ask_to_keep_up", lambda: None)


@pytest.fixture
def process(db) -> Process:
    """A published process whose consultation phase is open today, with a rule of participation."""
    process = factories.ProcessFactory(slug="konzept", title="Integrationskonzept", short_title="Konzept")
    factories.PhaseFactory(process=process, key="konsultation", order=1)
    factories.ProcessRuleFactory(process=process, number=2)
    return process


@pytest.fixture
def other_process(db) -> Process:
    """Another process with a team of its own."""
    return factories.ProcessFactory(slug="anderes", title="Anderes Konzept", short_title="Anderes")


@pytest.fixture
def cast(process, other_process) -> Cast:
    """The people of the tests."""
    return make_cast(process, other_process)


@pytest.fixture
def version(process) -> DraftVersion:
    """The published first version: chapters k1 and k2 with paragraphs k1-1, k1-2, k2-1, k2-2."""
    return factories.make_version(process)


@pytest.fixture
def paragraph(version) -> Paragraph:
    """Paragraph k1-1 of the published version."""
    return version.paragraphs.get(lineage="k1-1")


@pytest.fixture
def make_contribution(paragraph):
    """Create contributions about `paragraph` unless another `target` is given."""

    def make(*, target=None, **fields) -> Contribution:
        return factories.make_contribution(target or paragraph, **fields)

    return make


@pytest.fixture
def make_finding(process):
    """Create findings of `process`."""

    def make(**fields) -> Finding:
        return factories.FindingFactory(**{"process": process, **fields})

    return make
