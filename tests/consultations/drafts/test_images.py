"""Images of a draft: read from the file, made harmless, private until published, frozen with their version."""

import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.db.models import RestrictedError
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from consultations.drafts import freeze
from consultations.drafts.comparison import differences
from consultations.drafts.images import pictures
from consultations.drafts.images.models import DraftImage, VersionImage
from consultations.drafts.images.pictures import PictureRefused, read_picture
from consultations.drafts.importing.models import KEPT_FOR, DraftImport
from consultations.drafts.importing.read import read_draft
from consultations.drafts.importing.services import start_import, working_blocks
from consultations.drafts.importing.tasks import clear_expired_imports
from consultations.drafts.models import Draft, Frozen
from consultations.drafts.services import PublicationRefused, create_draft, prepare_version, publish_version
from tests.consultations.drafts.test_import_read import odt
from tests.factories.pictures import as_markdown, photo_with_place, picture, png_with_text, word_with_picture

FIRST = "Wir fördern Sprachkurse in allen Landkreisen."


def admin_url(name, process, *args):
    return reverse(f"drafts_admin:{name}", args=[process.slug, *args])


def public_url(process, image):
    return reverse("drafts:image", args=[process.slug, image.key])


def html(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.fixture
def draft(db, cast, process) -> Draft:
    call_command("set_up_site", verbosity=0)
    return create_draft(process, title="Entwurf", actor=cast.admin)


@pytest.fixture
def editor(client, cast, draft):
    client.force_login(cast.editor)
    return client


@pytest.fixture
def bring_in(cast, draft, client):
    """Import a file as the editor and confirm it, with the editor's words for its images."""

    def run(content: bytes | str, name: str = "entwurf.docx", **answers):
        data = content.encode() if isinstance(content, str) else content
        client.force_login(cast.editor)
        waiting = start_import(draft, upload=SimpleUploadedFile(name, data), actor=cast.editor)
        response = client.post(admin_url("import_preview", draft.process), {"import": waiting.pk, **answers})
        client.logout()
        assert response.status_code == 302, response.context["refusal"]
        return blocks(draft)

    return run


@pytest.fixture
def publish(cast, draft):
    def run(label="Fassung"):
        return publish_version(prepare_version(draft, label=label, actor=cast.editor), actor=cast.lead)

    return run


def blocks(draft):
    return [b for b in working_blocks(Draft.objects.get(pk=draft.pk).page) if b.type != "chapter"]


# --- What a picture may be -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind,content_type",
    [("PNG", "image/png"), ("GIF", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/jpeg")],
)
def test_the_four_formats_become_two(kind, content_type):
    found = read_picture(picture(kind=kind))
    assert (found.content_type, found.width, found.height) == (content_type, 40, 20)
    assert Image.open(io.BytesIO(found.data)).size == (40, 20)


@pytest.mark.parametrize("data", [photo_with_place(), png_with_text()])
def test_nothing_a_camera_wrote_stays(data):
    found = read_picture(data).data
    assert b"Geheim" in data and b"Geheim" not in found
    assert not Image.open(io.BytesIO(found)).getexif()


def test_a_transparent_picture_stays_transparent():
    buffer = io.BytesIO()
    Image.new("RGBA", (10, 10), (255, 0, 0, 0)).save(buffer, "WEBP", lossless=True)
    assert Image.open(io.BytesIO(read_picture(buffer.getvalue()).data)).getpixel((0, 0))[3] == 0


def test_large_pictures_are_scaled_down():
    found = read_picture(picture(size=(4000, 1000)))
    assert (found.width, found.height) == (pictures.MAX_SIDE, 400)


@pytest.mark.parametrize(
    "data,reason",
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "format"),
        (b"\x89PNG\r\n\x1a\n kaputt", "format"),
        (picture()[:60], "format"),
        (b"%PDF-1.7", "format"),
        (b"", "format"),
        (picture(kind="TIFF"), "format"),
        (b"\xd7\xcd\xc6\x9a" + b"\0" * 40, "format"),
        (picture(size=(6000, 5000)), "size"),
        (picture() + b"0" * pictures.MAX_BYTES, "size"),
    ],
)
def test_what_is_no_harmless_picture_is_refused(data, reason):
    with pytest.raises(PictureRefused) as refused:
        read_picture(data)
    assert refused.value.reason == reason


# --- What a file holds -----------------------------------------------------------------------------------------------


def test_word_gives_picture_alternative_text_and_caption():
    data = picture()
    chapter = read_draft(word_with_picture(data, alt="Karte", caption="Abbildung 1: Kreise"), "a.docx").chapters[0]
    assert chapter.paragraphs == [FIRST, "Wir bauen Beratung auf dem Land aus."]
    [image] = chapter.images["0"]
    assert (image.data, image.alt, image.caption) == (data, "Karte", "Abbildung 1: Kreise")


def test_markdown_takes_pictures_only_from_the_text_itself():
    text = (
        f"# Ziele\n\n{as_markdown(picture(), 'Karte', 'Abbildung 1')}\n\nErster Absatz.\n\n"
        "![fern](https://example.org/a.png) ![Pfad](/etc/passwd) ![kaputt](data:image/png;base64,@@@)\n\n"
        "![svg](data:image/svg+xml;base64,PHN2Zy8+)\n"
    )
    draft = read_draft(text.encode(), "a.md")
    assert draft.chapters[0].paragraphs[0] == "Erster Absatz."
    assert [(i.alt, i.caption) for i in draft.images] == [("Karte", "Abbildung 1")]
    assert draft.notes["images"] >= 3


def test_odt_gives_picture_and_alternative_text():
    body = (
        '<text:h text:outline-level="1">Teil</text:h>'
        '<text:p>Text <draw:frame><draw:image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="Pictures/1.png"/>'
        '<svg:desc xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0">Karte</svg:desc></draw:frame>'
        '<draw:frame><draw:image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="../../etc/passwd"/>'
        "</draw:frame></text:p>"
    )
    draft = read_draft(odt(body, **{"Pictures/1.png": picture()}), "a.odt")
    [image] = draft.images
    assert (image.data, image.alt) == (picture(), "Karte") and draft.notes["images"] == 1


def test_a_chapter_of_nothing_but_a_picture_is_named_after_it():
    chapter = read_draft(f"# Bild\n\n{as_markdown(picture(), 'Karte')}\n".encode(), "a.md").chapters[0]
    assert chapter.paragraphs == ["Karte"] and len(chapter.images["0"]) == 1


def test_headers_are_mentioned():
    assert read_draft(word_with_picture(picture(), header="Vertraulich"), "a.docx").notes["headers"] == 1
    assert "headers" not in read_draft(word_with_picture(picture()), "a.docx").notes


# --- Import ----------------------------------------------------------------------------------------------------------


def test_the_preview_asks_for_missing_alternative_text(editor, draft, process):
    upload = SimpleUploadedFile("a.docx", word_with_picture(picture(), caption="Abbildung 1"))
    assert editor.post(admin_url("import", process), {"file": upload}).status_code == 302
    image = DraftImage.objects.get()
    page = html(editor.get(admin_url("import_preview", process)))
    assert admin_url("image", process, image.key) in page
    assert 'name="image-0-alt"' in page and "kein Alternativtext" in page and 'value="Abbildung 1"' in page


def test_the_editors_words_come_into_the_working_copy_and_stay(bring_in, draft):
    answers = {"image-0-alt": "  Karte der\nKreise ", "image-0-caption": "Die Kreise"}
    [row] = bring_in(word_with_picture(picture()), **answers)[0].images
    assert (row["alt"], row["caption"]) == ("Karte der Kreise", "Die Kreise")
    lineages = [block.lineage for block in blocks(draft)]
    again = bring_in(word_with_picture(picture()))
    assert again[0].images == [row] and [block.lineage for block in again] == lineages
    assert DraftImage.objects.count() == 1


def test_another_picture_is_a_change_of_the_same_paragraph(bring_in, publish, draft):
    before = bring_in(word_with_picture(picture("red"), alt="Rot"))
    old = publish("Alt")
    after = bring_in(word_with_picture(picture("blue"), alt="Blau"))
    assert [b.lineage for b in before] == [b.lineage for b in after]
    new = prepare_version(draft, label="Neu", actor=old.published_by)
    assert [d.lineage for d in differences(old, new)] == [before[0].lineage]


def test_pictures_that_cannot_be_taken_are_named(editor, draft, process, monkeypatch):
    monkeypatch.setattr("consultations.drafts.importing.images.MAX_IMAGES", 1)
    text = "# Ziele\n\nText.\n\n" + "\n\n".join(
        as_markdown(data) for data in (b"kein Bild", picture("red"), picture("blue"))
    )
    upload = SimpleUploadedFile("a.md", text.encode())
    editor.post(admin_url("import", process), {"file": upload})
    page = html(editor.get(admin_url("import_preview", process)))
    assert "1 Bild wurde weggelassen: Es ist beschädigt" in page and "mehr Bilder" in page
    assert DraftImage.objects.count() == 1


def test_a_preview_whose_pictures_are_gone_is_not_applied(editor, cast, draft, process):
    waiting = start_import(draft, upload=SimpleUploadedFile("a.docx", word_with_picture(picture())), actor=cast.editor)
    DraftImage.objects.all().delete()
    response = editor.post(admin_url("import_preview", process), {"import": waiting.pk})
    assert response.context["refusal"] and blocks(draft) == []


# --- Versions and doors ----------------------------------------------------------------------------------------------


def test_a_picture_is_public_once_a_published_version_shows_it(client, cast, draft, process, bring_in):
    bring_in(word_with_picture(picture(), alt="Karte", caption="Abbildung 1"))
    image = DraftImage.objects.get()
    version = prepare_version(draft, label="Fassung", actor=cast.editor)
    for user in (None, cast.outsider, cast.stakeholder, cast.lead):
        if user:
            client.force_login(user)
        assert client.get(public_url(process, image)).status_code == 404
    publish_version(version, actor=cast.lead)
    client.logout()
    page = html(client.get(reverse("drafts:current", args=[process.slug])))
    assert f'<img src="{public_url(process, image)}" alt="Karte" width="40" height="20"' in page
    assert "<figcaption>Abbildung 1</figcaption>" in page
    answer = client.get(public_url(process, image))
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and "private" in answer.headers["Cache-Control"]
    assert Image.open(io.BytesIO(b"".join(answer.streaming_content))).size == (40, 20)
    assert client.post(public_url(process, image)).status_code == 405
    assert client.get(f"/media/{image.file.name}").status_code == 404


def test_a_published_picture_hides_with_its_process_and_from_other_processes(
    client, cast, draft, process, other_process, bring_in, publish
):
    bring_in(word_with_picture(picture()))
    publish()
    image = DraftImage.objects.get()
    assert client.get(public_url(other_process, image)).status_code == 404
    process.is_published = False
    process.save()
    assert client.get(public_url(process, image)).status_code == 404
    client.force_login(cast.outsider)
    assert client.get(public_url(process, image)).status_code == 404


@pytest.mark.parametrize(
    "who,status", [("editor", 200), ("moderator", 200), ("observer", 200), ("outsider", 404), ("stakeholder", 404)]
)
def test_unpublished_pictures_are_for_the_team(client, cast, draft, process, other_process, bring_in, who, status):
    bring_in(word_with_picture(picture()))
    image = DraftImage.objects.get()
    assert client.get(admin_url("image", process, image.key)).status_code == 302
    client.force_login(getattr(cast, who))
    answer = client.get(admin_url("image", process, image.key))
    assert answer.status_code in ({status} if status == 200 else {302, 403, 404})
    assert client.get(admin_url("image", other_process, image.key)).status_code in (302, 403, 404)


def test_a_picture_of_another_draft_cannot_be_borrowed(cast, draft, other_process, bring_in):
    bring_in(word_with_picture(picture()))
    other = create_draft(other_process, title="Anderer", actor=cast.admin)
    page = other.page.working_copy
    page.body = [
        ("chapter", {"title": "Ziele"}),
        ("text", {"text": "Text.", "images": [{"image": str(DraftImage.objects.get().key), "alt": "", "caption": ""}]}),
    ]
    page.save_revision()
    with pytest.raises(PublicationRefused, match=r"1\.1"):
        prepare_version(other, label="Fassung", actor=cast.admin)


def test_pictures_are_frozen_with_their_version(draft, bring_in, publish):
    bring_in(word_with_picture(picture()))
    version = publish()
    use = VersionImage.objects.get()
    with pytest.raises(Frozen):
        use.delete()
    for attack in (
        lambda: VersionImage.objects.filter(pk=use.pk).delete(),
        lambda: version.paragraphs.update(images=[]),
        lambda: VersionImage.objects.bulk_create(
            [VersionImage(version=version, image=DraftImage.objects.create(draft=draft, digest="x", width=1, height=1))]
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attack()
    with pytest.raises(RestrictedError):
        DraftImage.objects.get(pk=use.image_id).delete()
    assert "kd_freeze_versionimage" in {name.removesuffix("_update") for name, _table in freeze._triggers()}


def test_preparing_again_forgets_pictures_taken_out(cast, draft, bring_in):
    bring_in(word_with_picture(picture("red")))
    version = prepare_version(draft, label="Fassung", actor=cast.editor)
    assert version.version_images.count() == 1
    bring_in("# Ziele\n\nWir fördern Sprachkurse in allen Landkreisen.\n", "a.md")
    prepare_version(draft, label="Fassung", actor=cast.editor)
    assert version.version_images.count() == 0


def test_the_comparison_shows_both_pictures(client, bring_in, publish, process, monkeypatch):
    monkeypatch.setattr("consultations.drafts.services.version_publishing.send", lambda **kwargs: [])
    bring_in(word_with_picture(picture("red"), alt="Rot"))
    publish("Alt")
    bring_in(word_with_picture(picture("blue"), alt="Blau"))
    publish("Neu")
    page = html(client.get(reverse("drafts:comparison", args=[process.slug])))
    assert 'alt="Rot"' in page and 'alt="Blau"' in page and "Bilder bisher" in page
    for image in DraftImage.objects.all():
        assert client.get(public_url(process, image)).status_code == 200


# --- Clearing up -----------------------------------------------------------------------------------------------------


def test_forgotten_previews_go_with_their_pictures(cast, draft, bring_in, django_capture_on_commit_callbacks):
    bring_in(word_with_picture(picture("red")))
    start_import(draft, upload=SimpleUploadedFile("a.docx", word_with_picture(picture("blue"))), actor=cast.editor)
    start_import(draft, upload=SimpleUploadedFile("a.docx", word_with_picture(picture("green"))), actor=cast.lead)
    DraftImage.objects.update(uploaded_at=timezone.now() - KEPT_FOR - timedelta(minutes=1))
    DraftImport.objects.filter(created_by=cast.editor).update(expires_at=timezone.now() - timedelta(minutes=1))
    files = {image.file.name for image in DraftImage.objects.all()}
    with django_capture_on_commit_callbacks(execute=True):
        clear_expired_imports()
    assert DraftImport.objects.get().created_by == cast.lead
    assert DraftImage.objects.count() == 2, "the kept one and the one that waits"
    assert sum(default_storage.exists(name) for name in files) == 2
    clear_expired_imports()
    assert DraftImage.objects.count() == 2
