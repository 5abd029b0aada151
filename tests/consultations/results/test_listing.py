"""The results of a process narrowed down and page by page, and one result with what is behind it."""

import pytest
from django.urls import reverse

from consultations.contributions.enums import Publication, State
from consultations.results import queries
from consultations.results.views import FINDINGS_PER_PAGE
from tests.factories.accounts import RegionFactory, StakeholderCategoryFactory
from tests.factories.consultations import ActionFieldFactory, make_version


def page(client, process, **query):
    response = client.get(reverse("results:results", args=[process.slug]), query)
    assert response.status_code == 200
    return response


def shown(client, process, **query) -> list[str]:
    """Titles of the findings on the page."""
    fields = page(client, process, **query).context["fields"]
    return [result.finding.title for row in fields for result in row.findings]


@pytest.fixture
def three(process, version, answered, cite, change, make_contribution):
    """Three published findings: "Kurse" changed the draft, "Übergänge" was not taken up, "Geld" is about all fields."""
    second = make_version(process, number=2, texts={"k1-1": "Ganz neuer Text."})
    field = ActionFieldFactory(process=process, slug="sprache", title="Sprache")
    courses = answered(title="Kurse", action_field=field)
    change(second, "k1-1", courses)
    cite(courses, make_contribution(category=StakeholderCategoryFactory(slug="kommunen", title="Kommunen")))
    answered(title="Übergänge", action_field=field, decision="not_accepted", reason="Die Länder haben kein Geld dafür.")
    answered(title="Geld", decision="partly")
    answered(title="Geheim", action_field=field, published=False)
    return courses


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ({}, ["Kurse", "Übergänge", "Geld"]),
        ({"feld": "sprache"}, ["Kurse", "Übergänge"]),
        ({"feld": "uebergreifend"}, ["Geld"]),
        ({"entscheidung": "partly"}, ["Geld"]),
        ({"entwurf": "geaendert"}, ["Kurse"]),
        ({"entwurf": "unveraendert"}, ["Übergänge", "Geld"]),
        ({"gruppe": "kommunen"}, ["Kurse"]),
        ({"suche": "geld"}, ["Übergänge", "Geld"]),
        ({"suche": "ÜBERGÄNGE"}, ["Übergänge"]),
        ({"suche": "geheim"}, []),
        ({"feld": "sprache", "entscheidung": "not_accepted"}, ["Übergänge"]),
        ({"feld": "gibt-es-nicht", "entscheidung": "unsinn"}, ["Kurse", "Übergänge", "Geld"]),
    ],
)
def test_results_are_narrowed_by_the_address(client, process, three, query, titles):
    assert shown(client, process, **query) == titles


def test_a_number_finds_its_result(client, process, three):
    assert shown(client, process, suche=str(three.number)) == ["Kurse"]


def test_the_page_says_how_many_of_how_many_and_offers_what_exists(client, process, three):
    html = page(client, process, feld="sprache").content.decode()
    assert "2 von 3 Ergebnissen" in html
    assert '<option value="kommunen">' in html
    empty = page(client, process, suche="gibt es nicht").content.decode()
    assert "kd-empty" in empty
    assert "Filter entfernen" in empty


def test_many_results_take_as_many_queries_as_few_and_fit_a_page(client, process, many, count_queries):
    url = reverse("results:results", args=[process.slug])
    many(20)
    client.get(url)
    few = count_queries(client, url)
    many(380)
    assert count_queries(client, url) == few
    response = client.get(url)
    assert response.context["total"] == 400
    assert len(response.content) < 200_000
    assert sum(len(row.findings) for row in response.context["fields"]) == FINDINGS_PER_PAGE


def test_every_result_is_on_exactly_one_page(client, process, many):
    many(25)
    titles = [title for number in (1, 2, 3) for title in shown(client, process, page=number)]
    assert sorted(titles) == sorted(f"Ergebnis {index}" for index in range(25))


# --- One result -----------------------------------------------------------------------------------------------------


def result_page(client, finding, **query):
    return client.get(reverse("results:finding", args=[finding.process.slug, finding.number]), query)


def test_contributions_behind_a_result_are_narrowed_by_position_and_group(client, answered, cite, make_contribution):
    finding = answered()
    group = StakeholderCategoryFactory(slug="kommunen", title="Kommunen")
    cite(finding, make_contribution(title="Dafür", category=group), stance="for")
    cite(finding, make_contribution(title="Dagegen"), stance="against")
    cite(finding, make_contribution(title="Ohne Haltung"))

    def titles(**query):
        return [source.title for source in result_page(client, finding, **query).context["sources"]]

    assert titles() == ["Dafür", "Dagegen", "Ohne Haltung"]
    assert titles(haltung="against") == ["Dagegen"]
    assert titles(haltung="ohne") == ["Ohne Haltung"]
    assert titles(gruppe="kommunen", haltung="for") == ["Dafür"]
    assert "0 von 3 Beiträgen" in result_page(client, finding, gruppe="kommunen", haltung="against").content.decode()


@pytest.mark.parametrize(("hidden", "told"), [(1, 0), (2, 0), (3, 3), (4, 4)])
def test_contributions_that_are_not_public_are_counted_only_where_nobody_can_be_guessed(
    client, answered, cite, make_contribution, hidden, told
):
    finding = answered()
    cite(finding, make_contribution())
    for index in range(hidden):
        how = {"publication": Publication.INTERNAL} if index else {"state": State.MERGED}
        if "state" in how:
            how["merged_into"] = make_contribution()
        cite(finding, make_contribution(**how))
    assert queries.results_for([finding])[0].told_hidden == told
    assert (f"{told} weitere Beiträge dahinter" in result_page(client, finding).content.decode()) == bool(told)


def test_a_merged_result_leads_to_the_one_it_became_part_of(client, answered):
    standing, hidden = answered(), answered(published=False)
    merged = answered(merged_into=standing, published=False)
    assert merged not in queries.published_findings()
    response = result_page(client, merged)
    assert response.status_code == 302
    assert response.url == reverse("results:finding", args=[standing.process.slug, standing.number])
    assert result_page(client, answered(merged_into=hidden, published=False)).status_code == 404


def test_regions_of_contributions_are_told_on_the_page_of_a_result(client, answered, cite, make_contribution):
    finding = answered()
    region = RegionFactory(ags="15090", name="Stendal (Test)")
    cite(finding, make_contribution(region=region), make_contribution())
    assert region.name in result_page(client, finding).content.decode()
