"""The list of all public contributions: full text, limits, the table to download."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations.contributions.enums import Publication, State
from consultations.contributions.models import Contribution, Support
from consultations.results.enums import AnswerDecision
from consultations.results.models import Answer
from consultations.synthesis.enums import FindingState
from frontend.tables import csv_lines, harmless
from tests.consultations.contributions.test_pages import hidden_ones, html, list_url
from tests.factories.accounts import RegionFactory, StakeholderCategoryFactory, UserFactory
from tests.factories.consultations import ActionFieldFactory
from tests.factories.consultations import make_contribution as contribution_about


def table_url(process):
    return reverse("contributions:table", kwargs={"process_slug": process.slug})


def rows_of(client, process, **query):
    response = client.get(table_url(process), query)
    assert response.status_code == 200
    text = b"".join(response.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


def shown(client, process, texts, **query):
    """Which of the texts the page shows; the table must show the same."""
    page = html(client.get(list_url(process), query))
    on_page = {text for text in texts if text in page}
    in_table = {row[6] for row in rows_of(client, process, **query)[1:]}
    assert on_page == in_table & set(texts)
    return on_page


# --- Full text ------------------------------------------------------------------------------------------------------


def test_every_word_has_to_be_there_in_any_case_and_inside_longer_words(client, process, make_contribution):
    texts = {"Übungen im Sprachkurs", "Der Kursraum ist zu klein", "Öffnungszeiten"}
    for text in texts:
        make_contribution(text=text, title="")
    assert shown(client, process, texts, suche="kurs") == {"Übungen im Sprachkurs", "Der Kursraum ist zu klein"}
    assert shown(client, process, texts, suche="KURS übung") == {"Übungen im Sprachkurs"}
    assert shown(client, process, texts, suche="öffnungszeiten") == {"Öffnungszeiten"}
    assert shown(client, process, texts, suche="ÖFFNUNGSZEITEN") == {"Öffnungszeiten"}
    assert shown(client, process, texts, suche="kurs öffnungszeiten") == set()
    assert shown(client, process, texts, suche="   ") == texts


def test_a_code_finds_its_contribution(client, process, make_contribution):
    made = make_contribution(text="Der gesuchte")
    make_contribution(text="Ein anderer")
    for code in (made.code, made.display_code, made.display_code.lower()):
        assert shown(client, process, {"Der gesuchte", "Ein anderer"}, suche=code) == {"Der gesuchte"}


def test_names_are_found_only_where_they_are_published(client, process, make_contribution):
    make_contribution(text="Mit Namen", organisation_name="Verein Regenbogen")
    make_contribution(text="Ohne Namen", organisation_name="Verein Regenbogen", publication=Publication.CATEGORY)
    assert shown(client, process, {"Mit Namen", "Ohne Namen"}, suche="Regenbogen") == {"Mit Namen"}


@pytest.mark.parametrize("text", ["%", "_", "'; DROP TABLE", "\\", "<script>alert(1)</script>", "a " * 3000])
def test_strange_searches_are_searches(client, process, make_contribution, text):
    make_contribution(text="Ganz gewöhnlich")
    response = client.get(list_url(process), {"suche": text, "absatz": text})
    assert response.status_code == 200 and "<script>alert" not in response.content.decode()
    assert client.get(table_url(process), {"suche": text}).status_code == 200


def test_what_is_taken_out_or_hidden_is_not_found(client, process, make_contribution):
    hidden_ones(make_contribution)
    shortened = make_contribution(text="Der Bürgermeister Geheimname hat […]")
    Contribution.objects.filter(pk=shortened.pk).update(published_text="Der Bürgermeister […]")
    for word in ("Verborgen", "Geheimname"):
        assert rows_of(client, process, suche=word)[1:] == []
        assert "passt kein Beitrag" in html(client.get(list_url(process), {"suche": word}))


# --- Limits ---------------------------------------------------------------------------------------------------------


def test_paragraph_group_and_district(client, process, version, make_contribution):
    chamber = StakeholderCategoryFactory(slug="kammern", title="Kammern")
    stendal = RegionFactory(ags="15090", name="Stendal")
    make_contribution(text="Von der Kammer", category=chamber)
    make_contribution(text="Aus Stendal", region=stendal, target=version.paragraphs.get(lineage="k2-1"))
    texts = {"Von der Kammer", "Aus Stendal"}
    assert shown(client, process, texts, gruppe="kammern") == {"Von der Kammer"}
    assert shown(client, process, texts, kreis="15090") == {"Aus Stendal"}
    assert shown(client, process, texts, absatz="2.1") == {"Aus Stendal"}
    assert shown(client, process, texts, absatz="1.1", gruppe="kammern") == {"Von der Kammer"}
    assert shown(client, process, texts, absatz="99.9") == set()
    assert "keinen Absatz mit dieser Nummer" in html(client.get(list_url(process), {"absatz": "99.9"}))


def test_only_groups_and_districts_with_public_contributions_are_offered(client, process, make_contribution):
    make_contribution(category=StakeholderCategoryFactory(slug="offen", title="Offene Gruppe"))
    make_contribution(category=StakeholderCategoryFactory(slug="zu", title="Stille Gruppe"), state=State.PENDING)
    page = html(client.get(list_url(process)))
    assert "Offene Gruppe</option>" in page and "Stille Gruppe" not in page


def test_action_field_and_answer(client, process, make_contribution, make_finding):
    language = ActionFieldFactory(process=process, slug="sprache", title="Sprache")
    texts = {"Beantwortet", "Ergebnis noch geheim", "Ohne Zuordnung"}
    made = {text: make_contribution(text=text) for text in texts}
    open_finding, public = make_finding(), make_finding(state=FindingState.PUBLISHED, published_at=timezone.now())
    for finding in (open_finding, public):
        Answer.objects.create(
            finding=finding, decision=AnswerDecision.ACCEPTED, reason="Ja.", answered_on=timezone.localdate()
        )
    made["Beantwortet"].segments.update(finding=public, action_field=language)
    made["Ergebnis noch geheim"].segments.update(finding=open_finding, action_field=language)
    assert shown(client, process, texts, feld="sprache") == {"Beantwortet", "Ergebnis noch geheim"}
    assert shown(client, process, texts, stand="beantwortet") == {"Beantwortet"}
    assert shown(client, process, texts, stand="offen") == {"Ergebnis noch geheim", "Ohne Zuordnung"}


# --- The table ------------------------------------------------------------------------------------------------------


def test_the_table_has_what_the_page_has(client, process, make_contribution):
    made = make_contribution(
        text='Mehrzeilig\nmit; Semikolon und "Anführung"',
        title="Überschrift",
        published_proposal="Anderer Wortlaut",
        support_offline=3,
        region=RegionFactory(name="Stendal"),
    )
    Support.objects.create(contribution=made, user=UserFactory())
    header, row = rows_of(client, process)
    cells = dict(zip(header, row, strict=True))
    assert cells["Nummer"] == made.display_code and cells["Bezug"] == "Absatz 1.1"
    assert cells["Text"] == made.published_text and cells["Überschrift"] == "Überschrift"
    assert cells["Vorgeschlagener Wortlaut"] == "Anderer Wortlaut" and cells["Region"] == "Stendal"
    assert cells["Unterstützt von"] == "4" and cells["Wer"] == "Verein (Test)"
    assert cells["Adresse des Beitrags"].endswith(made.get_absolute_url())
    assert made.receipt_code not in str(row)


def test_the_table_leaves_out_what_is_not_public(client, process, make_contribution, cast):
    hidden_ones(make_contribution)
    make_contribution(
        text="Nur Gruppe",
        organisation_name="Verein Verdeckt",
        author_name="Name Verdeckt",
        author_role="Rolle Verdeckt",
        publication=Publication.CATEGORY,
    )
    for user in (None, "outsider", "lead"):
        if user:
            client.force_login(getattr(cast, user))
        rows = rows_of(client, process)
        assert {row[6] for row in rows[1:]} == {"Sichtbarer Beitrag", "Nur Gruppe"}
        assert "Verdeckt" not in str(rows)


def test_the_table_of_an_unpublished_process_is_404(client, process, make_contribution, cast):
    make_contribution()
    process.is_published = False
    process.save()
    assert client.get(table_url(process)).status_code == 404
    client.force_login(cast.outsider)
    assert client.get(table_url(process)).status_code == 404
    client.force_login(cast.lead)
    assert rows_of(client, process)[1:] == []


@pytest.mark.parametrize("cell", ["=1+1", "+49 391", "-x", "@sum", "\t=1", "\r=1", "  =1", "＝1", "\u200b=1"])
def test_formulas_stay_text(cell, client, process, make_contribution):
    assert harmless(cell) == f"'{cell}"
    make_contribution(text="Text", title=cell, organisation_name=cell)
    row = rows_of(client, process)[1]
    assert row[5].startswith("'") and row[8].startswith("'")


def test_numbers_and_ordinary_texts_stay_as_they_are():
    assert [harmless(cell) for cell in (3, -3, None, "3 = 4", "a@b.example", "")] == [
        3,
        -3,
        None,
        "3 = 4",
        "a@b.example",
        "",
    ]
    assert "".join(csv_lines([["a;b", 'c"d', -1]])) == '\ufeff"a;b";"c""d";-1\r\n'


def test_list_and_table_take_a_constant_number_of_queries(client, process, paragraph, cast):
    first = {"received_at": timezone.now() + timedelta(days=1)}
    contribution_about(paragraph, user=None, region=RegionFactory(), **first)
    urls = [
        list_url(process) + "?suche=zeit&stand=offen&gruppe=zivilgesellschaft&absatz=1.1",
        table_url(process),
    ]

    def queries(url):
        with CaptureQueriesContext(connection) as captured:
            response = client.get(url)
            assert response.status_code == 200
            if response.streaming:
                assert b"Zeit" in b"".join(response.streaming_content)
        return len(captured)

    for url in urls:
        queries(url)
    few = [queries(url) for url in urls]
    for _number in range(199):
        contribution_about(paragraph, user=None)
    assert [queries(url) for url in urls] == few
