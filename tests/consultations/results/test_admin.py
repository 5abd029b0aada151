"""The screens of the answering officers and of the publication."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from consultations.contributions.enums import State
from consultations.results.enums import AnswerDecision
from consultations.results.models import Answer, AnswerVersion, ResultsPublication
from consultations.results.services import AnsweredMeanwhile, answer_finding, publish_interim
from consultations.synthesis.enums import FindingState
from consultations.synthesis.findings.merging_services import merge_findings
from consultations.synthesis.models import Segment
from consultations.synthesis.services import assign
from notifications.models import OutboxMessage


@pytest.fixture
def segment(make_contribution):
    return make_contribution(title="Mehr Zeit").segments.get()


@pytest.fixture
def finding(cast, process, make_finding, segment):
    finding = make_finding()
    assign(process, [segment], actor=cast.analyst, finding=finding)
    return finding


def url(name, process, **kwargs):
    return reverse(f"results_admin:{name}", kwargs={"process_slug": process.slug, **kwargs})


GIVEN = {"decision": "accepted", "reason": "Das ist richtig.", "responsible": "Referat 51"}


@pytest.mark.parametrize(
    ("who", "read", "answer", "publish"),
    [
        ("officer", 200, 302, 403),
        ("lead", 200, 302, 302),
        ("analyst", 200, 403, 403),
        ("moderator", 200, 403, 403),
        ("editor", 403, 403, 403),
        ("observer", 403, 403, 403),
        ("outsider", 404, 404, 404),
        ("stakeholder", 302, 302, 302),
        (None, 302, 302, 302),
    ],
)
def test_who_may_what(client, cast, process, finding, who, read, answer, publish):
    if who:
        client.force_login(getattr(cast, who))
    one = {"number": finding.number}
    assert client.get(url("findings", process)).status_code == read
    assert client.get(url("answer", process, **one)).status_code == read
    assert client.post(url("answer", process, **one), GIVEN).status_code == answer
    assert Answer.objects.exists() is (who in ("officer", "lead"))
    answer_finding(finding, actor=cast.lead, decision="accepted", reason="R")
    gate = client.get(url("publish", process)).status_code
    assert gate == (200 if who == "lead" else publish)
    assert client.post(url("publish_interim", process, **one)).status_code == publish
    finding.refresh_from_db()
    assert finding.is_published is (who == "lead")
    assert client.post(url("publish", process)).status_code == publish
    assert ResultsPublication.objects.exists() is (who == "lead")


def test_publishing_ahead_is_post_only(client, cast, process, finding):
    client.force_login(cast.lead)
    assert client.get(url("publish_interim", process, number=finding.number)).status_code == 405


def test_a_decision_needs_a_reason(client, cast, process, finding):
    client.force_login(cast.officer)
    page = url("answer", process, number=finding.number)
    response = client.post(page, {"decision": "not_accepted", "reason": "  ", "responsible": "Referat 7"})
    assert "reason" in response.context["form"].errors
    assert "Referat 7" in response.content.decode()
    assert not Answer.objects.exists()
    assert client.post(page, {"decision": "open", "reason": ""}).status_code == 302
    assert Answer.objects.get().decision == AnswerDecision.OPEN


def test_a_published_answer_is_changed_but_not_taken_back(client, cast, process, finding):
    answer_finding(finding, actor=cast.officer, decision="accepted", reason="R")
    publish_interim(finding, actor=cast.lead)
    client.force_login(cast.officer)
    page = url("answer", process, number=finding.number)
    response = client.post(page, {"decision": "open", "reason": "R"})
    assert response.context["form"].non_field_errors()
    with pytest.raises(ValueError):
        answer_finding(finding, actor=cast.officer, decision="open", reason="")
    assert client.post(page, {"decision": "partly", "reason": "Anders."}).status_code == 302
    assert Answer.objects.get().decision == AnswerDecision.ACCEPTED
    assert AnswerVersion.objects.pending().get().decision == AnswerDecision.PARTLY


@pytest.mark.parametrize("answered_before", [False, True])
def test_of_two_officers_the_second_is_told(client, cast, process, finding, answered_before):
    if answered_before:
        answer_finding(finding, actor=cast.lead, decision="open", reason="Wir prüfen.")
    client.force_login(cast.officer)
    page = url("answer", process, number=finding.number)
    seen_at = client.get(page).context["form"]["seen_at"].value()
    answer_finding(finding, actor=cast.lead, decision="partly", reason="Von der Leitung.")
    response = client.post(page, {**GIVEN, "seen_at": seen_at})
    content = response.content.decode()
    assert response.status_code == 409
    assert "Von der Leitung." in content and GIVEN["reason"] in content
    assert Answer.objects.get().decision == AnswerDecision.PARTLY
    again = {**GIVEN, "seen_at": response.context["form"]["seen_at"].value()}
    assert client.post(page, again).status_code == 302
    assert Answer.objects.get().decision == AnswerDecision.ACCEPTED


def test_an_answer_to_a_finding_merged_meanwhile_is_given_back(client, cast, process, finding, make_finding):
    client.force_login(cast.officer)
    page = url("answer", process, number=finding.number)
    seen_at = client.get(page).context["form"]["seen_at"].value()
    other = make_finding()
    merge_findings(finding, other, actor=cast.analyst, reason="Sagt dasselbe.")
    response = client.post(page, {**GIVEN, "seen_at": seen_at})
    assert response.status_code == 409 and GIVEN["reason"] in response.text
    assert url("answer", process, number=other.number) in response.text and not Answer.objects.exists()
    assert "data-kw-blocks" not in client.get(page).text and "Antwort speichern" not in client.get(page).text


def test_the_service_compares_what_was_seen(cast, finding):
    answer = answer_finding(finding, actor=cast.officer, decision="accepted", reason="R", seen_at="none")
    with pytest.raises(AnsweredMeanwhile):
        answer_finding(finding, actor=cast.officer, decision="partly", reason="R", seen_at="none")
    answer_finding(finding, actor=cast.officer, decision="partly", reason="R", seen_at=answer.updated_at)


def test_the_history_tells_who_answered(client, cast, process, finding):
    answer_finding(finding, actor=cast.officer, decision="accepted", reason="Gute Gründe.")
    client.force_login(cast.officer)
    history = client.get(url("answer", process, number=finding.number)).context["history"]
    assert [(entry.who, entry.reason) for entry in history] == [(str(cast.officer), "Gute Gründe.")]


def test_the_gate_names_what_is_missing_and_where_to_go(client, cast, process, finding, segment, make_contribution):
    loose = make_contribution(title="Ohne Ergebnis").segments.get()
    make_contribution(state=State.PENDING)
    client.force_login(cast.lead)
    response = client.post(url("publish", process))
    page = response.content.decode()
    assert response.status_code == 409
    assert response.context["report"].pending == 1
    for contribution in (loose.contribution, segment.contribution):
        assert contribution.display_code in page
        assert contribution.title in page
    assert reverse("synthesis_admin:segment", kwargs={"process_slug": process.slug, "pk": loose.pk}) in page
    assert url("answer", process, number=finding.number) in page
    assert not ResultsPublication.objects.exists()
    finding.refresh_from_db()
    assert finding.state != FindingState.PUBLISHED


def test_the_gate_names_two_open_passages_of_one_contribution_differently(
    client, cast, process, finding, make_contribution, count_queries
):
    client.force_login(cast.lead)
    one = make_contribution(text="Schulen brauchen Zeit. Kitas brauchen Geld.").segments.get()
    before = count_queries(client, url("publish", process))
    rest = one.contribution.published_text.index("Kitas")
    Segment.objects.filter(pk=one.pk).update(start=0, end=rest)
    Segment.objects.create(contribution=one.contribution, start=rest, end=len(one.contribution.published_text))
    page = client.get(url("publish", process)).content.decode()
    names = []
    for segment in one.contribution.segments.order_by("start"):
        address = reverse("synthesis_admin:segment", kwargs={"process_slug": process.slug, "pk": segment.pk})
        names.append(" ".join(strip_tags(page.split(f'<a href="{address}">')[1].split("</a>")[0]).split()))
    first, second = names
    assert first != second and " 1 " in first and " 2 " in second
    assert "Schulen brauchen Zeit." in first and "Kitas brauchen Geld." in second
    assert all(name.endswith(one.contribution.display_code) for name in names)
    assert count_queries(client, url("publish", process)) == before


def test_the_gate_opens(client, cast, process, finding, django_capture_on_commit_callbacks):
    answer_finding(finding, actor=cast.officer, **GIVEN)
    client.force_login(cast.lead)
    assert client.get(url("publish", process)).context["report"].is_open
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url("publish", process))
    assert response.status_code == 302
    finding.refresh_from_db()
    assert finding.is_published
    publication = client.get(url("publish", process)).context["publications"].get()
    assert (publication.findings_count, publication.contributions_count) == (1, 1)
    assert OutboxMessage.objects.filter(kind="contribution_answered").count() == 1


def test_the_lists_take_the_same_queries_for_one_and_for_many(
    client, cast, process, finding, make_contribution, make_finding
):
    make_contribution(text="Lose.")
    make_finding(number=finding.number + 50)
    client.force_login(cast.lead)
    pages = [
        url("findings", process),
        url("answer", process, number=finding.number),
        url("publish", process),
        reverse("process_admin:dashboard", kwargs={"process_slug": process.slug}),
    ]

    def queries():
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(page).status_code == 200
            counts.append(len(captured))
        return counts

    queries()
    before = queries()
    rows = [make_contribution(text=f"Nr. {n}").segments.get() for n in range(40)]
    assign(process, rows[:20], actor=cast.analyst, finding=finding)
    for number in range(3):
        other = make_finding(number=finding.number + 1 + number)
        assign(process, [rows[20 + number]], actor=cast.analyst, finding=other)
    assert queries() == before


@pytest.mark.parametrize(
    ("who", "shown", "hidden"),
    [
        ("lead", ["moderation/", "auswertung/", "ergebnisse/veroeffentlichen/"], []),
        ("moderator", ["moderation/", "auswertung/"], ["ergebnisse/veroeffentlichen/"]),
        ("officer", ["ergebnisse/?status=offen"], ["/moderation/", '/auswertung/"']),
        ("observer", [], ["/moderation/", '/auswertung/"', "/ergebnisse/"]),
    ],
)
def test_the_dashboard_shows_the_work_of_the_person(client, cast, process, finding, who, shown, hidden):
    client.force_login(getattr(cast, who))
    page = client.get(reverse("process_admin:dashboard", kwargs={"process_slug": process.slug})).content.decode()
    for part in shown:
        assert part in page
    for part in hidden:
        assert part not in page


def test_the_funnel_counts_contributions(cast, process, finding, make_contribution):
    from consultations.results.admin_queries import funnel

    make_contribution(state=State.PENDING)
    make_contribution(state=State.REJECTED)
    make_contribution(text="Frei, nicht zugeordnet.")
    make_contribution(is_official_reply=True)

    def counts():
        return {step.key: step.count for step in funnel(process)}

    assert counts() == {"received": 4, "released": 2, "coded": 1, "answered": 0, "in_draft": 0}
    answer_finding(finding, actor=cast.officer, **GIVEN)
    assert counts()["answered"] == 1
