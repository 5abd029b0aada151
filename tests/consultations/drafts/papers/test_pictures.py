"""Pictures in papers: shown with their words in both formats, named where they changed, never before publication."""

import html
import re
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx.oxml.ns import qn
from docx.shared import Mm
from PIL import Image

from consultations.drafts.enums import ParagraphType
from consultations.drafts.images.models import DraftImage
from consultations.drafts.images.services import shown, store_image, use_images
from consultations.drafts.papers import services
from consultations.drafts.papers.comparison import comparison_content
from consultations.drafts.papers.content import draft_content, draft_key
from consultations.drafts.papers.docx import comparison_docx, draft_docx
from consultations.drafts.papers.pdf import comparison_pdf, draft_pdf
from consultations.drafts.papers.pictures import MAX_SIDE, ending_of, files_of
from consultations.drafts.queries import published_versions
from tests.consultations.drafts.papers.reading import docx_of, paper_url, pdf_of, tags_of, text_of
from tests.factories.consultations import make_version, publish
from tests.factories.pictures import picture

TEXT_WIDTH = Mm(210 - 2 * 24 - 15)


@pytest.fixture
def illustrate(cast):
    """Give paragraphs of an unpublished version pictures, as preparing a version does; returns the version."""

    def run(version, **by_lineage):
        for lineage, rows in by_lineage.items():
            images = [
                shown(store_image(version.draft, data, actor=cast.editor), alt=alt, caption=caption)
                for data, alt, caption in rows
            ]
            version.paragraphs.filter(lineage=lineage.replace("_", "-")).update(images=images)
        use_images(version, version.paragraphs.all())
        return version

    return run


@pytest.fixture
def illustrated(process, illustrate):
    """Version 1: a wide picture with both words, one in a measure with a caption only, one without any words."""
    version = make_version(process, published=False)
    version.paragraphs.filter(lineage="k1-2").update(type=ParagraphType.MEASURE, responsible="Land")
    return publish(
        illustrate(
            version,
            k1_1=[(picture("green", size=(1500, 500)), "Karte der Kreise", "Abbildung 1: Die Kreise")],
            k1_2=[(picture("red", kind="JPEG"), "", "Abbildung 2: *Zahlen*")],
            k2_1=[(picture("blue", kind="WEBP", lossless=True), "", "")],
        )
    )


@pytest.fixture
def replaced(process, illustrated, illustrate):
    """Version 2: another picture with the same caption, another description of the second, the third as it was."""
    version = make_version(process, number=2, published=False)
    version.paragraphs.filter(lineage="k1-2").update(type=ParagraphType.MEASURE, responsible="Land")
    return publish(
        illustrate(
            version,
            k1_1=[(picture("black", size=(1500, 500)), "Neue Karte", "Abbildung 1: Die Kreise")],
            k1_2=[(picture("red", kind="JPEG"), "Säulen mit Zahlen", "Abbildung 2: *Zahlen*")],
            k2_1=[(picture("blue", kind="WEBP", lossless=True), "", "")],
        )
    )


WORDS = ["Karte der Kreise", "Abbildung 2: *Zahlen*", "Bild ohne Beschreibung"]


def alts_of(reader):
    return [element["/Alt"] for name, element in tags_of(reader) if name == "/Figure" and "/Alt" in element]


def colours_of(reader):
    return [image.image.convert("RGB").getpixel((0, 0)) for page in reader.pages for image in page.images]


def in_word(document):
    """Description, width and file of the pictures of a Word document."""
    found = []
    for inline in document.element.body.iter(qn("wp:inline")):
        [blip] = inline.iter(qn("a:blip"))
        part = document.part.related_parts[blip.get(qn("r:embed"))]
        found.append((inline.docPr.get("descr"), inline.extent.cx, part))
    return found


def near(colour, other):
    return all(abs(one - two) < 12 for one, two in zip(colour, other, strict=True))


def test_a_pdf_shows_pictures_with_words_for_everybody(illustrated):
    reader = pdf_of(draft_pdf(draft_content(illustrated)))
    assert "<pdfuaid:part>1</pdfuaid:part>" in reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert alts_of(reader) == WORDS
    found = colours_of(reader)
    assert len(found) == 3
    assert all(near(*pair) for pair in zip(found, [(0, 128, 0), (255, 0, 0), (0, 0, 255)], strict=True))
    text = text_of(reader)
    assert text.index("Text von Absatz k1-1.") < text.index("Abbildung 1: Die Kreise") < text.index("Abbildung 2: *Z")
    assert [name for name, _element in tags_of(reader)].count("/Caption") == 2


def test_a_word_document_shows_them_too(illustrated):
    document = docx_of(draft_docx(draft_content(illustrated)))
    found = in_word(document)
    assert [words for words, _width, _part in found] == WORDS
    assert found[0][1] == pytest.approx(TEXT_WIDTH, rel=0.01), "a wide picture takes the width of the text"
    assert Mm(9) < found[1][1] < Mm(12), "a small one stays small"
    assert {part.content_type for _words, _width, part in found} <= {"image/png", "image/jpeg"}
    captions = [paragraph for paragraph in document.paragraphs if paragraph.style.name == "Caption"]
    assert [paragraph.text for paragraph in captions] == ["Abbildung 1: Die Kreise"]
    assert any(paragraph.text == "Abbildung 2: *Zahlen*" for paragraph in document.paragraphs)


def test_a_comparison_shows_changed_pictures_and_names_the_change(illustrated, replaced):
    data = comparison_content(illustrated, replaced)
    reader = pdf_of(comparison_pdf(data))
    words = ["Karte der Kreise", "Neue Karte", "Abbildung 2: *Zahlen*", "Säulen mit Zahlen"]
    assert sorted(alts_of(reader)) == sorted(words), "the one that stayed is left out"
    rows = docx_of(comparison_docx(data)).tables[0].rows
    for cell, which in zip(rows[1].cells[1:3], ("bisheriges", "anderes"), strict=True):
        assert f"Bilder: Abbildung 1: Die Kreise ({which} Bild)" in cell.text
    assert "beschrieben" not in rows[2].cells[1].text
    assert "Bilder: Abbildung 2: *Zahlen* (beschrieben als: Säulen mit Zahlen)" in rows[2].cells[2].text
    assert sorted(found[0] for found in in_word(docx_of(comparison_docx(data)))) == sorted(words)
    assert all(width <= Mm(84) for _words, width, _part in in_word(docx_of(comparison_docx(data))))
    text = text_of(reader)
    assert "Bilder: Abbildung 1: Die Kreise" in text and "Säulen mit Zahlen" in text


def test_pictures_come_and_go_with_their_paragraphs(process, illustrated):
    second = make_version(process, number=2, published=False)
    second.paragraphs.get(lineage="k1-1").delete()
    data = comparison_content(illustrated, publish(second))
    assert "Karte der Kreise" in alts_of(pdf_of(comparison_pdf(data)))
    assert "Bilder: Abbildung 1: Die Kreise" in docx_of(comparison_docx(data)).tables[0].rows[1].cells[1].text


def test_only_the_images_that_changed_are_marked(process, illustrate):
    same, gone, new = ((picture(colour), colour, colour) for colour in ("red", "green", "blue"))
    first = publish(illustrate(make_version(process, published=False), k1_1=[same, gone]))
    second = publish(illustrate(make_version(process, number=2, published=False), k1_1=[same, new]))
    third = publish(illustrate(make_version(process, number=3, published=False), k1_1=[new, same]))

    def captions(old, new):
        [row] = comparison_content(old, new)["chapters"][0]["rows"]
        return [[figure["caption"] for figure in row[side]["figures"]] for side in ("old", "new")]

    assert captions(first, second) == [["green"], ["blue"]]
    assert captions(second, third) == [["red", "blue"], ["blue", "red"]], "only the order is another one"


def test_the_links_of_the_pages_lead_to_papers_with_pictures(client, process, illustrated, replaced):
    pages = {reverse("drafts:current", args=[process.slug]): 3, reverse("drafts:comparison", args=[process.slug]): 4}
    for page, number in pages.items():
        content = client.get(page).content.decode()
        links = [html.unescape(link) for link in re.findall(r'<li><a href="([^"]+)" rel="nofollow" type="app', content)]
        assert len(links) == 2
        pdf, word = (client.get(link).content for link in links)
        assert len(alts_of(pdf_of(pdf))) == len(in_word(docx_of(word))) == number


def test_unpublished_pictures_never_leave(client, cast, process, illustrated, illustrate):
    prepared = make_version(process, number=2, published=False)
    illustrate(prepared, k2_2=[(picture("yellow"), "Geheime Karte", "")])
    secret = prepared.paragraphs.get(lineage="k2-2").images[0]["image"]
    assert files_of([prepared], [{"image": secret}]) == {}, "not even when asked for"
    assert files_of([illustrated], [{"image": secret}]) == {}, "nor by another version"
    for person in (None, cast.outsider, cast.editor, cast.lead):
        if person:
            client.force_login(person)
        assert client.get(paper_url(process, 2)).status_code == 404
        for ending, read in (("pdf", pdf_of), ("docx", docx_of)):
            content = client.get(paper_url(process, 1, ending)).content
            words = alts_of(read(content)) if ending == "pdf" else [found[0] for found in in_word(read(content))]
            assert words == WORDS


def test_a_picture_another_version_shows_is_not_lent(process, illustrated):
    borrowing = make_version(process, number=2, published=False)
    images = illustrated.paragraphs.get(lineage="k1-1").images
    borrowing.paragraphs.filter(lineage="k1-1").update(images=images)
    data = draft_content(publish(borrowing))
    assert data["files"] == {} and "Karte der Kreise" in text_of(pdf_of(draft_pdf(data)))


@pytest.mark.parametrize("state", ["gone", "damaged"])
def test_one_lost_file_does_not_cost_the_paper(illustrated, state, caplog):
    row = DraftImage.objects.get(key=illustrated.paragraphs.get(lineage="k1-1").images[0]["image"])
    row.file.storage.delete(row.file.name)
    if state == "damaged":
        row.file.storage.save(row.file.name, ContentFile(picture("green", size=(1500, 500))[:60]))
    data = draft_content(illustrated)
    reader = pdf_of(draft_pdf(data))
    assert alts_of(reader) == WORDS[1:] and "Dieses Bild fehlt hier: Karte der Kreise" in text_of(reader)
    texts = [paragraph.text for paragraph in docx_of(draft_docx(data)).paragraphs]
    assert "Dieses Bild fehlt hier: Karte der Kreise" in texts
    assert str(row.key) in caplog.text


def test_a_storage_that_fails_lets_the_paper_be_tried_again(illustrated, monkeypatch):
    def broken(*args):
        raise OSError(5, "disk")

    monkeypatch.setattr("django.core.files.storage.FileSystemStorage._open", broken)
    paper = services.paper_for_reading(illustrated, services.PaperFormat.DOCX)
    assert paper.has_failed and not paper.is_current


def test_pictures_are_made_small_enough_for_paper(process, illustrate):
    noise = Image.effect_noise((1600, 900), 80).convert("RGB")
    buffer = BytesIO()
    noise.save(buffer, "PNG")
    transparent = BytesIO()
    Image.new("RGBA", (1600, 1600), (0, 0, 0, 0)).save(transparent, "PNG")
    version = make_version(process, published=False)
    rows = [(buffer.getvalue(), "Foto", ""), (transparent.getvalue(), "Logo", "")]
    version = publish(illustrate(version, k1_1=rows))
    photo, logo = draft_content(version)["files"].values()
    if ending_of(photo) == "png":
        photo, logo = logo, photo
    assert (ending_of(photo), ending_of(logo)) == ("jpg", "png")
    assert len(photo) < len(buffer.getvalue()) / 2
    for file in (photo, logo):
        assert max(Image.open(BytesIO(file)).size) == MAX_SIDE
    assert Image.open(BytesIO(logo)).getpixel((0, 0))[3] == 0


def test_many_pictures_are_left_to_a_worker(process, illustrate, monkeypatch, django_capture_on_commit_callbacks):
    asked = []
    monkeypatch.setattr(services, "start", asked.append)
    monkeypatch.setattr(services, "MADE_AT_ONCE_PICTURES", 1)
    rows = [(picture("green"), "", ""), (picture("red"), "", "")]
    version = publish(illustrate(make_version(process, published=False), k1_1=rows))
    with django_capture_on_commit_callbacks(execute=True):
        assert not services.paper_for_reading(version, services.PaperFormat.PDF).is_current
    assert len(asked) == 1


def test_papers_made_without_pictures_are_made_anew(illustrated, monkeypatch):
    key = draft_key(illustrated)
    monkeypatch.setattr("consultations.drafts.papers.content.LAYOUT", 1)
    assert draft_key(illustrated) != key


def test_pictures_cost_one_query_however_many(process, illustrate):
    counts = []
    for number, colours in ((1, ["red"]), (2, ["red", "green", "blue", "black", "white"])):
        version = make_version(process, number=number, published=False)
        publish(illustrate(version, k1_1=[(picture(colour), "", "") for colour in colours]))
        version = published_versions(process).get(number=number)
        with CaptureQueriesContext(connection) as captured:
            assert len(draft_content(version)["files"]) == len(colours)
        counts.append(len(captured))
    assert counts == [3, 3]
