"""One table for each noun of a process: the same rows for sheets, CSV and JSON, read in portions.

Texts are as published, names only of those who agreed. Nothing here knows an e-mail address or a receipt code.
"""

from collections.abc import Iterator

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from consultations.contributions.codes import grouped
from consultations.contributions.enums import Channel, Kind, Publication, State
from consultations.contributions.models import author_in_public
from consultations.exports.reports import nouns_around
from consultations.exports.reports.noun_types import PORTION, Noun, Row, columns, moment, site, yes_no
from consultations.exports.reports.numbers import Reading, stance_label
from consultations.exports.reports.participation import by_group
from consultations.exports.reports.scope import Scope
from consultations.process.enums import TargetKind
from consultations.results.models import ResultsPublication
from consultations.results.redlines import changed_paragraphs


def _url(code: str) -> str:
    return site(f"/beitrag/{grouped(code)}/")


def _contributions(reading: Reading) -> Iterator[Row]:
    rows = reading.scope.contributions().order_by("received_at", "pk")
    channels, kinds = {c.value: str(c.label) for c in Channel}, {k.value: str(k.label) for k in Kind}
    states, targets = {s.value: str(s.label) for s in State}, {t.value: str(t.label) for t in TargetKind}
    for row in rows.values_list(
        "code", "received_at", "kind", "channel", "target_kind", "target_label", "title", "published_text",
        "published_proposal", "language", "publication", "organisation_name", "author_name", "category__title",
        "region__name", "region__ags", "state", "is_redacted", "submissions_represented",
    ).iterator(chunk_size=PORTION):  # fmt: skip
        (code, received, kind, channel, target, label, title, text, proposal, language, publication, organisation, name,
         group, region, ags, state, redacted, represented) = row  # fmt: skip
        yield (
            grouped(code), moment(received), kinds[kind], channels[channel], targets.get(target, target), label, title,
            text, proposal, language, author_in_public(publication, organisation, name, group or ""), group or "",
            region or "", ags or "", yes_no(publication != Publication.INTERNAL), states[state],
            yes_no(redacted), represented, _url(code),
        )  # fmt: skip


def _passages(reading: Reading) -> Iterator[Row]:
    known = {finding.pk: finding for finding in reading.findings}
    rows = reading.scope.segments().order_by("contribution__received_at", "contribution_id", "start", "pk")
    for code, text, start, end, field, topic, finding, stance, reason in rows.values_list(
        "contribution__code", "contribution__published_text", "start", "end", "action_field__title", "topic__title",
        "finding_id", "stance", "no_answer_reason",
    ).iterator(chunk_size=PORTION):  # fmt: skip
        shown = known.get(finding)
        _title, decision, _reason = reading.outcome(finding, reason)
        yield (
            grouped(code), start, end, text if start is None else text[start:end], field or "",
            (topic or "") if reading.scope.is_internal else "",
            shown.number if shown else None, stance_label(stance) if stance and shown else "", decision,
            reason if reason and not finding and reading.scope.is_internal else "",
        )  # fmt: skip


def _findings(reading: Reading) -> Iterator[Row]:
    for row in reading.findings:
        field = row.action_field.title if row.action_field else ""
        yield (
            row.number, field, row.title, row.summary, yes_no(row.is_machine_drafted), str(row.get_state_display()),
            reading.contributions_count(row), moment(row.published_at),
            site(f"/verfahren/{row.process.slug}/ergebnisse/{row.number}/"),
        )  # fmt: skip


def _answers(reading: Reading) -> Iterator[Row]:
    for row in reading.findings:
        answer, stored = reading.answer(row), getattr(row, "answer", None)
        day = stored.answered_on if stored and (stored.is_settled or reading.scope.is_internal) else None
        yield row.number, answer.decision, answer.reason, answer.responsible, answer.no_change, day


def _changes(reading: Reading) -> Iterator[Row]:
    rows = list(reading.scope.changes())
    compared = changed_paragraphs(rows) if rows else {}
    for row in rows:
        if row.pk not in compared:
            continue
        change = compared[row.pk][1]
        old = "".join(run.text for run in change.runs if run.kind != "insert")
        new = "".join(run.text for run in change.runs if run.kind != "delete")
        numbers = ", ".join(str(finding.number) for finding in row.shown_findings)
        yield (
            change.version_number, change.version_label, change.number, change.lineage, str(change.kind.label), old,
            new, numbers, row.editorial_reason,
        )  # fmt: skip


def _conferences(reading: Reading) -> Iterator[Row]:
    rows = reading.scope.conferences().select_related("region")
    for row in rows.annotate(tables_count=Count("tables")):
        yield (
            row.title, row.date, row.starts_at.strftime("%H:%M"), row.town, row.venue,
            row.region.name if row.region else "", str(row.get_kind_display()), str(row.get_format_display()),
            str(row.get_state_display()), row.tables_count, row.attended,
        )  # fmt: skip


def _publications(reading: Reading) -> Iterator[Row]:
    """What was published and when: versions of the draft, records of conferences, results."""
    process = reading.scope.process
    for version in reading.scope.versions():
        yield (
            "Fassung des Entwurfs",
            version.label,
            moment(version.published_at),
            site(reverse("drafts:version", args=[process.slug, version.number])),
        )
    for row in reading.scope.conferences().exclude(record_published_on=None):
        yield "Dokumentation einer Konferenz", row.name, row.record_published_on, site(row.get_absolute_url())
    for row in ResultsPublication.objects.filter(process=process).order_by("published_at"):
        name = f"{row.findings_count} Ergebnisse zu {row.contributions_count} Beiträgen"
        yield "Ergebnisse", name, moment(row.published_at), site(f"/verfahren/{process.slug}/ergebnisse/")


def _groups(reading: Reading) -> Iterator[Row]:
    yield from by_group(reading.scope)


def _numbers(reading: Reading) -> Iterator[Row]:
    numbers = reading.numbers()
    yield "Stand", moment(timezone.now())
    yield "Eingegangene Beiträge", numbers.received
    yield "Veröffentlichte Beiträge", numbers.published
    yield "Beantwortete Beiträge", numbers.answered
    yield "Ergebnisse", numbers.findings
    yield "Geänderte Absätze", numbers.changes
    yield "Zeilen im Blatt Beiträge", reading.scope.contributions().count()
    yield "Zeilen im Blatt Passagen", reading.passages_count()
    for share in reading.decision_shares():
        yield f"Ergebnisse: {share.label}", share.count


_OWN: tuple[Noun, ...] = (
    Noun("zahlen", "Zahlen", columns(("Angabe", "angabe", 34), ("Wert", "wert", 20)), _numbers),
    Noun("beitraege", "Beiträge", columns(
        ("Nummer", "nummer", 12), ("Eingang", "eingang", 18), ("Art", "art"), ("Kanal", "kanal"),
        ("Bezug", "bezug"), ("Stelle", "stelle", 24), ("Überschrift", "ueberschrift", 30), ("Text", "text", 80),
        ("Vorgeschlagener Wortlaut", "wortlaut", 40), ("Sprache", "sprache", 9), ("Von", "von", 28),
        ("Gruppe", "gruppe", 28), ("Gebiet", "gebiet", 22), ("AGS", "ags", 10),
        ("Veröffentlichung zugestimmt", "oeffentlich", 14), ("Stand", "stand"), ("Gekürzt", "gekuerzt", 9),
        ("Gleichlautende Einsendungen", "gleichlautend", 12), ("Adresse", "adresse", 40),
    ), _contributions),
    Noun("passagen", "Passagen", columns(
        ("Beitrag", "beitrag", 12), ("Von Zeichen", "von_zeichen", 10), ("Bis Zeichen", "bis_zeichen", 10),
        ("Text", "text", 80), ("Handlungsfeld", "handlungsfeld", 28), ("Thema", "thema", 24),
        ("Ergebnis", "ergebnis", 10), ("Haltung", "haltung"), ("Entscheidung", "entscheidung", 20),
        ("Braucht keine Antwort, weil", "keine_antwort", 40),
    ), _passages),
    Noun("ergebnisse", "Ergebnisse", columns(
        ("Nummer", "nummer", 10), ("Handlungsfeld", "handlungsfeld", 28), ("Titel", "titel", 40),
        ("Zusammenfassung", "zusammenfassung", 80), ("Mit Sprachmodell entworfen", "sprachmodell", 14),
        ("Stand", "stand"), ("Beiträge", "beitraege", 10),
        ("Veröffentlicht", "veroeffentlicht", 18), ("Adresse", "adresse", 40),
    ), _findings),
    Noun("antworten", "Antworten", columns(
        ("Ergebnis", "ergebnis", 10), ("Entscheidung", "entscheidung", 20), ("Begründung", "begruendung", 80),
        ("Zuständig", "zustaendig", 28), ("Warum der Text bleibt", "ohne_aenderung", 40), ("Beantwortet am", "am", 14),
    ), _answers),
    Noun("aenderungen", "Änderungen", columns(
        ("Fassung", "fassung", 9), ("Name der Fassung", "name", 28), ("Absatz", "absatz", 10),
        ("Kennung", "kennung", 14), ("Art", "art", 12), ("Bisher", "bisher", 70), ("Neu", "neu", 70),
        ("Ergebnisse", "ergebnisse", 14), ("Redaktioneller Grund", "grund", 40),
    ), _changes),
    Noun("konferenzen", "Konferenzen", columns(
        ("Titel", "titel", 34), ("Tag", "tag", 12), ("Beginn", "beginn", 8), ("Ort", "ort", 20), ("Haus", "haus", 28),
        ("Gebiet", "gebiet", 22), ("Art", "art", 22), ("Form", "form"), ("Stand", "stand"), ("Tische", "tische", 8),
        ("Personen", "personen", 10),
    ), _conferences),
    Noun("beteiligte", "Beteiligte", columns(
        ("Gruppe", "gruppe", 40), ("Beiträge", "beitraege", 10), ("Organisationen", "organisationen", 16),
    ), _groups),
    Noun("veroeffentlichungen", "Veröffentlichungen", columns(
        ("Art", "art", 28), ("Bezeichnung", "bezeichnung", 40), ("Tag", "tag", 18), ("Adresse", "adresse", 50),
    ), _publications),
)  # fmt: skip

#: All tables; the numbers first, then from what was asked to what was done.
NOUNS: tuple[Noun, ...] = (_OWN[0], *nouns_around.BEFORE, *_OWN[1:], *nouns_around.AFTER)


def nouns_for(scope: Scope) -> tuple[Noun, ...]:
    """The tables an audience may read."""
    return tuple(noun for noun in NOUNS if scope.is_internal or not noun.is_internal)
