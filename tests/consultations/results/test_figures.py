"""The results in numbers: what is counted adds up, is public, and can be taken along."""

from xml.etree import ElementTree

import pytest
from django.urls import reverse

from consultations.contributions.enums import Publication
from consultations.results.figures import figure
from consultations.results.models import ResultsPublication
from consultations.synthesis.models import Segment
from tests.factories.accounts import StakeholderCategoryFactory
from tests.factories.consultations import ActionFieldFactory

NAMES = ["entscheidungen", "handlungsfelder", "gruppen", "regionen"]


@pytest.fixture
def said(process, answered, cite, make_contribution):
    """Of four public contributions two are answered, one needs no answer, one waits; an internal one counts nowhere."""
    field = ActionFieldFactory(process=process, title="Sprache")
    group = StakeholderCategoryFactory(slug="kommunen", title="Kommunen")
    cite(answered(action_field=field), make_contribution(category=group), make_contribution(category=group))
    cite(answered(published=False, decision="not_accepted", action_field=field), make_contribution(category=group))
    thanks = make_contribution(category=group)
    Segment.objects.filter(contribution=thanks).update(no_answer_reason="Nur ein Dank.")
    cite(answered(decision="forwarded"), make_contribution(category=group, publication=Publication.INTERNAL))
    return group


def counts(process, name):
    return {bar.label: bar.counts for bar in figure(process, name).bars}


def test_groups_count_passages_by_what_everybody_may_know(process, said):
    assert counts(process, "gruppen") == {"Kommunen": {"accepted": 2, "waiting": 2}}
    ResultsPublication.objects.create(process=process, findings_count=0, contributions_count=0)
    assert counts(process, "gruppen") == {"Kommunen": {"accepted": 2, "waiting": 1, "none": 1}}


def test_results_are_counted_by_decision_and_field(process, said):
    assert list(counts(process, "handlungsfelder").values()) == [{"accepted": 1}, {"forwarded": 1}]
    assert figure(process, "entscheidungen").total == figure(process, "handlungsfelder").total == 2
    assert figure(process, "entscheidungen").keys == ["accepted", "forwarded"]


def test_nothing_is_counted_of_an_unpublished_process(client, process, said):
    process.is_published = False
    process.save()
    assert [figure(process, name).total for name in NAMES] == [0, 0, 0, 0]
    assert client.get(reverse("results:numbers", args=[process.slug])).status_code == 404
    assert client.get(reverse("results:picture", args=[process.slug, "gruppen"])).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_each_figure_is_a_picture_and_a_table_with_the_same_numbers(client, process, said, name):
    process.demo_notice = "Demonstrationsdaten."
    process.save()
    picture = client.get(reverse("results:picture", args=[process.slug, name]))
    assert picture["Content-Type"] == "image/svg+xml"
    root = ElementTree.fromstring(picture.content)
    assert "Demonstrationsdaten." in " ".join(root.itertext())
    table = b"".join(client.get(reverse("results:table", args=[process.slug, name]))).decode()
    assert table.startswith("\ufeff")
    assert "Demonstrationsdaten." in table
    assert f"{figure(process, name).total}\r\n" in table


def test_an_unknown_figure_is_not_found(client, process, said):
    for way in ("picture", "table"):
        assert client.get(reverse(f"results:{way}", args=[process.slug, "unsinn"])).status_code == 404


def test_the_page_has_every_figure_as_a_table(client, process, said):
    html = client.get(reverse("results:numbers", args=[process.slug])).content.decode()
    for name in NAMES:
        assert f'id="{name}"' in html
    assert html.count("<table") >= 4
    assert "style=" not in html


def test_the_page_of_numbers_takes_as_many_queries_for_many_results(client, process, many, count_queries):
    url = reverse("results:numbers", args=[process.slug])
    many(3)
    client.get(url)
    few = count_queries(client, url)
    many(200)
    assert count_queries(client, url) == few
