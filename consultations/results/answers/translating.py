"""Translations of answers: one person translates, another reviews, an edit of the answer makes both outdated.

A version that waits for its publication is translated beside the public one: what is prepared becomes public with it.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from audit.services import record
from consultations.process.enums import Action
from consultations.process.rules import require
from consultations.results.answers.languages import languages_of
from consultations.results.answers.models import AnswerTranslation
from consultations.results.models import Answer, AnswerVersion
from consultations.synthesis.models import Finding


class OwnTranslation(Exception):
    """Whoever translated does not review."""


class TranslationChanged(Exception):
    """The translation or the answer was changed since the person read it."""


def _locked(answer: Answer) -> Answer:
    finding = Finding.objects.select_for_update(of=("self",), no_key=True).get(pk=answer.finding_id)
    return Answer.objects.select_related("finding__process").get(finding=finding)


def translation_of(answer: Answer, language: str, number: int) -> AnswerTranslation | None:
    """The translation that is written for a version of an answer: the public one, or the one that waits.

    A prepared one that was not reviewed when its version became public goes on beside the one it will replace.
    """
    rows = AnswerTranslation.objects.filter(answer=answer, language=language)
    rows = {row.is_prepared: row for row in rows.select_related("answer", "translated_by", "reviewed_by")}
    prepared = rows.get(True)
    is_unreviewed = prepared is not None and not answer.is_pending and prepared.of_version == number
    if is_unreviewed or _waits(answer, number):
        return prepared
    return rows.get(False)


def _waits(answer: Answer, number: int) -> bool:
    return answer.is_pending and number == answer.working_version


@transaction.atomic
def translate(
    answer: Answer, language: str, *, text: str, seen_version: int, seen_at: datetime | None = None, actor
) -> AnswerTranslation:
    """Keep a translation of the answer as the translator has read it. It has to be reviewed before anybody sees it.

    `seen_version` is the public version or the one that waits. `seen_at` is when the translation they opened was
    written, None for none. Raises TranslationChanged when somebody else translated or changed the answer meanwhile,
    ValueError for an empty text or another language.
    """
    process = answer.finding.process
    require(actor, Action.ANSWER, process)
    if not text.strip() or language not in languages_of(process):
        raise ValueError("A translation has a text, in a language of the process.")
    answer = _locked(answer)
    row = translation_of(answer, language, seen_version)
    is_there = seen_version in (answer.version, answer.working_version)
    if not is_there or (row.translated_at if row else None) != seen_at:
        raise TranslationChanged
    row = row or AnswerTranslation(answer=answer, language=language, is_prepared=_waits(answer, seen_version))
    row.text, row.of_version = text.strip(), seen_version
    row.translated_by, row.translated_at = actor, timezone.now()
    row.reviewed_by = row.reviewed_at = None
    row.save()
    about = {"language": language, "version": seen_version}
    record(actor, "results.translate_answer", answer.finding, scope=process.slug, **about)
    return row


@transaction.atomic
def review(row: AnswerTranslation, *, seen_at: datetime | None, actor) -> AnswerTranslation:
    """Say that a translation is right; from then on everybody reads it with the version it belongs to, once public.

    Raises OwnTranslation, and TranslationChanged for one that was changed or belongs to an earlier version.
    """
    process = row.answer.finding.process
    require(actor, Action.ANSWER, process)
    answer = _locked(row.answer)
    row = AnswerTranslation.objects.select_for_update(of=("self",), no_key=True).filter(pk=row.pk).first()
    if row is None:
        raise TranslationChanged
    row.answer = answer
    if row.translated_by_id == actor.pk:
        raise OwnTranslation
    if row.translated_at != seen_at or row.is_stale:
        raise TranslationChanged
    row.reviewed_by, row.reviewed_at = actor, timezone.now()
    row.save(update_fields=["reviewed_by", "reviewed_at"])
    if row.is_prepared and not answer.is_pending:
        _replace(row)
    about = {"language": row.language, "version": row.of_version}
    record(actor, "results.review_translation", answer.finding, scope=process.slug, **about)
    return row


def publish_prepared(answer: Answer, version: AnswerVersion, actor) -> None:
    """What was prepared for a version and reviewed becomes public with it.

    What nobody has reviewed goes on waiting, and readers go on reading the one before, with a note.
    """
    rows = AnswerTranslation.objects.filter(answer=answer, is_prepared=True, of_version=version.number)
    for row in rows.filter(reviewed_at__isnull=False):
        _replace(row)


def _replace(row: AnswerTranslation) -> None:
    """Let a prepared translation take the place of the one everybody read."""
    AnswerTranslation.objects.standing().filter(answer=row.answer_id, language=row.language).delete()
    row.is_prepared = False
    row.save(update_fields=["is_prepared"])
