"""What surrounds the demo's answers: text blocks, deadlines, co-signatures, translations."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from consultations.process.models import Process
from consultations.results.answers.enums import CosignOutcome
from consultations.results.answers.languages import EASY_LANGUAGE
from consultations.results.answers.models import AnswerDeadline, AnswerTextBlock, AnswerTranslation, CosignRequest
from consultations.results.enums import AnswerDecision
from consultations.results.models import Answer, AnswerVersion
from consultations.results.versions import VERSIONED
from consultations.synthesis.models import Finding

BODY = "Ministerium für Bildung (Demo)"

#: What waits to be added to the published answer to a finding: its number and the words.
WAITING = (
    3,
    "Ergänzung nach Rücksprache mit den Landkreisen: Über den Stand berichten wir einmal im Jahr im "
    "Landesintegrationsbeirat. (Demo)",
)

TEXT_BLOCKS = [
    (
        "Haushaltsvorbehalt",
        "",
        "Die Umsetzung steht unter dem Vorbehalt, dass der Landtag die Mittel im Haushalt bereitstellt.",
    ),
    (
        "Zuständigkeit des Bundes",
        AnswerDecision.NOT_ACCEPTED,
        "Darüber entscheidet der Bund. Das Land kann es in seinem Konzept nicht regeln; es bringt das Anliegen in die "
        "Beratungen von Bund und Ländern ein.",
    ),
    (
        "Weiterleitung an ein anderes Ressort",
        AnswerDecision.FORWARDED,
        "Ihr Anliegen betrifft ein anderes Ressort. Wir haben es dorthin weitergeleitet und fragen bis zum nächsten "
        "Bericht nach, was daraus geworden ist.",
    ),
    (
        "Steht schon im Entwurf",
        AnswerDecision.ALREADY,
        "Der Entwurf enthält dies bereits. Damit es leichter zu finden ist, verweisen wir an dieser Stelle darauf.",
    ),
    (
        "Wir prüfen noch",
        AnswerDecision.OPEN,
        "Wir holen dazu noch die Einschätzung der Fachstellen ein und entscheiden bis zum genannten Tag.",
    ),
]

#: Translations of the answer to finding 1, made for the demonstration.
TRANSLATIONS = {
    EASY_LANGUAGE: (
        "Manche Menschen ziehen in einen neuen Ort.\n"
        "Die Stadt oder die Gemeinde soll das früher wissen: 14 Tage vorher.\n\n"
        "Sie soll auch wissen: Wie alt sind die Kinder? Welche Sprachen sprechen die Menschen?\n\n"
        "Angaben über die Gesundheit gibt das Amt nur weiter, wenn die Menschen Ja sagen."
    ),
    "ar": (
        "ستُمدَّد مهلة الإبلاغ المسبق إلى 14 يومًا، وبذلك تتوافق مع المؤشر. وستُدرَج أعمار الأطفال واللغات. "
        "ولا تُنقل المعلومات الصحية إلا بموافقة أصحابها. أما المعلومات الأولى فهي جزء من أحد أهداف الخطة."
    ),
}


def surround_answers(process: Process, people: dict[str, Any]) -> None:
    """Create everything once, without mails: nobody is to be written to by a demonstration."""
    _first_versions(process)
    AnswerTextBlock.objects.bulk_create(
        AnswerTextBlock(process=process, title=title, decision=decision, text=text)
        for title, decision, text in TEXT_BLOCKS
    )
    _deadlines(process, people)
    _cosign(process, people)
    _waiting_version(process, people)
    answer = Answer.objects.get(finding__process=process, finding__number=1)
    AnswerTranslation.objects.bulk_create(
        AnswerTranslation(
            answer=answer,
            language=language,
            text=text,
            of_version=answer.version,
            translated_by=people["ressort"],
            reviewed_by=people["federfuehrung"],
            reviewed_at=timezone.now(),
        )
        for language, text in TRANSLATIONS.items()
    )


def _first_versions(process: Process) -> None:
    AnswerVersion.objects.bulk_create(
        AnswerVersion(
            answer=answer,
            number=answer.version,
            decision=answer.decision,
            reason=answer.reason,
            responsible=answer.responsible,
            saved_by=answer.answered_by,
        )
        for answer in Answer.objects.filter(finding__process=process)
    )


def _waiting_version(process: Process, people: dict[str, Any]) -> None:
    """A published answer was changed: the public reads the first version until the body has signed the second."""
    number, addition = WAITING
    answer = Answer.objects.get(finding__process=process, finding__number=number)
    values = {name: getattr(answer, name) for name in VERSIONED}
    values["reason"] += f"\n\n{addition}"
    version = AnswerVersion.objects.create(
        answer=answer, number=answer.version + 1, saved_by=people["ressort"], **values
    )
    Answer.objects.filter(pk=answer.pk).update(working_version=version.number)
    CosignRequest.objects.create(version=version, body=BODY, asked_by=people["ressort"])


def _deadlines(process: Process, people: dict[str, Any]) -> None:
    day = timezone.localdate() + timedelta(days=18)
    waiting = Finding.objects.filter(process=process).exclude(answer__in=Answer.objects.settled()).order_by("number")
    AnswerDeadline.objects.bulk_create(
        AnswerDeadline(finding=finding, due_on=day, person=people["ressort"] if number % 2 else None)
        for number, finding in enumerate(waiting)
    )


def _cosign(process: Process, people: dict[str, Any]) -> None:
    """One answer waits for a signature, one was objected to, one that is published was signed."""
    now = timezone.now()
    said = {
        3: {"outcome": CosignOutcome.SIGNED, "decided_by": people["mitzeichnung"], "decided_at": now},
        7: {},
        8: {
            "outcome": CosignOutcome.OBJECTED,
            "reason": "Die Ansprechperson je Landkreis muss auch Schulen und Berufsschulen nennen; sonst entstehen "
            "doppelte Strukturen.",
            "decided_by": people["mitzeichnung"],
            "decided_at": now,
        },
    }
    versions = AnswerVersion.objects.filter(answer__finding__process=process, answer__finding__number__in=said)
    for version in versions.select_related("answer__finding"):
        CosignRequest.objects.create(
            version=version,
            body=BODY,
            asked_by=people["ressort"],
            due_on=timezone.localdate() + timedelta(days=10),
            **said[version.answer.finding.number],
        )
