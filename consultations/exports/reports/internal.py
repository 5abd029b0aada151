"""What only an internal case file has: the log of the process and the notes of the team, without anybody's address."""

import re
from collections.abc import Iterator

from django.utils import timezone

from audit.labels import label_of
from audit.models import AuditEntry
from consultations.exports.reports.noun_types import PORTION, Column, Noun, Row
from consultations.exports.reports.numbers import Reading
from consultations.process.models import TeamMember

_ADDRESS = re.compile(r"[^\s<>(),;\"']+@[^\s<>(),;\"']+")
#: Stands for people who are not of the team: the log knows the names of authors who asked not to be named.
_OTHERS = "Beteiligte"


def without_addresses(text: str) -> str:
    """A text whose e-mail addresses are taken out."""
    return _ADDRESS.sub("[Adresse]", text)


def _log(reading: Reading) -> Iterator[Row]:
    process = reading.scope.process
    team = set(TeamMember.objects.filter(process=process).values_list("user", flat=True))
    rows = AuditEntry.objects.filter(scope=process.slug).order_by("at", "pk")
    values = rows.values_list("at", "action", "actor", "actor_label", "target_label", "reason")
    for at, action, actor, label, target, reason in values.iterator(chunk_size=PORTION):
        who = without_addresses(label) if actor in team else _OTHERS if actor or label else ""
        moment = timezone.localtime(at).replace(tzinfo=None, microsecond=0)
        yield moment, label_of(action), who, without_addresses(target), without_addresses(reason)


def _notes(reading: Reading) -> Iterator[Row]:
    for finding in reading.findings:
        if finding.internal_note:
            yield finding.number, finding.title, without_addresses(finding.internal_note)


def internal_tables() -> tuple[Noun, ...]:
    """The tables of the folder `intern`."""
    return (
        Noun("protokoll", "Protokoll des Verfahrens", (
            Column("Zeit", "zeit"), Column("Vorgang", "vorgang"), Column("Wer", "wer"), Column("Woran", "woran"),
            Column("Grund", "grund"),
        ), _log),
        Noun("vermerke", "Interne Vermerke zu Ergebnissen", (
            Column("Ergebnis", "ergebnis"), Column("Titel", "titel"), Column("Vermerk", "vermerk"),
        ), _notes),
    )  # fmt: skip
