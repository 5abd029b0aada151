"""What the tests of the results have in common."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from consultations.results.enums import AnswerDecision
from consultations.results.models import Answer, ParagraphChange
from consultations.synthesis.enums import FindingState
from consultations.synthesis.models import Segment


@pytest.fixture
def cite():
    """Put contributions behind a finding: cite(finding, contribution, ..., stance="for")."""

    def make(finding, *contributions, stance=""):
        for contribution in contributions:
            Segment.objects.filter(contribution=contribution).update(
                finding=finding, action_field=finding.action_field, stance=stance, assigned_at=timezone.now()
            )

    return make


@pytest.fixture
def answered(make_finding):
    """A finding with a final answer; `published=True` shows it to everybody."""

    def make(*, decision=AnswerDecision.ACCEPTED, reason="Weil es stimmt.", published=True, **fields):
        state = {"state": FindingState.PUBLISHED, "published_at": timezone.now()} if published else {}
        finding = make_finding(**{"state": FindingState.INTERNAL, **state, **fields})
        Answer.objects.create(
            finding=finding,
            decision=decision,
            reason=reason,
            responsible="Referat Sprache",
            answered_on=timezone.localdate(),
        )
        return finding

    return make


@pytest.fixture
def change():
    """Say that a finding changed a paragraph of a version."""

    def make(version, lineage, *findings, kind="modified", reason=""):
        row = ParagraphChange.objects.create(version=version, lineage=lineage, kind=kind, editorial_reason=reason)
        row.findings.set(findings)
        return row

    return make


@pytest.fixture
def home(db):
    """The site with its home page, as `set_up_site` creates it."""
    call_command("set_up_site", verbosity=0)


@pytest.fixture
def count_queries():
    """Count the queries of a GET: count_queries(client, url)."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(client, url):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    return count
