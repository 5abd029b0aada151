"""The analysts' screens."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.contributions.enums import Channel, Kind, Publication, State
from consultations.synthesis.models import Finding
from consultations.synthesis.services import assign
from tests.factories.consultations import ActionFieldFactory, FindingFactory, make_version
from tests.factories.consultations import make_contribution as make_for


@pytest.fixture
def segment(make_contribution):
    return make_contribution(title="Mehr Zeit").segments.get()


@pytest.fixture
def finding(make_finding, process):
    return make_finding(action_field=ActionFieldFactory(process=process))


def url(name, process, **kwargs):
    return reverse(f"synthesis_admin:{name}", kwargs={"process_slug": process.slug, **kwargs})


ACCESS = [
    ("analyst", 200),
    ("moderator", 200),
    ("lead", 200),
    ("editor", 403),
    ("officer", 403),
    ("observer", 403),
    ("outsider", 404),
    ("stakeholder", 302),
    (None, 302),
]


@pytest.mark.parametrize(("who", "status"), ACCESS)
def test_who_gets_in(client, cast, process, segment, finding, who, status):
    if who:
        client.force_login(getattr(cast, who))
    pages = {
        url("segments", process): {"do": "assign", "segments": [segment.pk], "finding": finding.pk},
        url("segment", process, pk=segment.pk): {"do": "assign", "finding": finding.pk},
        url("create_finding", process): {"title": "Neu", "summary": "S"},
        url("finding", process, number=finding.number): {"title": "Anders", "summary": "S"},
    }
    for page in [*pages, url("findings", process)]:
        assert client.get(page).status_code == status
    for page, data in pages.items():
        assert client.post(page, data).status_code == (302 if status == 200 else status)
    segment.refresh_from_db()
    finding.refresh_from_db()
    allowed = status == 200
    assert (segment.finding == finding) is allowed
    assert Finding.objects.filter(title="Neu").exists() is allowed
    assert (finding.title == "Anders") is allowed


def test_a_cited_segment_is_changed_by_post_only(client, cast, process, segment, finding):
    assign(process, [segment], actor=cast.analyst, finding=finding)
    page = url("cited_segment", process, number=finding.number, pk=segment.pk)
    client.force_login(cast.officer)
    assert client.post(page, {"do": "take_out", "reason": "R"}).status_code == 403
    client.force_login(cast.analyst)
    assert client.get(page).status_code == 405
    client.post(page, {"do": "stance", "stance": "conditional"})
    segment.refresh_from_db()
    assert segment.stance == "conditional"
    client.post(page, {"do": "take_out", "reason": ""})
    segment.refresh_from_db()
    assert segment.finding == finding
    client.post(page, {"do": "take_out", "reason": "Gehört zu einem anderen."})
    segment.refresh_from_db()
    assert segment.finding is None


def test_many_at_once_keep_their_stances_unless_somebody_says_otherwise(
    client, cast, process, finding, segment, make_contribution
):
    new = make_contribution(title="Neu").segments.get()
    assign(process, [segment], actor=cast.analyst, finding=finding, stance="against")
    client.force_login(cast.analyst)
    data = {"do": "assign", "finding": finding.pk, "segments": [segment.pk, new.pk]}

    def stances(**more):
        client.post(url("segments", process), data | more)
        return [type(row).objects.get(pk=row.pk).stance for row in (segment, new)]

    assert stances() == ["against", ""], "nobody asked for another one, and nothing needed a reason"
    assert stances(stance="none") == ["against", ""], "against is not given up without a reason"
    assert stances(stance="none", reason="Missverstanden.") == ["", ""]
    assert stances(stance="for") == ["for", "for"]


def test_the_list_begins_with_what_is_open(client, cast, process, segment, finding, make_contribution):
    done = make_contribution(title="Zugeordnet").segments.get()
    make_contribution(state=State.PENDING, title="Noch nicht freigegeben")
    assign(process, [done], actor=cast.analyst, finding=finding)
    client.force_login(cast.analyst)
    response = client.get(url("segments", process))
    assert list(response.context["page"]) == [segment]
    progress = response.context["progress"]
    assert (progress.total, progress.done, progress.unassigned) == (2, 1, 1)
    assert "Noch nicht freigegeben" not in client.get(url("segments", process), {"status": "alle"}).content.decode()


def test_the_filters(client, cast, process, finding, make_contribution):
    one = make_contribution(title="Fahrkarten", kind=Kind.QUESTION, channel=Channel.LETTER).segments.get()
    two = make_contribution(title="Wohnungen").segments.get()
    assign(process, [one], actor=cast.analyst, finding=finding)
    client.force_login(cast.analyst)

    def found(**query):
        return {row.pk for row in client.get(url("segments", process), {"status": "alle", **query}).context["page"]}

    assert found() == {one.pk, two.pk}
    assert found(status="zugeordnet") == {one.pk}
    assert found(finding=finding.pk) == {one.pk}
    assert found(action_field=finding.action_field.pk) == {one.pk}
    assert found(action_field="keins") == {two.pk}
    assert found(kind="question") == {one.pk}
    assert found(channel="letter") == {one.pk}
    assert found(q="wohnung") == {two.pk}
    assert found(q=two.contribution.display_code) == {two.pk}
    assert found(action_field="unsinn", kind="unsinn") == {one.pk, two.pk}


def test_assigning_many_at_once(client, cast, process, finding, make_contribution):
    segments = [make_contribution(text=f"Nr. {n}").segments.get() for n in range(3)]
    client.force_login(cast.analyst)
    data = {"do": "assign", "finding": finding.pk, "stance": "for", "segments": [row.pk for row in segments]}
    response = client.post(url("segments", process) + "?status=offen&mark=alle&kind=proposal", data)
    assert response.url == url("segments", process) + "?status=offen&kind=proposal"
    assert finding.segments.filter(stance="for").count() == 3


def test_ticking_all_without_javascript(client, cast, process, segment):
    client.force_login(cast.analyst)
    response = client.get(url("segments", process), {"mark": "alle"})
    assert [row.is_marked for row in response.context["page"]] == [True]
    assert [row.is_marked for row in client.get(url("segments", process)).context["page"]] == [False]


def test_a_refused_form_keeps_the_ticks(client, cast, process, segment):
    client.force_login(cast.analyst)
    for data in ({"do": "no_answer"}, {"do": "take_out"}, {"do": "assign"}, {"do": "assign", "stance": "for"}):
        response = client.post(url("segments", process), {**data, "segments": [segment.pk]})
        assert response.status_code == 200
        assert response.context["form"].errors
        assert [row.is_marked for row in response.context["page"]] == [True]
    segment.refresh_from_db()
    assert (segment.finding, segment.no_answer_reason) == (None, "")


def test_segments_and_findings_of_another_process_are_refused(client, cast, process, other_process, segment, finding):
    foreign = make_for(make_version(other_process).paragraphs.first()).segments.get()
    foreign_finding = FindingFactory(process=other_process)
    client.force_login(cast.admin)
    client.post(url("segments", process), {"do": "assign", "finding": finding.pk, "segments": [segment.pk, foreign.pk]})
    client.post(url("segments", process), {"do": "assign", "finding": foreign_finding.pk, "segments": [segment.pk]})
    client.post(url("segment", process, pk=segment.pk), {"do": "assign", "finding": foreign_finding.pk})
    for row in (segment, foreign):
        row.refresh_from_db()
        assert row.finding is None
    assert client.get(url("segment", process, pk=foreign.pk)).status_code == 404


def test_one_by_one_the_next_open_one_follows(client, cast, process, finding, make_contribution):
    one, two = (make_contribution(text=f"Nr. {n}").segments.get() for n in range(2))
    client.force_login(cast.analyst)
    response = client.post(url("segment", process, pk=one.pk), {"do": "assign", "finding": finding.pk})
    assert response.url == url("segment", process, pk=two.pk)
    response = client.post(url("segment", process, pk=two.pk), {"do": "no_answer", "reason": "Nur Dank."})
    assert response.url == url("segments", process)


def test_a_finding_begun_from_a_segment_rests_on_it(client, cast, process, segment):
    client.force_login(cast.analyst)
    client.post(url("create_finding", process) + f"?segment={segment.pk}", {"title": "Neu", "summary": "S"})
    segment.refresh_from_db()
    assert segment.finding.title == "Neu"


def test_saving_over_somebody_elses_text_is_noticed(client, cast, process, finding):
    client.force_login(cast.analyst)
    page = url("finding", process, number=finding.number)
    seen_at = client.get(page).context["form"]["seen_at"].value()
    finding.summary = "Von jemand anderem."
    finding.save()
    response = client.post(page, {"title": "Meins", "summary": "Mein Text.", "seen_at": seen_at})
    content = response.content.decode()
    assert response.status_code == 409
    assert "Von jemand anderem." in content and "Mein Text." in content
    again = {"title": "Meins", "summary": "Mein Text.", "seen_at": response.context["form"]["seen_at"].value()}
    assert client.post(page, again).status_code == 302
    finding.refresh_from_db()
    assert finding.summary == "Mein Text."


def test_what_is_not_to_be_published_is_marked(client, cast, process, make_contribution):
    make_contribution(publication=Publication.INTERNAL)
    client.force_login(cast.analyst)
    assert "kw-internal" in client.get(url("segments", process)).content.decode()


def test_the_lists_take_the_same_queries_for_one_and_for_many(client, cast, process, make_contribution, finding):
    client.force_login(cast.analyst)
    pages = [
        url("segments", process) + "?status=alle",
        url("findings", process),
        url("finding", process, number=finding.number),
    ]

    def queries():
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as captured:
                client.get(page)
            counts.append(len(captured))
        return counts

    assign(process, [make_contribution().segments.get()], actor=cast.analyst, finding=finding)
    queries()
    before = queries()
    rows = [make_contribution(text=f"Nr. {n}").segments.get() for n in range(60)]
    assign(process, rows, actor=cast.analyst, finding=finding)
    for _number in range(5):
        FindingFactory(process=process, number=finding.number + 1 + _number)
    assert queries() == before
