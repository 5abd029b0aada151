"""Translations of answers: four eyes, languages of the process, outdated by an edit."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from consultations.process.models import ProcessTranslation
from consultations.results.answers import queries
from consultations.results.answers.models import AnswerTranslation
from consultations.results.answers.translating import OwnTranslation, TranslationChanged, review, translate


@pytest.fixture
def answer(process, answered):
    ProcessTranslation.objects.create(process=process, language="ar", title="خطة", summary="ملخص")
    return answered().answer


@pytest.fixture
def translated(cast, answer):
    return translate(answer, "ar", text="لأنه صحيح.", seen_version=1, actor=cast.officer)


def public_page(client, answer):
    finding = answer.finding
    return client.get(reverse("results:finding", args=[finding.process.slug, finding.number])).content.decode()


def screen(answer, language="ar"):
    kwargs = {"process_slug": answer.finding.process.slug, "number": answer.finding.number, "language": language}
    return reverse("results_admin:translation", kwargs=kwargs)


def test_only_what_somebody_else_reviewed_is_public(client, cast, answer, translated):
    assert "لأنه صحيح." not in public_page(client, answer)
    with pytest.raises(OwnTranslation):
        review(translated, seen_at=translated.translated_at, actor=cast.officer)
    review(translated, seen_at=translated.translated_at, actor=cast.lead)
    content = public_page(client, answer)
    assert "لأنه صحيح." in content and 'lang="ar" dir="rtl"' in content


def test_a_text_changed_again_has_to_be_reviewed_again(client, cast, answer, translated):
    review(translated, seen_at=translated.translated_at, actor=cast.lead)
    again = translate(
        answer, "ar", text="نص آخر.", seen_version=1, seen_at=translated.translated_at, actor=cast.officer
    )
    assert "نص آخر." not in public_page(client, answer)
    with pytest.raises(TranslationChanged):
        review(again, seen_at=translated.translated_at, actor=cast.lead)


def test_an_edit_of_the_answer_makes_translations_outdated_and_says_so(
    client, cast, answer, translated, write, publish_newest
):
    review(translated, seen_at=translated.translated_at, actor=cast.lead)
    write(answer.finding, reason="Neu begründet.")
    # Until the new version is published, the translation is one of what everybody reads.
    assert "Es gilt der deutsche Text" not in public_page(client, answer)
    publish_newest(answer.finding)
    row = AnswerTranslation.objects.select_related("answer").get()
    assert row.is_stale and queries.stale_translations(answer.finding.process) == 1
    content = public_page(client, answer)
    assert "لأنه صحيح." in content and "Es gilt der deutsche Text" in content
    with pytest.raises(TranslationChanged):
        review(row, seen_at=row.translated_at, actor=cast.lead)
    with pytest.raises(TranslationChanged):
        translate(answer, "ar", text="x", seen_version=1, seen_at=row.translated_at, actor=cast.officer)


@pytest.mark.parametrize(("language", "known"), [("de-simple", True), ("ar", True), ("fr", False), ("de", False)])
def test_easy_language_and_the_languages_of_the_process(client, cast, answer, language, known):
    client.force_login(cast.officer)
    assert client.get(screen(answer, language)).status_code == (200 if known else 404)
    if not known:
        with pytest.raises(ValueError, match="language"):
            translate(answer, language, text="T", seen_version=1, actor=cast.officer)


@pytest.mark.parametrize("who", ["outsider", "analyst", "cosigner", "observer", "stakeholder"])
def test_only_who_answers_translates_and_reviews(cast, answer, translated, who):
    actor = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        translate(answer, "de-simple", text="T", seen_version=1, actor=actor)
    with pytest.raises(PermissionDenied):
        review(translated, seen_at=translated.translated_at, actor=actor)


def test_the_screen_translates_keeps_what_was_typed_and_reviews(client, cast, answer):
    client.force_login(cast.officer)
    url = screen(answer)
    form = client.get(url).context["form"]
    seen = {name: form[name].value() for name in ("version", "seen_at")}
    assert client.post(url, {**seen, "text": "لأن."}).status_code == 302
    late = client.post(url, {**seen, "text": "Zu spät getippt."})
    assert late.status_code == 409 and "Zu spät getippt." in late.content.decode()
    row = AnswerTranslation.objects.get()
    assert row.text == "لأن."
    client.post(url, {"review": "1", "seen_at": row.translated_at.isoformat()})
    row.refresh_from_db()
    assert row.reviewed_at is None
    client.force_login(cast.lead)
    client.post(url, {"review": "1", "seen_at": client.get(url).context["seen_at"]})
    row.refresh_from_db()
    assert row.reviewed_by == cast.lead


def test_a_language_the_process_lost_is_read_no_more(client, cast, process, answer, translated):
    review(translated, seen_at=translated.translated_at, actor=cast.lead)
    process.translations.all().delete()
    assert "لأنه صحيح." not in public_page(client, answer)
