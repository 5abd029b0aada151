"""Causes in the papers of a comparison: what everybody may know, and nothing else, whoever asks first."""

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.drafts.papers.models import Paper
from consultations.synthesis.enums import FindingState
from tests.consultations.drafts.papers.reading import comparison_url, docx_of, pdf_of, text_of
from tests.factories.consultations import make_version, publish


@pytest.fixture
def second(process, version, change, answered):
    """Version 2 with three changes: by a public result, by one still internal, for an editorial reason."""
    texts = {lineage: f"Neuer Text von Absatz {lineage}." for lineage in ("k1-1", "k1-2", "k2-1", "k2-2")}
    second = make_version(process, number=2, texts=texts, published=False)
    change(second, "k1-1", answered(number=4, title="Mehr Kurse am Abend"))
    change(second, "k1-2", answered(number=5, title="Geheimes Ergebnis", published=False))
    change(second, "k2-1", reason="Steht jetzt im Gesetz.")
    return publish(second)


def words_of(client, url):
    """The text of a paper in either format, on one line."""
    content = client.get(url).content
    if content.startswith(b"%PDF"):
        return text_of(pdf_of(content))
    cells = [cell.text for table in docx_of(content).tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join(cells).split())


@pytest.mark.parametrize("ending", ["pdf", "docx"])
@pytest.mark.parametrize("who", [None, "lead", "admin"])
def test_only_public_causes_are_told(client, cast, process, second, ending, who):
    if who:
        client.force_login(getattr(cast, who))
    text = words_of(client, comparison_url(process, ending))
    assert "Ergebnis 4: Mehr Kurse am Abend (übernommen)" in text
    assert "Redaktioneller Grund: Steht jetzt im Gesetz." in text
    assert "Geheimes Ergebnis" not in text and text.count("sobald das Ergebnis dazu veröffentlicht ist") == 1
    assert text.count("Keine Ursache") == 1


def test_a_cause_published_later_makes_the_paper_anew(client, process, second):
    from consultations.synthesis.models import Finding

    before = client.get(comparison_url(process))
    assert "Geheimes Ergebnis" not in words_of(client, comparison_url(process))
    Finding.objects.filter(number=5).update(state=FindingState.PUBLISHED, published_at=timezone.now())
    after = client.get(comparison_url(process))
    assert "Geheimes Ergebnis" in text_of(pdf_of(after.content)) and after["ETag"] != before["ETag"]
    assert Paper.objects.count() == 1


def test_a_cause_taken_back_leaves_with_the_next_download(client, process, second):
    from consultations.synthesis.models import Finding

    assert "Mehr Kurse am Abend" in words_of(client, comparison_url(process, "docx"))
    Finding.objects.filter(number=4).update(state=FindingState.INTERNAL, published_at=None)
    assert "Mehr Kurse am Abend" not in words_of(client, comparison_url(process, "docx"))


def test_causes_are_links_to_what_was_decided(client, process, second, settings):
    address = settings.BASE_URL + reverse("results:finding", kwargs={"process_slug": process.slug, "number": 4})
    reader = pdf_of(client.get(comparison_url(process)).content)
    links = {
        annotation.get_object()["/A"]["/URI"]
        for page in reader.pages
        for annotation in page.get("/Annots", [])
        if "/URI" in annotation.get_object().get("/A", {})
    }
    assert address in links
    document = docx_of(client.get(comparison_url(process, "docx")).content)
    assert address in {relation.target_ref for relation in document.part.rels.values() if relation.is_external}
