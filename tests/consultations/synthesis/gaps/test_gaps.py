"""The gap matrix: right numbers, links only where the person may go, the same queries for few and many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.contributions.models import Contribution
from consultations.process.hearing.models import Addressee
from consultations.process.models import Phase
from consultations.synthesis.gaps import queries
from consultations.synthesis.models import Segment
from regions.models import Region, RegionLevel
from tests.factories.accounts import OrganisationFactory, RegionFactory, StakeholderCategoryFactory
from tests.factories.consultations import ActionFieldFactory, ConferenceFactory, ThematicTableFactory


@pytest.fixture
def state(process):
    """Saxony-Anhalt with two districts and a municipality in the first; the process belongs to it."""
    land = RegionFactory(ags="15", name="Sachsen-Anhalt", level=RegionLevel.STATE)
    stendal = RegionFactory(ags="15090", name="Stendal", parent=land)
    RegionFactory(ags="15084", name="Burgenlandkreis", parent=land)
    RegionFactory(ags="15090535", name="Stendal, Stadt", level=RegionLevel.MUNICIPALITY, parent=stendal)
    process.region = land
    process.save()
    return {region.ags: region for region in Region.objects.all()}


@pytest.fixture
def clubs(state):
    return StakeholderCategoryFactory(slug="vereine", title="Vereine")


def url(process, name="gaps", query=""):
    return reverse(f"synthesis_admin:{name}", kwargs={"process_slug": process.slug}) + query


def numbers(found: queries.Matrix) -> dict:
    return {
        (row.ags, cell.category.slug if cell.category else None): (cell.said, cell.invited, cell.listed)
        for row in found.rows
        for cell in row.cells
        if cell.said or cell.invited or cell.listed
    }


def test_everything_admitted_counts_once_in_its_district(process, state, clubs, make_contribution):
    field = ActionFieldFactory(process=process)
    make_contribution(region=state["15090"], category=clubs, publication="internal")
    inside = make_contribution(region=state["15090535"], category=clubs)
    make_contribution(region=state["15090"], category=clubs, state="pending")
    make_contribution(region=state["15"], category=None)
    inside.segments.update(action_field=field)
    Segment.objects.create(contribution=inside, start=0, end=5, action_field=field)
    OrganisationFactory(category=clubs, region=state["15084"], state="verified")
    Addressee.objects.create(
        phase=Phase.objects.get(), name="Verein", name_key="verein", category=clubs, region=state["15084"]
    )

    found = queries.matrix(process)

    assert numbers(found) == {("15090", "vereine"): (2, 0, 0), ("15084", "vereine"): (0, 1, 1), ("", None): (1, 0, 0)}
    assert (found.said, found.silent, found.expected_gaps) == (3, 1, 1)
    assert numbers(queries.matrix(process, field))[("15090", "vereine")] == (1, 0, 0)
    assert [(row.said, row.districts, row.categories) for row in queries.by_field(process)] == [(1, 1, 1)]


def test_cards_count_for_the_district_of_their_conference(client, cast, process, state, make_contribution):
    conference = ConferenceFactory(process=process, region=state["15084"])
    table = ThematicTableFactory(conference=conference)
    silent = queries.matrix(process).silent
    make_contribution(target=table, channel="conference_card", category=None)

    found = queries.matrix(process)

    assert found.said == 0 and found.cards == 1
    assert {row.ags: row.cards for row in found.rows}["15084"] == 1 and found.silent == silent - 1
    client.force_login(cast.observer)
    assert "<td>1</td>" not in client.get(url(process)).content.decode()
    assert "<td>1</td>" in client.get(url(process, query="?karten=1")).content.decode()


def test_links_lead_only_where_the_person_may_go(client, cast, process, state, clubs, make_contribution):
    Phase.objects.update(is_formal_hearing=True)
    make_contribution(region=state["15090"], category=clubs)
    OrganisationFactory(category=clubs, region=state["15084"], state="verified")
    client.force_login(cast.lead)
    page = client.get(url(process))
    cells = {
        (line["row"].ags, entry["cell"].category.slug): entry
        for line in page.context["rows"]
        for entry in line["cells"]
        if entry["cell"].category
    }
    heard, gap = cells["15090", "vereine"], cells["15084", "vereine"]
    assert client.get(heard["said_url"]).context["page"].paginator.count == 1
    assert "15090" in heard["said_url"] and not gap["said_url"]
    picked = client.get(gap["pick_url"])
    assert picked.context["total"] == 1 and picked.context["is_asked"]

    client.force_login(cast.observer)
    html = client.get(url(process)).content.decode()
    assert "auswahl" not in html and "status=alle" not in html
    client.force_login(cast.outsider)
    assert client.get(url(process)).status_code == 404
    client.logout()
    assert client.get(url(process)).status_code == 302


def test_segments_are_found_by_region_and_category(client, cast, process, state, clubs, make_contribution):
    make_contribution(region=state["15090535"], category=clubs)
    make_contribution(region=None, category=None)
    make_contribution(region=state["15"], category=clubs)
    client.force_login(cast.analyst)

    def found(query):
        return client.get(url(process, "segments", f"?status=alle&{query}")).context["page"].paginator.count

    assert [found("region=15090"), found("region=keins"), found("category=vereine"), found("category=keins")] == [
        1,
        2,
        2,
        1,
    ]


def test_the_table_is_safe_and_has_every_cell(client, cast, process, state, clubs, make_contribution):
    Region.objects.filter(ags="15084").update(name="=HYPERLINK(1)")
    client.force_login(cast.observer)
    table = b"".join(client.get(url(process, "gaps_table")).streaming_content).decode()
    assert "'=HYPERLINK(1)" in table and ";=HYPERLINK" not in table
    found = queries.matrix(process)
    assert len(table.strip().splitlines()) == 1 + len(found.rows) * (len(found.categories) + 1)


def test_queries_do_not_grow(client, cast, process, state, clubs, make_contribution):
    client.force_login(cast.lead)
    first = make_contribution(region=state["15090"], category=clubs)
    client.get(url(process))
    with CaptureQueriesContext(connection) as few:
        client.get(url(process))
    for number in range(100, 140):
        region = RegionFactory(ags=f"15{number}", name=f"Kreis {number}")
        category = StakeholderCategoryFactory(slug=f"k{number % 20}", title=f"Kategorie {number % 20}")
        make_contribution(region=region, category=category)
    for number in range(12):
        ActionFieldFactory(process=process, title=f"Feld {number}")
    assert Contribution.objects.exclude(pk=first.pk).count() == 40
    with CaptureQueriesContext(connection) as many:
        client.get(url(process))
    assert len(many) == len(few)
