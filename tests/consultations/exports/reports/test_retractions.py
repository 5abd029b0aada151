"""A report made before something was taken back is given to nobody; the database notices, whoever took it back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations.contributions.attachments.models import Attachment
from consultations.contributions.enums import Publication, State
from consultations.contributions.models import Contribution
from consultations.contributions.own.services import withdraw_contribution
from consultations.exports.reports import retractions, services
from consultations.exports.reports.enums import Audience, ReportKind, Retracted
from consultations.exports.reports.models import KEPT_FOR, ReportFile, Retraction
from consultations.moderation.services import reject, release
from consultations.results.enums import AnswerDecision
from consultations.results.models import Answer
from consultations.synthesis.models import Finding
from tests.consultations.exports.reports.test_making import address, done
from tests.factories.consultations import ProcessFactory
from tests.factories.files import make_attachment


@pytest.fixture
def said(process, make_contribution):
    return make_contribution(text="Bitte kleinere Kurse. Herr Beispiel weiß es.", author_name="Eine Person")


def shorten(said, cast):
    rule = said.process.rules.first()
    release(said, actor=cast.moderator, expected_state=said.state, remove=["Herr Beispiel weiß es."], rule=rule)


def turn_down(said, cast):
    reject(said, actor=cast.moderator, expected_state=said.state, rule=said.process.rules.first())


def take_back(said, cast):
    withdraw_contribution(said, actor=said.user)


def keep_inside(said, cast):
    Contribution.objects.filter(pk=said.pk).update(publication=Publication.INTERNAL)


def forget_the_name(said, cast):
    Contribution.objects.filter(pk=said.pk).update(publication=Publication.CATEGORY, author_name="")


def delete(said, cast):
    said.segments.all().delete()
    said.delete()


def change_behind_the_models(said, cast):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE consultations_contribution SET published_text = 'kürzer' WHERE xtdcomment_ptr_id = %s", [said.pk]
        )


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (shorten, Retracted.CHANGED),
        (turn_down, Retracted.GONE),
        (take_back, Retracted.GONE),
        (keep_inside, Retracted.GONE),
        (forget_the_name, Retracted.CHANGED),
        (delete, Retracted.GONE),
        (change_behind_the_models, Retracted.CHANGED),
    ],
)
def test_what_was_taken_back_takes_the_report_along(act, kind, client, cast, process, said):
    report = done(process, published_at=timezone.now())
    public = reverse("result_reports:report", args=[process.slug, report.key])
    assert client.get(public).status_code == 200
    act(said, cast)
    assert {row.kind for row in Retraction.objects.all()} == {kind}
    assert client.get(public).status_code == 404
    assert public not in client.get(reverse("results:results", args=[process.slug]) + "?neu=1").content.decode()
    client.force_login(cast.lead)
    assert client.get(address(report)).status_code == 302, "nor is it given to staff"
    page = client.get(reverse("exports_admin:reports", args=[process.slug])).content.decode()
    assert said.display_code in page and "Nicht mehr öffentlich" in page and "Neu erstellen" in page


def test_it_is_not_published_but_made_anew(client, cast, process, said, django_capture_on_commit_callbacks):
    outdated = done(process)
    keep_inside(said, cast)
    with pytest.raises(services.Outdated):
        services.publish(outdated, actor=cast.lead)
    client.force_login(cast.lead)
    page = client.post(address(outdated, "report_publish"), follow=True).content.decode()
    assert "neu erstellen" in page and ReportFile.objects.get().published_at is None
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("exports_admin:reports", args=[process.slug]), {"kind": "pdf", "audience": "public"})
    fresh = ReportFile.objects.latest("pk")
    services.publish(fresh, actor=cast.lead)
    assert list(ReportFile.objects.public()) == [fresh] and fresh.retractions_seen == 1


def test_what_is_taken_back_while_it_is_made_counts(told, monkeypatch, cast):
    from consultations.exports.reports import making

    def build(work, path):
        path.write_bytes(b"%PDF")
        Contribution.objects.filter(state=State.RELEASED).first().delete()

    monkeypatch.setitem(making.BUILDERS, ReportKind.PDF, build)
    report = ReportFile.objects.create(process=told, kind=ReportKind.PDF)
    told.contributions.first().segments.all().delete()
    assert making.make(report.pk)
    report.refresh_from_db()
    assert report.is_outdated and report.retractions_seen == 0


def test_one_of_which_nothing_is_known_is_not_given_out(process):
    report = done(process, published_at=timezone.now(), retractions_seen=None)
    assert not ReportFile.objects.public().exists() and report.is_outdated


def test_attachments_results_answers_and_measures(process, said, make_finding, cast):
    make_attachment(said)
    Attachment.objects.update(is_released=True)
    finding = make_finding(number=7, state="published", published_at=timezone.now())
    hidden = make_finding(number=8)
    for row in (finding, hidden):
        Answer.objects.create(finding=row, decision=AnswerDecision.ACCEPTED, reason="Ja.")
    Answer.objects.update(reason="Ja, gern.")
    said.segments.update(finding=finding)
    assert not Retraction.objects.exists(), "neither new things nor other words of the ministry"
    Attachment.objects.update(is_released=False)
    Answer.objects.update(decision=AnswerDecision.OPEN)
    finding.removals.create(contribution=said, kind="taken_out", reason="Passt nicht.", removed_by=cast.lead)
    hidden.removals.create(contribution=said, kind="taken_out", reason="Passt nicht.", removed_by=cast.lead)
    Finding.objects.update(state="internal")
    found = list(Retraction.objects.order_by("pk").values_list("kind", "subject", "was_public"))
    assert found == [
        ("attachment", said.code, True),
        ("answer", "7", True),
        ("passage", "7", True),
        ("finding", "7", True),
    ]


def test_what_nobody_could_read_concerns_internal_reports_only(process, make_contribution, cast):
    inside = make_contribution(text="Nur intern.", publication=Publication.INTERNAL)
    waiting = make_contribution(text="Wartet.", state=State.PENDING)
    public, internal = done(process), done(process, audience=Audience.INTERNAL)
    turn_down(waiting, cast)
    assert not public.is_outdated and not internal.is_outdated
    turn_down(inside, cast)
    assert not public.is_outdated and internal.is_outdated
    assert list(ReportFile.objects.current()) == [public]


def test_other_processes_and_additions_change_nothing(process, said, make_contribution, cast):

    report = done(ProcessFactory())
    turn_down(said, cast)
    make_contribution(text="Neu.")
    assert not report.is_outdated and report.retractions_seen == 0


def test_the_file_goes_a_month_after_it_stopped_being_public(process, said, cast):
    old = timezone.now() - 2 * KEPT_FOR
    report = done(process, created_at=old, published_at=old)
    assert not ReportFile.objects.expired().exists()
    turn_down(said, cast)
    assert not ReportFile.objects.expired().exists(), "staff can still see why"
    Retraction.objects.update(at=timezone.now() - KEPT_FOR)
    assert list(ReportFile.objects.expired()) == [report]


def test_the_list_asks_once_for_all_reasons(client, cast, process, make_contribution):
    client.force_login(cast.lead)
    url, counts = reverse("exports_admin:reports", args=[process.slug]), []
    for number in (1, 8):
        for _index in range(number):
            done(process)
            keep_inside(make_contribution(text="Bitte."), cast)
        client.get(url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_triggers_step_aside_and_come_back(db):
    assert retractions.is_installed(connection)
    with retractions.lifted(connection):
        assert not retractions.is_installed(connection)
    assert retractions.is_installed(connection)
