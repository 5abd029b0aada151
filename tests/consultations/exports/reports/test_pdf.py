"""The evaluation report as PDF: what it says, and that assistive technology can read it."""

import itertools

import pytest

from consultations.exports.reports import extensions
from consultations.exports.reports.content import report_content
from consultations.exports.reports.docx_fields import context_of
from consultations.exports.reports.enums import Audience
from consultations.exports.reports.extensions import Section, TableOfSection
from consultations.exports.reports.pdf import report_pdf
from consultations.exports.reports.scope import Scope
from tests.consultations.drafts.papers.reading import HOSTILE, pdf_of, tags_of, text_of
from tests.consultations.exports.reports.conftest import SECRETS

pytestmark = pytest.mark.pages


def annex(process):
    return [Section("Siegel", ["Wurzel 0f3a"], [TableOfSection("Zahlen", ["Jahr", "Zahl"], [["2026", "3"]])])]


@pytest.fixture
def report(told, monkeypatch):
    monkeypatch.setattr(extensions, "report_annexes", [])
    extensions.report_annexes.append(annex)
    monkeypatch.setattr("consultations.exports.reports.content.report_annexes", extensions.report_annexes)
    return pdf_of(report_pdf(report_content(Scope(told))))


def test_it_says_everything_in_order(report):
    text = text_of(report)
    place = 0
    for part in (
        "Auswertung der Beteiligung", "Inhalt", "Die Beteiligung in Zahlen", "Phasen", "Konferenzen",
        "Regionalkonferenz", "58", "Wer dabei war", "Beiträge nach Gruppen", "Sprache", "Was hilft beim Lernen?",
        "Kleinere Kurse", "Sie haben gesagt", "Kurse fallen aus.", "2 Beiträge", "dafür", "Wir machen", "übernommen",
        "Sechs Personen genügen.", "[−", "[+", "Synopse", "Bitte kleinere Kurse.", "Anhang",
        "Wie die Beiträge ausgewertet wurden", "Siegel", "Wurzel 0f3a",
    ):  # fmt: skip
        found = text.find(part, place)
        assert found >= 0, f"{part} is missing or out of order"
        place = found
    # Spaces are lost to line breaks and hyphenation: what counts is every other character.
    assert HOSTILE.replace(" ", "").replace("-", "") in text.replace(" ", "").replace("-", "")


def test_an_internal_report_calls_no_draft_published(told, make_finding):
    before = {row["label"]: row["value"] for row in report_content(Scope(told))["facts"]}
    make_finding(title="Noch in Arbeit")
    for audience in Audience:
        facts = {row["label"]: row["value"] for row in report_content(Scope(told, audience))["facts"]}
        assert facts["Veröffentlichte Ergebnisse"] == before["Veröffentlichte Ergebnisse"]


def test_a_language_model_is_named_where_its_text_stands(told):
    told.findings.update(is_machine_drafted=True)
    data = report_content(Scope(told, Audience.INTERNAL))
    text = " ".join(text_of(pdf_of(report_pdf(data))).split())
    assert "Mit Hilfe eines Sprachmodells entworfen, von Menschen geprüft und freigegeben. 3 Beiträge" in text
    assert "Mit Hilfe eines Sprachmodells entworfen. 1 Beitrag" in text, "nobody released that one yet"
    said = [finding["gesagt"] for field in context_of(data)["handlungsfelder"] for finding in field["ergebnisse"]]
    assert [parts[-1][:12] for parts in said] == ["Mit Hilfe ei"] * 2, "own Word templates cannot forget it"
    report_data = report_content(Scope(told))
    told.findings.update(is_machine_drafted=False)
    assert "Sprachmodell" in str(report_data) and "Sprachmodell" not in str(report_content(Scope(told)))


def test_it_says_nothing_that_is_not_public(report):
    assert not [secret for secret in SECRETS if secret in text_of(report)]


def test_the_internal_one_says_more_but_hides_names(told):
    text = text_of(pdf_of(report_pdf(report_content(Scope(told, Audience.INTERNAL)))))
    assert "Intern:" in text
    for part in ("Geheimes Ergebnis", "Noch nicht entschieden.", "Nur für die Auswertung."):
        assert part in text
    for part in ("Verborgene Person", "Verborgene Initiative", "Abgelehnter Text", "example.org"):
        assert part not in text


def test_it_is_tagged(report, process):
    root = report.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"].startswith("de")
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert report.metadata.title.startswith("Auswertung der Beteiligung")
    assert report.metadata.author == process.initiator_name
    tags = tags_of(report)
    levels = [int(name[2:]) for name, _element in tags if name in ("/H1", "/H2", "/H3")]
    assert levels and levels[0] == 1 and all(later - before <= 1 for before, later in itertools.pairwise(levels))
    figures = [element for name, element in tags if name == "/Figure"]
    assert len(figures) >= 2 and all(element.get("/Alt") for element in figures)
    assert any("1 dafür" in str(element["/Alt"]) for element in figures), "the chart is told in words"
    names = [name for name, _element in tags]
    assert names.count("/TH") >= 10 and "/Table" in names and "/TOC" in names
    titles = [entry.title for entry in report.outline if not isinstance(entry, list)]
    assert len(titles) >= 6


def test_queries_do_not_grow_with_findings(told, make_finding, make_contribution, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        report_content(Scope(told, Audience.INTERNAL))
    for number in range(3, 23):
        contribution = make_contribution()
        contribution.segments.update(finding=make_finding(number=number))
    with django_assert_num_queries(len(few)):
        report_content(Scope(told, Audience.INTERNAL))
