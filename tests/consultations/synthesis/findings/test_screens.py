"""The screens of findings: who stands where, what is not covered, what waits."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.contributions.models import Contribution
from consultations.synthesis.enums import Stance
from consultations.synthesis.findings.admin_queries import topics, uncovered
from consultations.synthesis.findings.positions import matrices
from consultations.synthesis.findings.services import create_finding
from consultations.synthesis.models import Segment, Topic
from regions.models import Region
from tests.factories.accounts import StakeholderCategoryFactory
from tests.factories.consultations import ActionFieldFactory


@pytest.fixture
def finding(make_finding, process):
    return make_finding(action_field=ActionFieldFactory(process=process), released_at=None)


def url(name, process, **kwargs):
    return reverse(f"synthesis_admin:{name}", kwargs={"process_slug": process.slug, **kwargs})


@pytest.fixture
def said(make_contribution, finding):
    """Put a contribution behind the finding: said(stance, category=..., region=...)."""

    def make(stance, **fields):
        contribution = make_contribution(**fields)
        contribution.segments.update(finding=finding, action_field=finding.action_field, stance=stance)
        return contribution

    return make


def test_who_stands_where_and_the_way_to_them(client, cast, process, finding, said):
    town = StakeholderCategoryFactory(slug="kommunen")
    district = Region.objects.create(level="district", ags="15082", name="Anhalt")
    place = Region.objects.create(level="municipality", ags="15082005", name="Aken", parent=district)
    first = said(Stance.AGAINST, category=town, region=place, title="Gegen eins")
    # Two passages of one contribution are one contribution.
    Segment.objects.create(contribution=first, start=0, end=5, finding=finding, stance=Stance.AGAINST)
    said(Stance.FOR, category=town, region=district, title="Dafür eins")
    said("", title="Offen eins")
    by_category, by_district = matrices(finding)
    row = next(row for row in by_category.rows if row.label == str(town))
    assert [cell.count for cell in row.cells] == [1, 0, 1, 0, 0] and row.total.count == 2
    row = next(row for row in by_district.rows if row.label == "Anhalt")
    assert [cell.count for cell in row.cells] == [1, 0, 1, 0, 0]

    client.force_login(cast.analyst)
    page = url("finding", process, number=finding.number)
    html = client.get(page).content.decode()
    assert f'href="?{row.cells[2].query}#kw-cited"'.replace("&", "&amp;") in html and "<svg" in html
    narrowed = client.get(f"{page}?{row.cells[2].query}").content.decode().partition('id="kw-cited"')[2]
    assert "Gegen eins" in narrowed and "Dafür eins" not in narrowed and "Offen eins" not in narrowed


def test_what_is_not_covered_is_taken_in_or_needs_no_answer(client, cast, process, finding, make_contribution):
    other_field = ActionFieldFactory(process=process)
    topic = Topic.objects.create(action_field=finding.action_field, title="Zeit")
    near, elsewhere, settled = (make_contribution().segments.get() for _ in range(3))
    Segment.objects.filter(pk__in=[near.pk, settled.pk]).update(action_field=finding.action_field, topic=topic)
    Segment.objects.filter(pk=elsewhere.pk).update(action_field=other_field)
    assert set(uncovered(finding)) == {near, settled}
    assert [(row.topic, row.uncovered) for row in topics(process)] == [(topic, 2), (None, 1)]

    client.force_login(cast.analyst)
    html = client.get(url("finding", process, number=finding.number)).content.decode()
    assert "2 Passagen zu diesem Thema sind nicht berücksichtigt" in html
    listed = client.get(url("uncovered_topics", process) + f"?offen=t{topic.pk}").content.decode()
    assert near.contribution.display_code in listed and elsewhere.contribution.display_code not in listed

    def post(segment, **data):
        client.post(url("uncovered_segment", process, number=finding.number, pk=segment.pk), data)
        segment.refresh_from_db()

    post(near, do="take_in", stance="against")
    assert (near.finding, near.stance, near.topic) == (finding, "against", topic)
    post(settled, do="no_answer", reason="")
    assert settled.no_answer_reason == ""
    post(settled, do="no_answer", reason="Nur Dank.")
    assert settled.no_answer_reason == "Nur Dank." and not uncovered(finding).exists()


@pytest.mark.parametrize(("who", "status"), [("officer", 403), ("outsider", 404), ("stakeholder", 302), (None, 302)])
def test_who_gets_in(client, cast, process, finding, who, status):
    if who:
        client.force_login(getattr(cast, who))
    one = {"number": finding.number}
    for name in ("finding_history", "merge_finding", "split_finding", "finding"):
        assert client.get(url(name, process, **one)).status_code == status
    assert client.get(url("uncovered_topics", process)).status_code == status
    assert client.post(url("release_finding", process, **one)).status_code == status
    finding.refresh_from_db()
    assert finding.released_at is None


def test_a_second_person_finds_and_releases_a_text(client, cast, process):
    finding = create_finding(process, title="T", summary="S", action_field=None, actor=cast.analyst)
    dashboard = reverse("process_admin:dashboard", kwargs={"process_slug": process.slug})
    page = url("finding", process, number=finding.number)
    client.force_login(cast.analyst)
    assert "Wartet auf Freigabe" not in client.get(dashboard).content.decode()
    assert "Sie haben diesen Text geschrieben" in client.get(page).content.decode()
    client.post(url("release_finding", process, number=finding.number), {"seen": ""})
    finding.refresh_from_db()
    assert finding.released_at is None
    client.force_login(cast.moderator)
    assert "Wartet auf Freigabe" in client.get(dashboard).content.decode()
    seen = client.get(page).context["release_token"]
    assert client.get(url("findings", process) + "?status=freigabe").context["findings"] == [finding]
    client.post(url("release_finding", process, number=finding.number), {"seen": seen})
    finding.refresh_from_db()
    assert finding.released_by == cast.moderator


def test_the_screen_takes_the_same_queries_for_few_and_for_many(client, cast, process, finding, said):
    client.force_login(cast.analyst)
    addresses = [
        url("finding", process, number=finding.number),
        url("findings", process),
        url("finding_history", process, number=finding.number),
        url("uncovered_topics", process),
    ]

    def count():
        for address in addresses:
            client.get(address)
        with CaptureQueriesContext(connection) as captured:
            for address in addresses:
                assert client.get(address).status_code == 200
        return len(captured)

    first = said(Stance.AGAINST)
    said(Stance.FOR)
    few = count()
    length = len(first.published_text)
    whole = Contribution.objects.get(pk=first.pk)
    Segment.objects.bulk_create(
        Segment(
            contribution=whole,
            start=n % (length - 1),
            end=length,
            finding=finding if n % 2 else None,
            action_field=finding.action_field,
            stance=Stance.AGAINST if n % 2 else "",
        )
        for n in range(200)
    )
    assert count() - few <= 2, "only the pages of the list may cost something"
