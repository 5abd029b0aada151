"""The staff screens of an import: who may, what is shown, and that nothing is saved before confirmation."""

import gzip
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from consultations.drafts.importing.models import DraftImport
from consultations.drafts.importing.services import working_blocks
from consultations.drafts.models import Draft
from consultations.drafts.services import create_draft, prepare_version, publish_version
from tests.factories.long_draft import long_markdown, sentences

REAL = Path(__file__).resolve().parents[2] / "data" / "intv"
OLD = "# Ziele\n\nWir fördern Sprachkurse in allen Landkreisen.\n\nWir bauen Beratung auf dem Land aus.\n"
NEW = (
    "# Worum es geht\n\nEin ganz anderer Absatz kommt hinzu.\n\n"
    "# Ziele\n\nWir bauen Beratung auf dem Land aus.\n\nWir fördern Sprachkurse.\n"
)


@pytest.fixture
def draft(db, cast, process) -> Draft:
    call_command("set_up_site", verbosity=0)
    return create_draft(process, title="Entwurf", actor=cast.admin)


@pytest.fixture
def editor(client, cast, draft):
    client.force_login(cast.editor)
    return client


def url(name: str, process) -> str:
    return reverse(f"drafts_admin:{name}", kwargs={"process_slug": process.slug})


def upload(client, process, content: str | bytes, name: str = "entwurf.md"):
    data = content.encode() if isinstance(content, str) else content
    return client.post(url("import", process), {"file": SimpleUploadedFile(name, data)})


def confirm(client, process, **choices):
    waiting = DraftImport.objects.get(draft__process=process)
    return client.post(url("import_preview", process), {"import": waiting.pk, **choices})


def bring_in(client, process, content, name="entwurf.md", choice="first") -> None:
    """Upload and confirm; doubtful matches get their first offer or "new"."""
    assert upload(client, process, content, name).status_code == 302
    matches = DraftImport.objects.get(draft__process=process).matches
    choices = {
        f"{kind}-{place}": offered[0] if choice == "first" else "new"
        for kind, found in matches.items()
        for place, offered in found["doubtful"].items()
    }
    response = confirm(client, process, **choices)
    assert response.status_code == 302, response.context["refusal"]


def texts(draft: Draft) -> dict[str, str]:
    """Lineage -> text of the working copy."""
    return {block.lineage: block.text for block in working_blocks(Draft.objects.get(pk=draft.pk).page)}


def lineage(draft: Draft, start: str) -> str:
    return next(key for key, text in texts(draft).items() if text.startswith(start))


@pytest.mark.parametrize("who", ["moderator", "analyst", "officer", "observer", "outsider", "stakeholder", None])
def test_only_people_who_edit_the_draft_import(client, cast, draft, process, who):
    client.force_login(cast.editor)
    upload(client, process, OLD)
    client.logout()
    if who:
        client.force_login(getattr(cast, who))
    before = texts(draft)
    waiting = DraftImport.objects.get()
    for response in (
        client.get(url("import", process)),
        upload(client, process, NEW),
        client.get(url("import_preview", process)),
        client.post(url("import_preview", process), {"import": waiting.pk}),
        client.post(url("import_discard", process)),
    ):
        assert response.status_code in (403, 404) or "login" in response.url
    assert texts(draft) == before and DraftImport.objects.get() == waiting


def test_nothing_is_saved_before_confirmation(editor, draft, process):
    revision = draft.page.latest_revision_id
    upload(editor, process, OLD)
    html = editor.get(url("import_preview", process)).content.decode()
    assert "Wir fördern Sprachkurse in allen Landkreisen." in html and "Alles wurde übernommen." in html
    draft.page.refresh_from_db()
    assert draft.page.latest_revision_id == revision and texts(draft) == {}
    editor.post(url("import_discard", process))
    assert not DraftImport.objects.exists() and texts(draft) == {}


def test_a_preview_belongs_to_the_person_who_uploaded(editor, client, cast, draft, process):
    upload(editor, process, OLD)
    waiting = DraftImport.objects.get()
    client.force_login(cast.lead)
    assert client.get(url("import_preview", process)).url == url("import", process)
    client.post(url("import_preview", process), {"import": waiting.pk})
    client.post(url("import_discard", process))
    assert DraftImport.objects.get() == waiting and texts(draft) == {}


def test_importing_writes_a_revision_and_the_log(editor, cast, draft, process):
    bring_in(editor, process, OLD)
    assert next(iter(texts(draft).values())) == "Ziele" and len(texts(draft)) == 3
    draft.page.refresh_from_db()
    assert draft.page.latest_revision.user == cast.editor and not draft.page.live
    entry = AuditEntry.objects.get(action="drafts.import_draft")
    assert entry.details["paragraphs"] == 2 and entry.scope == process.slug
    assert not DraftImport.objects.exists()


def test_doubtful_matches_must_be_decided(editor, draft, process):
    bring_in(editor, process, OLD)
    before = texts(draft)
    upload(editor, process, NEW)
    (question,) = editor.get(url("import_preview", process)).context["preview"].questions
    response = confirm(editor, process)
    assert response.status_code == 200 and response.context["preview"].questions[0].error == "missing"
    assert confirm(editor, process, **{question.key: "fremde-herkunft"}).status_code == 200
    other = lineage(draft, "Wir bauen")
    assert confirm(editor, process, **{question.key: other}).status_code == 200, "not one of those offered"
    assert texts(draft) == before
    confirm(editor, process, **{question.key: question.offers[0].lineage})
    after = texts(draft)
    assert after[lineage(draft, "Wir fördern")] == "Wir fördern Sprachkurse."
    assert set(before) < set(after), "chapter and both paragraphs kept their lineage although they moved"


def test_a_doubtful_paragraph_may_be_new(editor, draft, process):
    bring_in(editor, process, OLD)
    old = lineage(draft, "Wir fördern")
    bring_in(editor, process, NEW, choice="new")
    assert old not in texts(draft) and lineage(draft, "Wir fördern") != old


def test_two_paragraphs_cannot_be_the_same_old_one(editor, draft, process):
    sentence = "Das Land fördert jedes Jahr {} neue Kurse in allen Landkreisen und kreisfreien Städten."
    bring_in(editor, process, "# K\n\n" + sentence.format("zehn"))
    upload(editor, process, "# K\n\n" + sentence.format("elf") + "\n\n" + sentence.format("zwölf"))
    old = lineage(draft, "Das Land")
    questions = editor.get(url("import_preview", process)).context["preview"].questions
    assert len(questions) == 2
    response = confirm(editor, process, **{question.key: old for question in questions})
    assert {question.error for question in response.context["preview"].questions} == {"twice"}


def test_measures_keep_what_the_file_does_not_say(editor, cast, draft, process):
    page = draft.page.working_copy
    value = {
        "text": "Wir fördern Kurse im ganzen Land.",
        "code": "M1",
        "period": "2027",
        "responsible": "",
        "indicator": "",
    }
    page.body = json.dumps(
        [
            {"type": "chapter", "id": "k1", "value": {"title": "Ziele", "action_field": "hf1"}},
            {"type": "measure", "id": "m1", "value": value},
        ]
    )
    page.save_revision(user=cast.editor)
    bring_in(editor, process, "# Ziele\n\nWir fördern gute Kurse im ganzen Land.")
    chapter, measure = working_blocks(Draft.objects.get().page)
    assert (chapter.lineage, chapter.value["action_field"]) == ("k1", "hf1")
    assert (measure.lineage, measure.type, measure.value["period"]) == ("m1", "measure", "2027")
    assert measure.text == "Wir fördern gute Kurse im ganzen Land."


def test_work_done_since_the_preview_is_not_lost(editor, cast, draft, process):
    upload(editor, process, NEW)
    page = draft.page.working_copy
    page.body = json.dumps([{"type": "chapter", "id": "k1", "value": {"title": "Ziele", "action_field": ""}}])
    page.save_revision(user=cast.lead)
    response = confirm(editor, process)
    assert response.url == url("import_preview", process) and list(texts(draft)) == ["k1"]
    confirm(editor, process)
    assert "k1" in texts(draft) and len(texts(draft)) == 5


def test_a_locked_working_copy_stays(editor, cast, draft, process):
    upload(editor, process, OLD)
    draft.page.locked, draft.page.locked_by, draft.page.locked_at = True, cast.lead, timezone.now()
    draft.page.save()
    assert confirm(editor, process).context["refusal"] and texts(draft) == {}


def test_an_expired_or_replaced_preview_is_not_applied(editor, draft, process):
    upload(editor, process, OLD)
    first = DraftImport.objects.get().pk
    upload(editor, process, NEW)
    editor.post(url("import_preview", process), {"import": first})
    assert texts(draft) == {}
    DraftImport.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert confirm(editor, process).url == url("import", process) and texts(draft) == {}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("entwurf.docx", b"PK\x03\x04 kaputt"),
        ("entwurf.docx", b""),
        ("entwurf.docm", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("gross.docx", b"0" * (10 * 1024 * 1024 + 1)),
    ],
)
def test_bad_files_leave_everything_as_it_was(editor, draft, process, name, content):
    bring_in(editor, process, OLD)
    before = texts(draft)
    response = upload(editor, process, content, name)
    assert response.status_code == 200 and response.context["refusal"]
    assert "Die Datei" in response.content.decode()
    assert not DraftImport.objects.exists() and texts(draft) == before


def test_missing_file_is_said_at_the_field(editor, process):
    assert editor.post(url("import", process)).context["form"].errors["file"]


def test_from_one_state_of_a_real_law_to_the_next(editor, cast, draft, process):
    bring_in(editor, process, (REAL / "intv-2012.docx").read_bytes(), "intv-2012.docx")
    published = publish_version(prepare_version(draft, label="2012", actor=cast.editor), actor=cast.lead)
    frozen = list(published.paragraphs.values_list("lineage", "text"))
    before = texts(draft)
    bring_in(editor, process, (REAL / "intv-2021.odt").read_bytes(), "intv-2021.odt")
    after = texts(draft)
    unchanged = set(before.values()) & set(after.values())
    assert len(unchanged) > 70, "chapters and paragraphs"
    for text in unchanged:
        assert {key for key, value in before.items() if value == text} == {k for k, v in after.items() if v == text}
    assert list(published.paragraphs.values_list("lineage", "text")) == frozen


def test_importing_the_same_file_again_changes_nothing(editor, draft, process):
    content = (REAL / "intv-2021.docx").read_bytes()
    bring_in(editor, process, content, "a.docx")
    before = texts(draft)
    bring_in(editor, process, content, "a.docx")
    assert texts(draft) == before


def test_a_large_law_is_imported(editor, draft, process):
    chapters = [
        f"## § {n} Kapitel\n\n" + "\n\n".join(f"({k}) Absatz {k} zu {n}." for k in range(1, 16)) for n in range(100)
    ]
    assert upload(editor, process, "\n\n".join(chapters)).status_code == 302
    first = editor.get(url("import_preview", process))
    assert len(gzip.compress(first.content, compresslevel=6)) < 150_000
    assert "Absatz 7 zu 3." not in first.content.decode()
    assert confirm(editor, process).status_code == 302
    assert len(texts(draft)) == 1600
    response = editor.get(reverse("wagtailadmin_pages:edit", args=[draft.page.pk]))
    assert response.status_code == 200


def test_a_long_preview_shows_its_chapters_on_demand(editor, client, cast, draft, process):
    bring_in(editor, process, long_markdown(3, 60))
    changed = long_markdown(3, 60).replace(sentences(70), sentences(70) + " Ergänzt um diesen Satz.")
    upload(editor, process, changed)
    page = " ".join(editor.get(url("import_preview", process)).content.decode().split())
    assert "60 Absätze: 59 unverändert, 1 geändert" in page and sentences(70) not in page
    chapter = reverse("drafts_admin:import_preview_chapter", args=[process.slug, 2])
    assert f'href="{chapter}"' in page and f'data-hx-get="{chapter}"' in page
    whole = editor.get(chapter).content.decode()
    assert "Ergänzt um diesen Satz." in whole and "<html" in whole and sentences(5) not in whole
    rows = editor.get(chapter, headers={"HX-Request": "true"}).content.decode()
    assert "Ergänzt um diesen Satz." in rows and "<html" not in rows
    for number in (0, 4):
        assert editor.get(chapter.replace("/2/", f"/{number}/")).status_code == 404
    client.force_login(cast.lead)
    assert client.get(chapter).url == url("import", process), "a preview is for whoever uploaded"
    for who in ("moderator", "outsider"):
        client.force_login(getattr(cast, who))
        response = client.get(chapter)
        assert response.status_code in (302, 403, 404) and sentences(70) not in response.content.decode()
