"""What the tests of the results have in common."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from consultations.results.enums import AnswerDecision
from consultations.results.models import Answer, ParagraphChange
from consultations.results.versions import publish_version
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
def publish_newest(cast):
    """Publish the version of a published answer that waits: publish_newest(finding)."""

    def publish(finding):
        waiting = Answer.objects.get(finding=finding).working_version
        return publish_version(finding, seen=waiting, actor=cast.lead)

    return publish


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


@pytest.fixture
def many(process, make_contribution):
    """Write so many published, answered findings, each citing one of a few contributions: many(2000)."""
    from consultations.synthesis.models import Finding
    from tests.factories.consultations import ActionFieldFactory

    fields = [ActionFieldFactory(process=process, order=place) for place in range(3)]
    said = [make_contribution(text="Bitte mehr Zeit. " * 40) for _index in range(3)]

    def make(number: int) -> list[Finding]:
        start = Finding.objects.filter(process=process).count()
        Finding.objects.bulk_create(
            Finding(
                process=process,
                number=5000 + start + index,
                action_field=fields[index % 3],
                title=f"Ergebnis {index}",
                summary="Viele wünschen mehr Zeit. " * 5,
                state=FindingState.PUBLISHED,
                published_at=timezone.now(),
            )
            for index in range(number)
        )
        findings = list(Finding.objects.filter(process=process).order_by("number"))[start:]
        decisions = [AnswerDecision.ACCEPTED, AnswerDecision.PARTLY, AnswerDecision.NOT_ACCEPTED]
        Answer.objects.bulk_create(
            Answer(finding=finding, decision=decisions[index % 3], reason="Weil es so ist. " * 10)
            for index, finding in enumerate(findings)
        )
        Segment.objects.bulk_create(
            Segment(
                contribution=said[index % 3],
                start=start + index,
                end=start + index + 400,
                finding=finding,
                action_field=finding.action_field,
                assigned_at=timezone.now(),
            )
            for index, finding in enumerate(findings)
        )
        return findings

    return make
