"""Translations of answers: one person translates, another reviews, an edit of the answer makes both outdated."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from audit.services import record
from consultations.process.enums import Action
from consultations.process.rules import require
from consultations.results.answers.languages import languages_of
from consultations.results.answers.models import AnswerTranslation
from consultations.results.models import Answer
from consultations.synthesis.models import Finding


class OwnTranslation(Exception):
    """Whoever translated does not review."""


class TranslationChanged(Exception):
    """The translation or the answer was changed since the person read it."""


def _locked(answer: Answer) -> Answer:
    finding = Finding.objects.select_for_update(of=("self",), no_key=True).get(pk=answer.finding_id)
    return Answer.objects.select_related("finding__process").get(finding=finding)


@transaction.atomic
def translate(
    answer: Answer, language: str, *, text: str, seen_version: int, seen_at: datetime | None = None, actor
) -> AnswerTranslation:
    """Keep a translation of the answer as the translator has read it. It has to be reviewed before anybody sees it.

    `seen_at` is when the translation they opened was written, None for none. Raises TranslationChanged when somebody
    else translated or changed the answer meanwhile, ValueError for an empty text or another language.
    """
    process = answer.finding.process
    require(actor, Action.ANSWER, process)
    if not text.strip() or language not in languages_of(process):
        raise ValueError("A translation has a text, in a language of the process.")
    answer = _locked(answer)
    row = AnswerTranslation.objects.filter(answer=answer, language=language).first()
    if answer.version != seen_version or (row.translated_at if row else None) != seen_at:
        raise TranslationChanged
    row = row or AnswerTranslation(answer=answer, language=language)
    row.text, row.of_version = text.strip(), answer.version
    row.translated_by, row.translated_at = actor, timezone.now()
    row.reviewed_by = row.reviewed_at = None
    row.save()
    record(
        actor,
        "results.translate_answer",
        answer.finding,
        scope=process.slug,
        language=language,
        version=answer.version,
    )
    return row


@transaction.atomic
def review(row: AnswerTranslation, *, seen_at: datetime | None, actor) -> AnswerTranslation:
    """Say that a translation is right; from then on everybody reads it with the published answer.

    Raises OwnTranslation, and TranslationChanged for one that was changed or belongs to an earlier version.
    """
    process = row.answer.finding.process
    require(actor, Action.ANSWER, process)
    answer = _locked(row.answer)
    row = AnswerTranslation.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if row.translated_by_id == actor.pk:
        raise OwnTranslation
    if row.translated_at != seen_at or row.of_version != answer.version:
        raise TranslationChanged
    row.reviewed_by, row.reviewed_at = actor, timezone.now()
    row.save(update_fields=["reviewed_by", "reviewed_at"])
    record(
        actor,
        "results.review_translation",
        answer.finding,
        scope=process.slug,
        language=row.language,
        version=row.of_version,
    )
    return row
