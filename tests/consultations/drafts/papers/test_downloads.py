"""The doors of the papers: who gets them, what is answered while there is none, how often the database is asked."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations.drafts.papers import services
from consultations.drafts.papers.comparison import comparison_content
from consultations.drafts.papers.content import draft_content
from consultations.drafts.papers.enums import PaperFormat
from consultations.drafts.papers.models import Paper
from consultations.drafts.papers.tasks import make_paper
from tests.consultations.drafts.papers.reading import comparison_url, docx_of, paper_url, pdf_of, text_of
from tests.factories.consultations import make_version, publish
from tests.factories.pages import html


@pytest.fixture
def quick(monkeypatch):
    """Makers that take no time, where the content is not the subject."""
    maker = {form: lambda data, form=form: f"Inhalt {form}".encode() for form in PaperFormat}
    monkeypatch.setattr(services, "_DRAFT", maker)
    monkeypatch.setattr(services, "_COMPARISON", maker)


@pytest.fixture
def waiting(monkeypatch):
    """Papers too long for a request, and a worker who does not come."""
    monkeypatch.setattr(services, "MADE_AT_ONCE", 0)
    monkeypatch.setattr(make_paper, "delay", lambda pk: None)


def test_a_version_is_downloaded_in_both_formats(client, process, version):
    response = client.get(paper_url(process, ending="pdf"))
    assert response.status_code == 200 and response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'attachment; filename="entwurf-konzept-fassung-1.pdf"'
    assert "Text von Absatz k2-2." in text_of(pdf_of(response.content))
    response = client.get(paper_url(process, ending="docx"))
    assert response["Content-Disposition"] == 'attachment; filename="entwurf-konzept-fassung-1.docx"'
    assert any("Text von Absatz k2-2." in paragraph.text for paragraph in docx_of(response.content).paragraphs)


def test_a_comparison_is_downloaded_in_both_formats(client, process, second):
    response = client.get(comparison_url(process))
    assert response["Content-Disposition"] == 'attachment; filename="vergleich-konzept-fassung-1-2.pdf"'
    assert "Ganz neuer Absatz." in text_of(pdf_of(response.content))
    response = client.get(comparison_url(process, "docx", query=""))
    assert docx_of(response.content).tables, "the numbers are filled in as on the page"


def test_papers_are_german_for_everybody(client, process, second):
    client.cookies["django_language"] = "en"
    text = text_of(pdf_of(client.get(comparison_url(process)).content))
    assert "Früherer Absatz 1.2" in text and "Former paragraph" not in text


def test_prepared_versions_are_404_for_everybody(client, cast, process, version, quick):
    make_version(process, number=2, texts={"k1-1": "Geheimer neuer Text."}, published=False)
    for person in (None, cast.outsider, cast.observer, cast.editor, cast.lead, cast.admin):
        if person:
            client.force_login(person)
        for ending in ("pdf", "docx"):
            assert client.get(paper_url(process, 2, ending)).status_code == 404
            assert client.get(comparison_url(process, ending)).status_code == 404
    assert not Paper.objects.exists()


def test_an_unpublished_process_is_for_its_team_only(client, cast, process, second, quick):
    urls = [paper_url(process), paper_url(process, 2, "docx"), comparison_url(process), comparison_url(process, "docx")]
    for url in urls:
        assert client.get(url).status_code == 200
    process.is_published = False
    process.save()
    for url in urls:
        client.logout()
        assert client.get(url).status_code == 404, "made while it was public, and still no way in"
        client.force_login(cast.outsider)
        assert client.get(url).status_code == 404
        client.force_login(cast.stakeholder)
        assert client.get(url).status_code == 404
        client.force_login(cast.observer)
        response = client.get(url)
        assert response.status_code == 200 and "private" in response["Cache-Control"]


def test_other_processes_do_not_lend_their_versions(client, process, other_process, second, quick):
    assert client.get(paper_url(other_process)).status_code == 404
    assert client.get(comparison_url(other_process)).status_code == 404


@pytest.mark.parametrize("ending", ["exe", "PDF", "pdf2", "html"])
def test_other_formats_are_404(client, process, second, ending):
    assert client.get(paper_url(process, 1, ending)).status_code == 404
    assert client.get(comparison_url(process, ending)).status_code == 404


@pytest.mark.parametrize("query", ["?von=7&bis=2", "?von=1&bis=99999999999999999999", "?von=0&bis=1"])
def test_unknown_versions_are_404(client, process, second, query):
    assert client.get(comparison_url(process, query=query)).status_code == 404
    assert client.get(paper_url(process, 7)).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_papers_are_for_reading(client, process, second, method):
    assert getattr(client, method)(paper_url(process)).status_code == 405
    assert getattr(client, method)(comparison_url(process)).status_code == 405


def test_a_file_is_sent_again_only_when_it_changed(client, process, version, quick):
    response = client.get(paper_url(process))
    again = client.get(paper_url(process), headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304 and again.content == b"" and again["ETag"] == response["ETag"]
    process.short_title = "Anders"
    process.save()
    assert client.get(paper_url(process), headers={"if-none-match": response["ETag"]}).status_code == 200


def test_who_waits_is_told_and_looks_again_without_scripts(client, process, version, waiting):
    response = client.get(paper_url(process))
    page = html(response)
    assert response.status_code == 202 and response["Refresh"] == response["Retry-After"] == "3"
    assert "Das Dokument wird erstellt" in page and "Jetzt nachsehen" in page
    assert f'href="{paper_url(process)}"' in page
    assert response["Cache-Control"] == "no-store" and "attachment" not in response.headers.get(
        "Content-Disposition", ""
    )


def test_the_page_for_waiting_gives_way_to_the_file(client, process, second, waiting, quick):
    assert client.get(comparison_url(process)).status_code == 202
    make_paper(Paper.objects.get().pk)
    assert client.get(comparison_url(process)).content == b"Inhalt pdf"


def test_an_outdated_file_is_not_handed_out(client, process, version, waiting, quick):
    client.get(paper_url(process))
    make_paper(Paper.objects.get().pk)
    process.short_title = "Anders"
    process.save()
    assert client.get(paper_url(process)).status_code == 202


def test_a_failure_is_said(client, process, version):
    Paper.objects.create(version=version, format="pdf", failed_at=timezone.now())
    response = client.get(paper_url(process))
    assert response.status_code == 503 and "Refresh" not in response.headers and response["Retry-After"] == "600"
    assert "konnte nicht erstellt werden" in html(response) and "Zurück zum Entwurf" in html(response)


def test_the_pages_name_the_formats_and_their_size(client, process, second, quick):
    client.get(paper_url(process, 2, "docx"))
    page = html(client.get(reverse("drafts:current", args=[process.slug])))
    assert f'href="{paper_url(process, 2, "pdf")}"' in page and f'href="{paper_url(process, 2, "docx")}"' in page
    assert 'Word (DOCX) <span class="kd-muted">(11' in page
    page = html(client.get(reverse("drafts:version", args=[process.slug, 1])))
    assert f'href="{paper_url(process, 1, "pdf")}"' in page and 'kd-muted">(11' not in page
    page = html(client.get(reverse("drafts:comparison", args=[process.slug])))
    for ending in ("pdf", "docx"):
        assert f'href="{comparison_url(process, ending).replace("&", "&amp;")}"' in page


def long_version(process):
    """Version 3: sixty paragraphs more."""
    third = make_version(process, number=3, published=False)
    section = third.sections.get(lineage="k2")
    for number in range(60):
        section.paragraphs.create(
            version=third, lineage=f"neu-{number}", order=20 + number, number=f"2.{number + 3}", text="Neu."
        )
    return publish(third)


def queries_of(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_a_made_paper_takes_few_queries_however_long_the_draft(client, process, second, quick):
    urls = [paper_url(process, 2), comparison_url(process)]
    for url in urls:
        client.get(url)
    few = [queries_of(client, url) for url in urls]
    assert max(few) <= 8
    long_version(process)
    urls = [paper_url(process, 3), comparison_url(process, query="?von=2&bis=3")]
    for url in urls:
        client.get(url)
    assert [queries_of(client, url) for url in urls] == few


def test_making_takes_as_many_queries_for_few_as_for_many_paragraphs(process, version, second):
    third = long_version(process)
    counts = []
    for old, new in ((version, second), (second, third)):
        with CaptureQueriesContext(connection) as captured:
            draft_content(new)
            comparison_content(old, new)
        counts.append(len(captured))
    assert counts[0] == counts[1]
