"""A report made before an answer was changed says so, to everybody and with a button to make it anew to the team."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations.exports.reports.models import ReportFile
from consultations.exports.reports.queries import results_changed_at
from consultations.results import services, versions
from consultations.results.models import AnswerVersion
from consultations.results.services import publish_interim
from tests.consultations.exports.reports.test_making import done
from tests.factories.consultations import FindingFactory, ProcessFactory


@pytest.fixture
def finding(cast, process):
    """A result that was published yesterday."""
    row = FindingFactory(process=process, released_at=timezone.now())
    services.answer_finding(row, decision="accepted", reason="Das stimmt.", actor=cast.officer)
    publish_interim(row, actor=cast.lead)
    AnswerVersion.objects.update(published_at=timezone.now() - timedelta(days=1))
    return row


@pytest.fixture
def report(process, finding):
    row = done(process, published_at=timezone.now())
    ReportFile.objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(hours=1))
    return row


def change(finding, cast, number):
    services.answer_finding(finding, decision="accepted", reason=f"Genauer {number}.", actor=cast.officer)
    return versions.publish_version(finding, seen=number, actor=cast.lead)


def public(client, process):
    return client.get(reverse("results:results", args=[process.slug]) + f"?neu={timezone.now():%f}")


def reports_of(response):
    """The reports a page lists, as its template has them."""
    return next(each["reports"] for each in response.context if "reports" in each)


def test_a_corrected_reason_is_said_beside_the_report_and_takes_nothing_down(client, cast, process, report, finding):
    assert results_changed_at(process) and reports_of(public(client, process))[0].changed_at is None
    change(finding, cast, 2)
    answer = public(client, process)
    shown = reports_of(answer)[0]
    day = timezone.localtime(shown.changed_at)
    assert day.date() == timezone.localdate() and str(day.year) in answer.content.decode()
    address = reverse("result_reports:report", args=[process.slug, report.key])
    assert address in answer.content.decode() and client.get(address).status_code == 200
    client.force_login(cast.lead)
    for url in (
        reverse("exports_admin:reports", args=[process.slug]),
        reverse("exports_admin:report_state", args=[process.slug, report.key]),
    ):
        page = client.get(url).content.decode()
        # It can still be fetched, and be made anew.
        assert reverse("exports_admin:report", args=[process.slug, report.key]) in page and "Neu erstellen" in page


def test_one_made_afterwards_has_it(client, cast, process, report, finding):
    change(finding, cast, 2)
    fresh = done(process, published_at=timezone.now())
    listed = {row.pk: row.changed_at for row in reports_of(public(client, process))}
    assert listed[fresh.pk] is None and listed[report.pk]


def test_a_result_that_came_later_counts(cast, client, process, report):
    later = FindingFactory(process=process, number=77, released_at=timezone.now())
    services.answer_finding(later, decision="partly", reason="Zum Teil.", actor=cast.officer)
    assert reports_of(public(client, process))[0].changed_at is None
    publish_interim(later, actor=cast.lead)
    assert reports_of(public(client, process))[0].changed_at


def test_what_nobody_reads_yet_and_other_processes_do_not_count(client, cast, process, report, finding):
    services.answer_finding(finding, decision="accepted", reason="Noch nicht öffentlich.", actor=cast.officer)
    other = FindingFactory(process=ProcessFactory(), released_at=timezone.now())
    services.answer_finding(other, decision="accepted", reason="Dort.", actor=cast.admin)
    publish_interim(other, actor=cast.admin)
    assert reports_of(public(client, process))[0].changed_at is None


def test_it_costs_one_query_however_many(client, cast, process, report, finding):
    def counted():
        with CaptureQueriesContext(connection) as captured:
            assert public(client, process).status_code == 200
        return len(captured)

    public(client, process)
    before = counted()
    for number in range(2, 6):
        change(finding, cast, number)
        ReportFile.objects.filter(pk=done(process, published_at=timezone.now()).pk).update(
            created_at="2026-01-01T00:00Z"
        )
    assert counted() == before
