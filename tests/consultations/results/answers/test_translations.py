"""Translations of answers: four eyes, languages of the process, outdated by an edit."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from consultations.process.models import ProcessTranslation
from consultations.results.answers import queries
from consultations.results.answers.models import AnswerTranslation
from consultations.results.answers.translating import OwnTranslation, TranslationChanged, review, translate
from consultations.results.models import Answer
from consultations.results.versions import publish_version, withdraw_version
from tests.consultations.test_concurrency import at_once


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


# --- A version that waits -------------------------------------------------------------------------------------------

OLD, NEW = "لأنه صحيح.", "لأنه صحيح الآن."


@pytest.fixture
def waiting(cast, answer, translated, write):
    """A published answer with a reviewed translation, of which a newer version waits."""
    review(translated, seen_at=translated.translated_at, actor=cast.lead)
    write(answer.finding, reason="Neu begründet.")
    return Answer.objects.select_related("finding__process").get()


@pytest.fixture
def prepared(cast, waiting):
    return translate(waiting, "ar", text=NEW, seen_version=2, actor=cast.officer)


def stands(client, answer):
    """What the public reads, and whether with a note that the answer was changed since."""
    content = public_page(client, answer)
    return (NEW in content, OLD in content, "Es gilt der deutsche Text" in content)


def test_what_is_prepared_becomes_public_with_its_version(client, cast, waiting, prepared, publish_newest):
    assert stands(client, waiting) == (False, True, False)
    review(prepared, seen_at=prepared.translated_at, actor=cast.lead)
    assert stands(client, waiting) == (False, True, False)
    publish_newest(waiting.finding)
    assert stands(client, waiting) == (True, False, False)
    row = AnswerTranslation.objects.get()
    assert (row.text, row.of_version, row.is_prepared) == (NEW, 2, False)


def test_what_nobody_reviewed_follows_with_the_review(client, cast, waiting, prepared, publish_newest):
    publish_newest(waiting.finding)
    assert stands(client, waiting) == (False, True, True)
    waiting.refresh_from_db()
    assert [row.translation for row in queries.languages_for(waiting) if row.code == "ar"] == [prepared]
    client.force_login(cast.lead)
    assert client.get(screen(waiting)).context["row"] == prepared
    client.post(screen(waiting), {"review": "1", "seen_at": prepared.translated_at.isoformat()})
    client.logout()
    assert stands(client, waiting) == (True, False, False)
    assert AnswerTranslation.objects.count() == 1


def test_an_edit_of_the_version_that_waits_makes_it_outdated(client, cast, waiting, prepared, write, publish_newest):
    review(prepared, seen_at=prepared.translated_at, actor=cast.lead)
    write(waiting.finding, reason="Ganz neu begründet.")
    prepared.refresh_from_db()
    prepared.answer.refresh_from_db()
    assert prepared.is_stale and queries.stale_translations(waiting.finding.process) == 1
    client.force_login(cast.officer)
    page = client.get(screen(waiting))
    assert page.context["form"]["text"].value() == NEW and page.context["compared"].old.number == 2
    client.logout()
    publish_newest(waiting.finding)
    # Of a version nobody read nothing is read; the old one goes on with its note, and the text is still to be found.
    assert stands(client, waiting) == (False, True, True)
    client.force_login(cast.officer)
    assert NEW in client.get(screen(waiting)).content.decode()
    row = AnswerTranslation.objects.get(is_prepared=False)
    waiting.refresh_from_db()
    translate(waiting, "ar", text="نص", seen_version=3, seen_at=row.translated_at, actor=cast.officer)


def test_a_version_given_up_takes_its_translation_out_of_sight_of_the_public(client, cast, waiting, prepared, write):
    review(prepared, seen_at=prepared.translated_at, actor=cast.lead)
    withdraw_version(waiting.finding, seen=2, reason="Falsch.", actor=cast.officer)
    assert stands(client, waiting) == (False, True, False)
    assert queries.stale_translations(waiting.finding.process) == 0
    client.force_login(cast.officer)
    page = client.get(screen(waiting))
    assert page.context["form"]["text"].value() == OLD and page.context["left_over"] == prepared
    with pytest.raises(TranslationChanged):
        prepared.refresh_from_db()
        review(prepared, seen_at=prepared.translated_at, actor=cast.lead)
    write(waiting.finding, reason="Noch ein Versuch.")
    assert client.get(screen(waiting)).context["row"] == prepared
    prepared.answer.refresh_from_db()
    assert prepared.is_stale


def test_both_versions_are_translated_side_by_side_on_the_screen(client, cast, waiting, publish_newest):
    client.force_login(cast.officer)
    url = screen(waiting)
    page = client.get(url)
    form = page.context["form"]
    # It begins with what everybody reads, beside what changed.
    assert form["text"].value() == OLD and form["version"].value() == 2 and form["seen_at"].value() == ""
    assert "Neu begründet." in page.content.decode() and page.context["compared"].new.number == 2
    assert client.post(url, {"version": 2, "seen_at": "", "text": NEW}).status_code == 302
    public = client.get(url + "?fassung=1").context["form"]
    assert public["text"].value() == OLD and public["version"].value() == 1
    seen = {name: public[name].value() for name in ("version", "seen_at")}
    assert client.post(url + "?fassung=1", {**seen, "text": OLD + " "}).status_code == 302
    assert AnswerTranslation.objects.count() == 2
    # The waiting version is published while somebody translates it: nothing is lost.
    typed = {name: client.get(url).context["form"][name].value() for name in ("version", "seen_at")}
    publish_newest(waiting.finding)
    assert client.post(url, {**typed, "text": NEW + " نعم"}).status_code == 302
    late = client.post(url, {**seen, "text": "Zu spät getippt."})
    assert late.status_code == 409 and "Zu spät getippt." in late.content.decode()


@pytest.mark.parametrize("who", ["outsider", "analyst", "cosigner", "observer", "stakeholder"])
def test_only_who_answers_prepares(client, cast, waiting, prepared, who):
    actor = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        translate(waiting, "ar", text="T", seen_version=2, seen_at=prepared.translated_at, actor=actor)
    with pytest.raises(PermissionDenied):
        review(prepared, seen_at=prepared.translated_at, actor=actor)
    client.force_login(actor)
    client.post(screen(waiting), {"review": "1", "seen_at": prepared.translated_at.isoformat()})
    prepared.refresh_from_db()
    assert prepared.reviewed_at is None


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_reviewing_and_publishing_at_once_leaves_one_translation(client, cast, waiting, prepared):
    at_once(
        lambda: review(prepared, seen_at=prepared.translated_at, actor=cast.lead),
        lambda: publish_version(waiting.finding, seen=2, actor=cast.lead),
    )
    row = AnswerTranslation.objects.get()
    assert (row.text, row.is_prepared) == (NEW, False)
