"""The synopsis: what it shows, in which order, and what it keeps to itself."""

import pytest
from django.urls import reverse

from consultations.contributions.enums import Publication, State
from consultations.results.models import Answer, ResultsPublication
from consultations.results.queries import decision_shares, decisions_overview, published_findings
from consultations.results.synopsis import views
from consultations.synthesis.models import Segment
from tests.factories.accounts import StakeholderCategoryFactory
from tests.factories.consultations import ActionFieldFactory, make_version


def url(process, name="synopsis"):
    return reverse(f"synopsis:{name}", args=[process.slug])


def rows(client, process, **query):
    response = client.get(url(process), query)
    assert response.status_code == 200
    return response.context["rows"]


def titles(client, process, **query) -> list[str]:
    return [row.contribution.title for row in rows(client, process, **query)]


@pytest.fixture
def said(process, version, answered, cite, make_contribution):
    """Contributions to three paragraphs: "Eins" is taken up, "Zwei" not, "Drei" waits for an unpublished answer."""
    field = ActionFieldFactory(process=process, slug="sprache", title="Sprache", order=1)
    other = ActionFieldFactory(process=process, slug="arbeit", title="Arbeit", order=2)
    group = StakeholderCategoryFactory(slug="kommunen", title="Kommunen")
    places = {lineage: version.paragraphs.get(lineage=lineage) for lineage in ("k1-1", "k1-2", "k2-1")}
    one = make_contribution(title="Eins", target=places["k2-1"], text="Mehr Kurse am Abend.", category=group)
    two = make_contribution(title="Zwei", target=places["k1-2"])
    three = make_contribution(title="Drei", target=places["k1-1"])
    cite(answered(title="Abendkurse", action_field=field, number=7), one)
    cite(answered(title="Geld", action_field=other, decision="not_accepted", number=3), two)
    cite(answered(title="Geheimes Ergebnis", reason="Geheimer Grund", published=False, number=1), three)
    return one, two, three


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Drei", "Zwei", "Eins"]),
        ({"sort": "-absatz"}, ["Eins", "Zwei", "Drei"]),
        ({"sort": "eingang"}, ["Eins", "Zwei", "Drei"]),
        ({"sort": "ergebnis"}, ["Zwei", "Eins", "Drei"]),
        ({"sort": "-ergebnis"}, ["Eins", "Zwei", "Drei"]),
        ({"sort": "feld"}, ["Eins", "Zwei", "Drei"]),
        ({"sort": "entscheidung"}, ["Eins", "Zwei", "Drei"]),
        ({"sort": "unsinn"}, ["Drei", "Zwei", "Eins"]),
        ({"feld": "arbeit"}, ["Zwei"]),
        ({"entscheidung": "accepted"}, ["Eins"]),
        ({"entscheidung": "waiting"}, ["Drei"]),
        ({"gruppe": "kommunen"}, ["Eins"]),
        ({"kapitel": "k1"}, ["Drei", "Zwei"]),
        ({"absatz": "1.2"}, ["Zwei"]),
        ({"absatz": "9.9"}, []),
        ({"suche": "kurse abend"}, ["Eins"]),
        ({"suche": "geld"}, ["Zwei"]),
        ({"suche": "geheim"}, []),
    ],
)
def test_rows_are_sorted_and_narrowed_by_the_address(client, process, said, query, expected):
    assert titles(client, process, **query) == expected


def test_an_unpublished_answer_is_in_no_row_no_order_and_no_table(client, process, said):
    pages = [client.get(url(process)), client.get(url(process), {"druck": "1"})]
    texts = [response.content.decode() for response in pages]
    texts.append(b"".join(client.get(url(process, "table"))).decode())
    for text in texts:
        assert "Drei" in text
        assert "In Auswertung" in text
        assert "eheim" not in text
    # Its number is the lowest, and yet it comes last in both directions.
    assert titles(client, process, sort="ergebnis")[-1] == titles(client, process, sort="-ergebnis")[-1] == "Drei"


def test_only_public_contributions_are_in_it(client, process, said, make_contribution):
    for fields in (
        {"publication": Publication.INTERNAL},
        {"state": State.PENDING},
        {"state": State.REJECTED},
        {"is_official_reply": True},
    ):
        make_contribution(title="Nicht hier", **fields)
    make_contribution(title="Ohne Namen", publication=Publication.CATEGORY, organisation_name="Geheimer Verein")
    html = client.get(url(process)).content.decode()
    assert "Nicht hier" not in html
    assert "Ohne Namen" in html
    assert "Geheimer Verein" not in html
    assert titles(client, process, suche="Geheimer Verein") == []


def test_no_answer_is_needed_once_the_results_are_published(client, process, version, make_contribution):
    Segment.objects.filter(contribution=make_contribution()).update(no_answer_reason="Interne Begründung")
    assert [row.outcome for row in rows(client, process)] == ["waiting"]
    ResultsPublication.objects.create(process=process, findings_count=0, contributions_count=0)
    assert [row.outcome for row in rows(client, process)] == ["none"]
    assert "Interne Begründung" not in client.get(url(process)).content.decode()


def test_a_changed_paragraph_is_linked(client, process, version, said, change):
    second = make_version(process, number=2, texts={"k2-1": "Kurse auch am Abend."})
    change(second, "k2-1", said[0].segments.get().finding)
    found = {row.contribution.title: row for row in rows(client, process)}
    assert [entry.number for entry in found["Eins"].changes] == ["2.1"]
    assert f'href="{found["Eins"].changes[0].url}"' in client.get(url(process)).content.decode()


def test_the_column_that_sorts_says_so(client, process, said):
    html = client.get(url(process), {"sort": "-feld", "gruppe": "kommunen"}).content.decode()
    assert html.count("aria-sort=") == 1
    assert 'aria-sort="descending"' in html
    # The way back to ascending keeps the filter.
    assert "gruppe=kommunen&amp;sort=feld#liste" in html or "sort=feld&amp;gruppe=kommunen#liste" in html


def test_the_print_has_all_rows_in_parts_that_name_each_other(client, process, said, monkeypatch):
    response = client.get(url(process), {"druck": "1", "sort": "eingang"})
    assert [row.contribution.title for row in response.context["rows"]] == ["Eins", "Zwei", "Drei"]
    assert "kd-pagination" not in response.content.decode()
    monkeypatch.setattr(views, "PRINT_LIMIT", 2)
    printed = []
    for part in (1, 2):
        response = client.get(url(process), {"druck": "1", "sort": "eingang", "teil": part})
        html = response.content.decode()
        assert f"Teil {part} von 2" in html and "teil=" in html and "sort=eingang" in html
        printed += [row.contribution.title for row in response.context["rows"]]
    assert printed == ["Eins", "Zwei", "Drei"]
    assert client.get(url(process), {"druck": "1", "teil": "x"}).context["part"].number == 1


def test_without_a_day_by_which_it_is_decided_nothing_counts_as_examined(
    client, process, answered, make_contribution, cite
):
    promised, vague = answered(decision="open", reason="Wir prüfen."), answered(decision="open", reason="Mal sehen.")
    Answer.objects.filter(finding=promised).update(examined_until="2999-01-01")
    for finding in (promised, vague):
        cite(finding, make_contribution(title=f"Zu {finding.number}"))
    shown = {row.contribution.title: row.outcome for row in rows(client, process)}
    assert shown == {f"Zu {promised.number}": "open", f"Zu {vague.number}": "waiting"}
    assert decisions_overview(process)[0] == {"open": 1, "waiting": 1}
    assert {share.key: share.count for share in decision_shares(list(published_findings(process)))} == {
        "open": 1,
        "waiting": 1,
    }
    results = reverse("results:results", kwargs={"process_slug": process.slug})
    page = client.get(results, {"entscheidung": "waiting"}).content.decode()
    assert vague.title in page and promised.title not in page.split("kd-pagination")[0].split("</form>")[-1]


def test_the_table_has_the_whole_text_and_nothing_that_runs(client, process, make_contribution, said):
    make_contribution(title='=HYPERLINK("x")', text="Lang. " * 400)
    text = b"".join(client.get(url(process, "table"), {"sort": "eingang"})).decode()
    assert text.count("\r\n") == 5
    assert "'=HYPERLINK" in text
    assert "Lang. " * 300 in text


def test_many_rows_take_as_many_queries_as_few_and_fit_a_page(client, process, many, count_queries):
    many(30)
    addresses = [url(process), f"{url(process)}?sort=entscheidung&suche=zeit", f"{url(process)}?druck=1"]
    for address in addresses:
        client.get(address)
    few = [count_queries(client, address) for address in addresses[:2]]
    many(370)
    assert [count_queries(client, address) for address in addresses[:2]] == few
    response = client.get(url(process))
    assert response.context["number"] == 403
    assert len(response.content) < 200_000


def test_the_synopsis_of_an_unpublished_process_is_for_its_team(client, cast, process, said):
    process.is_published = False
    process.save()
    for person in (None, cast.outsider, cast.stakeholder):
        if person:
            client.force_login(person)
        assert [client.get(url(process, name)).status_code for name in ("synopsis", "table")] == [404, 404]


def test_an_empty_process_has_a_friendly_page(client, process):
    html = client.get(url(process)).content.decode()
    assert "kd-empty" in html
    assert "kd-filter" not in html


@pytest.mark.parametrize("published", [True, False])
def test_paragraphs_lead_to_their_part_once_something_is_answered(client, process, paragraph, answered, published):
    answered(published=published)
    page = client.get(reverse("contributions:paragraph", args=[process.slug, paragraph.lineage])).content.decode()
    assert (f"{url(process)}?absatz=1.1" in page) == published
