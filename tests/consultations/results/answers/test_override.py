"""The gate names every obstacle; only the site administrator passes it, with a reason everybody reads."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from consultations.contributions.following.models import Follow
from consultations.process.dates import today
from consultations.process.enums import TargetKind
from consultations.results.answers.models import CosignRequest
from consultations.results.enums import AnswerDecision
from consultations.results.gate import GateClosed, inspect, standing_of
from consultations.results.models import Answer, AnswerVersion, ResultsPublication
from consultations.results.notify import tell_authors
from consultations.results.services import NothingToOverride, publish_interim, publish_results
from consultations.synthesis.models import Finding, Segment
from notifications.models import Notice, OutboxMessage

REASON = "Der Landtag berät morgen; die fehlenden Antworten folgen bis zum Monatsende."


def gate(process):
    return reverse("results_admin:publish", kwargs={"process_slug": process.slug})


@pytest.fixture
def half(cast, make_contribution, answered, cite):
    """One contribution is answered, another is not."""
    done, waiting = make_contribution(user=cast.member), make_contribution(user=cast.coordinator)
    cite(answered(published=False), done)
    return done, waiting


def test_a_text_nobody_released_keeps_the_gate_closed(cast, process, make_contribution, answered, cite):
    finding = answered(published=False, released_at=None)
    cite(finding, make_contribution())
    assert [kind.check for kind in inspect(process).kinds] == ["text_not_released"]
    with pytest.raises(ValueError, match="stands against"):
        publish_interim(finding, actor=cast.lead)
    Finding.objects.update(released_at=timezone.now())
    assert inspect(process).is_open


@pytest.mark.parametrize(("days", "checks"), [(None, ["no_date"]), (-1, ["examination_over"]), (0, []), (30, [])])
def test_an_examination_needs_a_day_that_is_not_over(process, make_contribution, answered, cite, days, checks):
    finding = answered(published=False, decision=AnswerDecision.OPEN)
    cite(finding, make_contribution())
    until = None if days is None else today() + timedelta(days=days)
    Answer.objects.update(examined_until=until)
    report = inspect(process)
    assert [kind.check for kind in report.kinds] == checks
    assert report.is_open is (days is not None and days >= 0)
    assert bool(standing_of(process).open) is (days is None)


@pytest.mark.parametrize("who", ["lead", "officer", "outsider", "analyst"])
def test_no_permission_passes_the_gate(cast, process, half, who):
    with pytest.raises((PermissionDenied, GateClosed)):
        publish_results(process, actor=getattr(cast, who), override_reason=REASON)
    assert not ResultsPublication.objects.exists()


def test_the_administrator_passes_with_a_reason_everybody_reads(client, cast, process, half):
    with pytest.raises(ValueError, match="reason"):
        publish_results(process, actor=cast.admin, override_reason="Eilt.")
    with pytest.raises(GateClosed):
        publish_results(process, actor=cast.admin)
    publication = publish_results(process, actor=cast.admin, override_reason=REASON)
    assert publication.override_open == {"contributions": 1}
    assert (publication.findings_count, publication.contributions_count) == (1, 1)
    assert AuditEntry.objects.get(action="results.publish_over_gate").reason == REASON
    content = client.get(reverse("results:results", args=[process.slug])).content.decode()
    assert REASON in content and "Beiträge ohne Antwort: 1" in content


def test_who_waits_is_not_told_of_an_answer_until_there_is_one(cast, process, half, answered, cite):
    _done, waiting = half
    assert tell_authors(publish_results(process, actor=cast.admin, override_reason=REASON)) == 1
    assert not OutboxMessage.objects.filter(recipient=cast.coordinator, kind="contribution_answered").exists()
    cite(answered(published=False), waiting)
    second = publish_results(process, actor=cast.lead)
    assert second.override_reason == "" and tell_authors(second) == 1
    assert OutboxMessage.objects.filter(recipient=cast.coordinator, kind="contribution_answered").count() == 1


def test_an_override_does_not_publish_a_text_nobody_released(cast, process, half, answered, make_contribution, cite):
    draft = answered(published=False, released_at=None)
    cite(draft, make_contribution(user=cast.stakeholder))
    publication = publish_results(process, actor=cast.admin, override_reason=REASON)
    draft.refresh_from_db()
    assert not draft.is_published and publication.contributions_count == 1
    assert tell_authors(publication) == 1


def test_with_nothing_to_override_the_reason_is_given_back(client, cast, process, make_contribution, answered, cite):
    cite(answered(published=False), make_contribution())
    client.force_login(cast.admin)
    refused = client.post(gate(process), {"override": "1", "reason": REASON})
    assert refused.status_code == 409 and REASON in refused.content.decode()
    assert not ResultsPublication.objects.exists()
    publish_results(process, actor=cast.admin)
    # Closed again; what is new goes out once.
    make_contribution()
    cite(answered(published=False), make_contribution())
    first = publish_results(process, actor=cast.admin, override_reason=REASON)
    assert publish_results(process, actor=cast.admin, override_reason=REASON) == first
    with pytest.raises(NothingToOverride):
        publish_results(process, actor=cast.admin, override_reason=REASON + " Wirklich.")
    with pytest.raises(PermissionDenied):
        publish_results(process, actor=cast.outsider, override_reason=REASON)


def test_the_reason_stands_there_although_only_changed_answers_went_out(
    client, cast, process, half, write, django_capture_on_commit_callbacks
):
    publish_results(process, actor=cast.admin, override_reason=REASON)
    finding = Finding.objects.get()
    write(finding, reason="Nun genauer begründet.")
    other = "Der Fehler in der Begründung soll nicht bis zum Monatsende stehen bleiben."
    client.force_login(cast.admin)
    assert client.post(gate(process), {"override": "1", "reason": other}).status_code == 302
    assert Answer.objects.get().reason == "Nun genauer begründet."
    second = process.publications.first()
    assert (second.override_reason, second.override_open) == (other, {"contributions": 1})
    page = client.get(reverse("results:results", args=[process.slug])).content.decode()
    assert other in page and REASON in page
    # The author of the changed answer is told of the change, not of an answer again.
    assert tell_authors(second) == 0
    assert publish_results(process, actor=cast.admin, override_reason=other) == second


def test_the_form_stands_there_for_administrators_only(client, cast, process, half):
    client.force_login(cast.lead)
    assert "override_form" not in client.get(gate(process)).context
    assert client.post(gate(process), {"override": "1", "reason": REASON}).status_code == 409
    client.force_login(cast.admin)
    assert "override_form" in client.get(gate(process)).context
    short = client.post(gate(process), {"override": "1", "reason": "Eilt sehr."})
    assert short.status_code == 400 and "Eilt sehr." in short.content.decode()
    assert client.post(gate(process), {"override": "1", "reason": REASON}).status_code == 302
    assert ResultsPublication.objects.get().override_reason == REASON


def test_every_obstacle_has_a_link_and_a_heading_in_constant_queries(
    client, cast, process, make_contribution, count_queries
):
    client.force_login(cast.admin)
    counts = []
    for number in (5, 200):
        _many_obstacles(process, make_contribution(), number)
        counts.append(count_queries(client, gate(process)))
    assert counts[0] == counts[1]
    content = client.get(gate(process)).content.decode()
    report = inspect(process)
    assert {kind.check for kind in report.kinds} == {"text_not_released", "examination_over", "signature"}
    assert all(obstacle.url in content for obstacle in report.obstacles)
    assert all(f'id="hindernis-{kind.check}"' in content for kind in report.kinds)


def _many_obstacles(process, contribution, number):
    start = Finding.objects.count()
    findings = Finding.objects.bulk_create(
        Finding(process=process, number=start + n + 1, title="T", summary="S") for n in range(number)
    )
    Segment.objects.bulk_create(
        Segment(contribution=contribution, start=n, end=n + 1, finding=row) for n, row in enumerate(findings)
    )
    answers = Answer.objects.bulk_create(
        Answer(finding=row, decision="open", reason="R", examined_until=today() - timedelta(days=1)) for row in findings
    )
    versions = AnswerVersion.objects.bulk_create(
        AnswerVersion(answer=row, number=1, decision="open", reason="R") for row in answers
    )
    CosignRequest.objects.bulk_create(CosignRequest(version=row, body="Stelle") for row in versions)


def test_mail_and_news_say_that_something_was_open(cast, process, half):
    Follow.objects.create(user=cast.stakeholder, process=process, target_kind=TargetKind.PROCESS)
    publication = publish_results(process, actor=cast.admin, override_reason=REASON)
    tell_authors(publication)
    mail = OutboxMessage.objects.get(kind="contribution_answered").body
    assert REASON in mail and "bevor alles geklärt war" in mail
    news = Notice.objects.filter(user=cast.stakeholder).latest("pk")
    assert "obwohl noch nicht alles geklärt ist" in news.text
