"""The tables around the contributions: what was asked (phases, fields, topics), what came of it (measures, register).

Topics are the analysts' own and stand in internal tables only.
"""

from collections.abc import Iterator

from django.db.models import Count

from consultations.exports.reports.noun_types import Noun, Row, columns, moment, site, yes_no
from consultations.exports.reports.numbers import Reading
from consultations.results.register.queries import balance, seals_of
from consultations.synthesis.models import Topic

#: A column for each of `register.queries.FATES`, in their order.
_FATE_COLUMNS = (
    ("Ganz veröffentlicht", "veroeffentlicht", 12), ("Gekürzt veröffentlicht", "gekuerzt", 12),
    ("Mit einem anderen gezählt", "mitgezaehlt", 12), ("Ausgewertet, nicht veröffentlicht", "intern", 12),
    ("Wartet auf die Moderation", "wartet", 12), ("Nicht veröffentlicht", "abgelehnt", 12),
    ("Zurückgezogen", "zurueckgezogen", 12), ("Auf Wunsch gelöscht", "geloescht", 12),
)  # fmt: skip


def _phases(reading: Reading) -> Iterator[Row]:
    for row in reading.scope.process.phases.order_by("order"):
        yield (
            row.key, str(row.get_kind_display()), row.title, row.text, row.starts_on, row.ends_on,
            yes_no(row.is_formal_hearing), row.deadline_note,
        )  # fmt: skip


def _fields(reading: Reading) -> Iterator[Row]:
    """Each field with its contributions, counted once however many of their passages belong there."""
    rows = reading.scope.segments().order_by().values_list("action_field")
    counts = dict(rows.annotate(number=Count("contribution", distinct=True)))
    findings: dict[int | None, int] = {}
    for finding in reading.findings:
        findings[finding.action_field_id] = findings.get(finding.action_field_id, 0) + 1
    for row in reading.scope.process.action_fields.order_by("order", "pk"):
        yield row.slug, row.code, row.title, row.text, counts.get(row.pk, 0), findings.get(row.pk, 0)


def _topics(reading: Reading) -> Iterator[Row]:
    rows = Topic.objects.filter(action_field__process=reading.scope.process)
    counted = dict(reading.scope.segments().order_by().values_list("topic").annotate(number=Count("pk")))
    for row in rows.select_related("action_field", "parent").order_by("action_field__order", "order", "title"):
        parent = row.parent.title if row.parent else ""
        yield row.action_field.title, row.title, parent, row.definition, row.example, counted.get(row.pk, 0)


def _measures(reading: Reading) -> Iterator[Row]:
    for row in reading.scope.measures():
        findings = ", ".join(str(finding.number) for finding in row.findings.all())
        yield (
            row.number, row.title, row.text, row.action_field.title if row.action_field else "", row.responsible,
            row.starts_on, row.ends_on, str(row.get_state_display()), row.state_since, row.state_reason, findings,
            row.lineage, yes_no(row.is_public), site(row.get_absolute_url()),
        )  # fmt: skip


def _indicators(reading: Reading) -> Iterator[Row]:
    """A row for each value; an indicator without any has one row."""
    for measure in reading.scope.measures():
        for indicator in measure.indicators.all():
            target = float(indicator.target) if indicator.target is not None else None
            named = measure.number, measure.title, indicator.name, indicator.unit, target
            values = list(indicator.values.all())
            for value in values:
                yield *named, value.on, float(value.value), value.note, value.by
            if not values:
                yield *named, None, None, "", ""


def _reports(reading: Reading) -> Iterator[Row]:
    for measure in reading.scope.measures():
        for report in measure.reports.all():
            if report.published_at or reading.scope.is_internal:
                yield (
                    measure.number, measure.title, report.year, report.text, report.by, moment(report.published_at),
                )  # fmt: skip


def _register(reading: Reading) -> Iterator[Row]:
    """A row for each seal, with what became of everything under it; the lines are files of their own."""
    seals = list(seals_of(reading.scope.process))
    fates = balance(seals).fates if seals else []
    for index, seal in enumerate(seals):
        yield (
            seal.phase_title, seal.number, moment(seal.sealed_at), seal.count, *(fate.counts[index] for fate in fates),
            seal.root,
        )  # fmt: skip


BEFORE: tuple[Noun, ...] = (
    Noun("phasen", "Phasen", columns(
        ("Kennung", "kennung", 16), ("Art", "art", 24), ("Titel", "titel", 34), ("Was geschieht", "text", 70),
        ("Erster Tag", "beginn", 12), ("Letzter Tag", "ende", 12), ("Förmliche Anhörung", "anhoerung", 12),
        ("Hinweis zur Frist", "frist", 40),
    ), _phases),
    Noun("handlungsfelder", "Handlungsfelder", columns(
        ("Kennung", "kennung", 16), ("Kürzel", "kuerzel", 9), ("Titel", "titel", 40),
        ("Was dazugehört", "text", 70), ("Beiträge", "beitraege", 10), ("Ergebnisse", "ergebnisse", 10),
    ), _fields),
    Noun("themen", "Themen", columns(
        ("Handlungsfeld", "handlungsfeld", 34), ("Thema", "thema", 34), ("Teil von", "teil_von", 28),
        ("Was dazugehört", "definition", 60), ("Beispiel", "beispiel", 60), ("Passagen", "passagen", 10),
    ), _topics, is_internal=True),
)  # fmt: skip

AFTER: tuple[Noun, ...] = (
    Noun("massnahmen", "Maßnahmen", columns(
        ("Nummer", "nummer", 10), ("Titel", "titel", 40), ("Was getan wird", "text", 70),
        ("Handlungsfeld", "handlungsfeld", 28), ("Zuständig", "zustaendig", 28), ("Beginn", "beginn", 12),
        ("Ende", "ende", 12), ("Stand", "stand"), ("Seit", "seit", 12), ("Grund", "grund", 40),
        ("Ergebnisse", "ergebnisse", 14), ("Absatz (Kennung)", "absatz", 16), ("Öffentlich", "oeffentlich", 10),
        ("Adresse", "adresse", 40),
    ), _measures),
    Noun("indikatoren", "Indikatoren", columns(
        ("Maßnahme", "massnahme", 10), ("Titel der Maßnahme", "titel", 40), ("Indikator", "indikator", 34),
        ("Einheit", "einheit", 14), ("Zielwert", "zielwert", 12), ("Tag", "tag", 12), ("Wert", "wert", 12),
        ("Anmerkung", "anmerkung", 40), ("Stelle", "stelle", 28),
    ), _indicators),
    Noun("massnahmenberichte", "Berichte zu Maßnahmen", columns(
        ("Maßnahme", "massnahme", 10), ("Titel der Maßnahme", "titel", 40), ("Jahr", "jahr", 8),
        ("Bericht", "bericht", 80), ("Stelle", "stelle", 28), ("Veröffentlicht", "veroeffentlicht", 18),
    ), _reports),
    Noun("register", "Register", columns(
        ("Phase", "phase", 28), ("Nummer des Siegels", "nummer", 10), ("Versiegelt", "versiegelt", 18),
        ("Beiträge", "beitraege", 10),
        *_FATE_COLUMNS,
        ("Wurzel (SHA-256)", "wurzel", 66),
    ), _register),
)  # fmt: skip
