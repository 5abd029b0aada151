"""Reports by a worker: asked for, made, claimed, given up; who may fetch, publish and delete them."""

import hashlib
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.privacy import retention
from consultations.exports.reports import making, services
from consultations.exports.reports.docx import TemplateTrouble
from consultations.exports.reports.enums import Audience, ReportKind, ReportState, Step, Trouble
from consultations.exports.reports.models import ATTEMPTS, CLAIM_HELD, KEPT_FOR, ReportFile
from consultations.process.models import TeamMember
from frontend.typesetting import TypesettingFailed
from tests.consultations.exports.reports.conftest import content_of

MAGIC = {"pdf": b"%PDF", "docx": b"PK", "xlsx": b"PK", "zip": b"PK"}


def address(report, name="report"):
    return reverse(f"exports_admin:{name}", args=[report.process.slug, report.key])


@pytest.mark.parametrize("kind", ReportKind.values)
def test_somebody_asks_and_a_worker_makes_it(kind, client, cast, told, django_capture_on_commit_callbacks):
    client.force_login(cast.analyst)
    page = reverse("exports_admin:reports", args=[told.slug])
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page, {"kind": kind, "audience": "public"}).status_code == 302
    report = ReportFile.objects.get()
    content = content_of(report)
    assert report.state == ReportState.DONE and report.progress == 100 and content.startswith(MAGIC[kind])
    assert report.sha256 == hashlib.sha256(content).hexdigest() and report.size == len(content)
    response = client.get(address(report))
    assert b"".join(response.streaming_content) == content and "no-store" in response.headers["Cache-Control"]
    assert f".{kind}" in response.headers["Content-Disposition"]
    assert report.sha256 in client.get(page).content.decode()


def waiting(process, **fields):
    return ReportFile.objects.create(process=process, kind=ReportKind.PDF, **fields)


def test_asking_twice_makes_one(cast, process):
    reports = {services.ask_for(process, kind="pdf", audience="public", actor=cast.lead).pk for _click in range(2)}
    assert len(reports) == 1 == ReportFile.objects.count()


def test_the_row_says_how_far_it_is_and_renews_itself(client, cast, process):
    report = waiting(process, state=ReportState.WORKING, step=Step.SETTING, progress=45, claimed_at=timezone.now())
    client.force_login(cast.analyst)
    row = client.get(address(report, "report_state")).content.decode()
    assert "Seiten werden gesetzt" in row and 'value="45"' in row and "every 2s" in row
    page = client.get(reverse("exports_admin:reports", args=[process.slug])).content.decode()
    assert "Jetzt aktualisieren" in page, "without scripts there is a link"
    ReportFile.objects.update(state=ReportState.FAILED, trouble=Trouble.TEMPLATE, trouble_details="Es gibt kein Feld")
    row = client.get(address(report, "report_state")).content.decode()
    assert "Es gibt kein Feld" in row and "every 2s" not in row


def test_a_killed_worker_is_noticed_and_after_three_it_is_given_up(process, monkeypatch):
    report = waiting(process, created_at=timezone.now() - timedelta(hours=1))
    begun = []
    monkeypatch.setattr(making, "_make", lambda work: begun.append(work.report.attempts) or False)
    for _try in range(ATTEMPTS + 2):
        making.sweep()
        assert making.make(report.pk) is False, "somebody is at it"
        ReportFile.objects.update(claimed_at=timezone.now() - CLAIM_HELD - timedelta(seconds=1))
    report.refresh_from_db()
    assert begun == [1, 2, 3]
    assert report.state == ReportState.FAILED and report.trouble == Trouble.INTERRUPTED and not report.file


def test_a_worker_believed_dead_writes_nothing(told, monkeypatch):
    report, build = waiting(told), making.BUILDERS[ReportKind.PDF]

    def slow(work, path):
        path.write_bytes(b"%PDF von gestern")
        ReportFile.objects.update(attempts=2, claimed_at=timezone.now())

    monkeypatch.setitem(making.BUILDERS, ReportKind.PDF, slow)
    assert making.make(report.pk) is False
    report.refresh_from_db()
    assert report.state == ReportState.WORKING and not report.file
    monkeypatch.setitem(making.BUILDERS, ReportKind.PDF, build)


def test_deleting_stops_the_work_and_leaves_no_file(told, cast, monkeypatch):
    report = waiting(told)
    storage, names = report.file.storage, report.possible_files

    def build(work, path):
        path.write_bytes(b"%PDF")
        services.delete(work.report, actor=cast.lead)

    monkeypatch.setitem(making.BUILDERS, ReportKind.PDF, build)
    assert making.make(report.pk) is False
    assert not ReportFile.objects.exists() and not any(storage.exists(name) for name in names)


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (TemplateTrouble("Es gibt kein Feld „x“."), Trouble.TEMPLATE),
        (TypesettingFailed("typst"), Trouble.TYPESETTING),
        (RuntimeError("boom"), Trouble.OTHER),
    ],
)
def test_what_went_wrong_is_said_in_words(error, trouble, process, monkeypatch):
    def fails(work, path):
        path.write_bytes(b"half")
        raise error

    monkeypatch.setitem(making.BUILDERS, ReportKind.PDF, fails)
    report = waiting(process)
    assert making.make(report.pk) is False
    report.refresh_from_db()
    assert report.state == ReportState.FAILED and report.trouble == trouble and not report.file
    assert "boom" not in report.trouble_details


@pytest.mark.parametrize(
    ("name", "audience", "status"),
    [
        ("observer", Audience.PUBLIC, 200),
        ("observer", Audience.INTERNAL, 404),
        ("editor", Audience.INTERNAL, 404),
        ("analyst", Audience.INTERNAL, 200),
        ("officer", Audience.INTERNAL, 200),
        ("lead", Audience.INTERNAL, 200),
        ("admin", Audience.INTERNAL, 200),
        ("outsider", Audience.PUBLIC, 404),
        ("stakeholder", Audience.PUBLIC, 302),
        (None, Audience.PUBLIC, 302),
    ],
)
def test_who_may_fetch_a_report(name, audience, status, client, cast, process):
    report = done(process, audience=audience)
    if name:
        client.force_login(getattr(cast, name))
    assert client.get(address(report)).status_code in {status, 404 if status == 302 else status}
    if name and status != 200:
        with pytest.raises(PermissionDenied):
            services.ask_for(process, kind="zip", audience=audience, actor=getattr(cast, name))


def done(process, **fields):
    """A finished report without the work."""
    from django.core.files.base import ContentFile

    report = ReportFile(process=process, kind=ReportKind.PDF, state=ReportState.DONE, sha256="0" * 64, size=4,
                        attempts=1, finished_at=timezone.now(), **{"retractions_seen": 0} | fields)  # fmt: skip
    report.file.save("", ContentFile(b"%PDF"))
    return report


def test_who_left_the_team_is_refused_at_once(client, cast, process):
    report = done(process, requested_by=cast.analyst)
    client.force_login(cast.analyst)
    assert client.get(address(report)).status_code == 200
    TeamMember.objects.filter(user=cast.analyst).delete()
    assert client.get(address(report)).status_code in (302, 404)


def test_a_published_report_is_for_everybody_until_it_is_taken_back(client, cast, process):
    report = done(process)
    public = reverse("result_reports:report", args=[process.slug, report.key])
    results = reverse("results:results", args=[process.slug])
    assert client.get(public).status_code == 404 and public not in client.get(results).content.decode()
    client.force_login(cast.analyst)
    assert client.post(address(report, "report_publish")).status_code == 403
    client.force_login(cast.lead)
    client.post(address(report, "report_publish"))
    client.logout()
    assert b"".join(client.get(public).streaming_content) == b"%PDF"
    page = client.get(f"{results}?neu=1").content.decode()
    assert public in page and report.sha256 in page and "Auswertungsbericht (PDF)" in page
    client.force_login(cast.lead)
    client.post(address(report, "report_delete"))
    assert ReportFile.objects.exists(), "a published one is taken back first"
    client.post(address(report, "report_withdraw"))
    client.logout()
    assert client.get(public).status_code == 404


def test_an_internal_report_is_never_published(cast, process):
    report = done(process, audience=Audience.INTERNAL)
    with pytest.raises(PermissionDenied):
        services.publish(report, actor=cast.lead)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportFile.objects.update(published_at=timezone.now())


def test_old_reports_go_with_their_files_and_published_ones_stay(process, django_capture_on_commit_callbacks):
    old = timezone.now() - KEPT_FOR - timedelta(days=1)
    gone, kept = done(process, created_at=old), done(process, created_at=old, published_at=old)
    rule = next(rule for rule in retention.rules() if rule.key == "reports")
    assert rule.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert rule.apply() == 1
    assert not gone.file.storage.exists(gone.file.name) and kept.file.storage.exists(kept.file.name)


def test_the_list_costs_the_same_however_many_there_are(client, cast, process):
    client.force_login(cast.lead)
    url = reverse("exports_admin:reports", args=[process.slug])
    counts = []
    for number in (2, 25):
        ReportFile.objects.bulk_create(
            ReportFile(process=process, kind=ReportKind.PDF, state=ReportState.FAILED, requested_by=cast.analyst)
            for _index in range(number)
        )
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
