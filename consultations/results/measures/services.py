"""Writes about measures: what is promised, how far it is, values and reports."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from audit.services import record
from consultations.process.dates import today
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import require
from consultations.results.measures.enums import NEEDS_REASON, MeasureState
from consultations.results.measures.models import (
    Indicator,
    IndicatorValue,
    Measure,
    MeasureChange,
    MeasureReport,
)
from consultations.results.measures.rules import name_of_office, require_report
from consultations.results.merged import standing_of
from consultations.synthesis.models import Finding

#: What people write about a measure besides its state, findings and indicators.
FIELDS = (
    "title",
    "text",
    "action_field",
    "responsible",
    "office",
    "starts_on",
    "ends_on",
    "report_due_on",
)


class ChangedMeanwhile(Exception):
    """Somebody else changed what is about to be replaced since the form was opened."""


@transaction.atomic
def create_measure(
    process: Process, data: dict[str, Any], *, findings: Iterable[Finding] = (), lineage: str = "", actor
) -> Measure:
    """Write down a measure (`data` has `FIELDS`); it is planned, and not public yet.

    Raises PermissionDenied, or ValueError for findings of another process.
    """
    require(actor, Action.ANSWER, process)
    process = Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    findings = standing_of(process, findings)
    number = (process.measures.aggregate(last=Max("number"))["last"] or 0) + 1
    measure = Measure.objects.create(
        process=process,
        number=number,
        lineage=lineage,
        state_since=today(),
        **{name: data.get(name) for name in FIELDS},
    )
    measure.findings.set(findings)
    record(actor, "measures.create", measure, scope=process.slug, findings=[finding.number for finding in findings])
    return measure


@transaction.atomic
def update_measure(
    measure: Measure,
    data: dict[str, Any],
    *,
    findings: Iterable[Finding],
    indicators: Iterable[dict[str, Any]] = (),
    seen_at: datetime | None = None,
    actor,
) -> Measure:
    """Change what is said about a measure. `indicators` are rows of `pk` (or None), `name`, `unit`, `target`, `DELETE`.

    Raises PermissionDenied, ChangedMeanwhile, or ValueError for findings of another process.
    """
    require(actor, Action.ANSWER, measure.process)
    # The findings before the measure, as merging locks them.
    findings = standing_of(measure.process, findings)
    measure = _locked(measure)
    if seen_at is not None and measure.updated_at != seen_at:
        raise ChangedMeanwhile
    for name in FIELDS:
        setattr(measure, name, data.get(name))
    measure.save()
    measure.findings.set(findings)
    _set_indicators(measure, indicators)
    numbers = [finding.number for finding in findings]
    record(actor, "measures.update", measure, scope=measure.process.slug, findings=numbers)
    return measure


@transaction.atomic
def link_finding(measure: Measure, finding: Finding, *, actor) -> None:
    """Say that a finding inspired a measure. Raises PermissionDenied, or ValueError for one of another process."""
    require(actor, Action.ANSWER, measure.process)
    (finding,) = standing_of(measure.process, [finding])
    measure = _locked(measure)
    measure.findings.add(finding)
    # Who has its form open is told: what they send would take the finding out again.
    measure.save(update_fields=["updated_at"])
    record(actor, "measures.link_finding", measure, scope=measure.process.slug, finding=finding.number)


@transaction.atomic
def publish_measure(measure: Measure, *, actor) -> Measure:
    """Show a measure to everybody; its history begins with the state it has then."""
    require(actor, Action.PUBLISH_RESULTS, measure.process)
    measure = _locked(measure)
    if not measure.is_public:
        measure.is_public, measure.published_at = True, timezone.now()
        measure.save()
        _note_state(measure, by=name_of_office(actor, measure))
        record(actor, "measures.publish", measure, scope=measure.process.slug)
    return measure


@transaction.atomic
def set_state(measure: Measure, state: str, *, reason: str = "", seen: str | None = None, actor) -> Measure:
    """Say how far a measure is. Authors and followers are told once a day.

    `seen` is the `digest_of_state` the person started from, None compares nothing. Raises PermissionDenied for other
    offices, ValueError when a state that needs a reason has none, ChangedMeanwhile when somebody else said otherwise.
    """
    require_report(actor, measure)
    reason = reason.strip()
    if state in NEEDS_REASON and not reason:
        raise ValueError("This state needs a reason.")
    measure = _locked(measure)
    if (measure.state, measure.state_reason) == (state, reason):
        return measure
    if seen is not None and seen != digest_of_state(measure):
        raise ChangedMeanwhile
    if measure.state != state:
        measure.state_since = today()
    measure.state, measure.state_reason = MeasureState(state).value, reason
    measure.save()
    if measure.is_public:
        _note_state(measure, by=name_of_office(actor, measure))
    record(actor, "measures.set_state", measure, scope=measure.process.slug, reason=reason, state=state)
    return measure


class ValueThere(Exception):
    """There is a value of that day which the person has not read. `value` is as it is now."""

    def __init__(self, value: IndicatorValue) -> None:
        super().__init__(str(value))
        self.value = value


@transaction.atomic
def set_value(
    indicator: Indicator, on: date, value: Decimal, *, note: str = "", seen: str | None = None, actor
) -> IndicatorValue:
    """Write down the value of an indicator on a day; one that was there is corrected.

    `seen` is the `digest_of_value` of the one the person wants to correct, empty for none, None compares nothing.
    Raises PermissionDenied, ValueThere for a value they have not read, ChangedMeanwhile for an indicator that is gone.
    """
    measure = indicator.measure
    require_report(actor, measure)
    measure = _locked(measure)
    if not measure.indicators.filter(pk=indicator.pk).exists():
        raise ChangedMeanwhile
    before = IndicatorValue.objects.filter(indicator=indicator, on=on).first()
    is_same = before is not None and (before.value, before.note) == (value, note.strip())
    if before is not None and not is_same and seen is not None and seen != digest_of_value(before):
        raise ValueThere(before)
    # Whoever has the measure open, and might take its indicator away with this value, is told.
    measure.save(update_fields=["updated_at"])
    row, _created = IndicatorValue.objects.update_or_create(
        indicator=indicator,
        on=on,
        defaults={"value": value, "note": note.strip(), "by": name_of_office(actor, measure)},
    )
    record(
        actor,
        "measures.set_value",
        measure,
        scope=measure.process.slug,
        on=on.isoformat(),
        value=str(value),
        earlier=str(before.value) if before else None,
    )
    return row


class ReportChanged(Exception):
    """The report of that year is not what the person had before them. `report` is as it is now, None if gone."""

    def __init__(self, report: MeasureReport | None) -> None:
        super().__init__(str(report))
        self.report = report


def digest_of(text: str) -> str:
    """Stands for the words of a report in a form."""
    return sha256(text.encode()).hexdigest()[:16]


def digest_of_state(measure: Measure) -> str:
    """Stands for state and reason of a measure in a form."""
    return digest_of(f"{measure.state}\n{measure.state_reason}")


def digest_of_value(row: IndicatorValue) -> str:
    """Stands for a value of an indicator in a form."""
    return digest_of(f"{row.pk}\n{row.value}\n{row.note}")


@transaction.atomic
def save_report(
    measure: Measure, year: int, text: str, *, publish: bool = False, seen: str | None = None, actor
) -> MeasureReport:
    """Write the report of a year; published, it is public with the measure, and the next one is due a year later.

    `seen` is the text the person started from, None compares nothing. Raises PermissionDenied, ValueError without a
    text, or ReportChanged when the report of that year has other words: nobody overwrites what they have not read.
    """
    require_report(actor, measure)
    if not text.strip():
        raise ValueError("A report needs a text.")
    measure = _locked(measure)
    before = MeasureReport.objects.filter(measure=measure, year=year).first()
    if seen is not None and digest_of(before.text if before else "") != seen:
        raise ReportChanged(before)
    published_at = (before and before.published_at) or (timezone.now() if publish else None)
    report, _created = MeasureReport.objects.update_or_create(
        measure=measure,
        year=year,
        defaults={"text": text.strip(), "by": name_of_office(actor, measure), "published_at": published_at},
    )
    if published_at and not (before and before.published_at) and measure.report_due_on:
        measure.report_due_on = _year_later(measure.report_due_on)
        measure.save(update_fields=["report_due_on", "updated_at"])
    record(
        actor,
        "measures.report",
        measure,
        scope=measure.process.slug,
        year=year,
        published=bool(published_at),
        earlier=before.text if before else None,
    )
    return report


def _year_later(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year + 1, day=28)


def _locked(measure: Measure) -> Measure:
    return Measure.objects.select_for_update(of=("self",), no_key=True).select_related("process").get(pk=measure.pk)


def _note_state(measure: Measure, *, by: str) -> None:
    MeasureChange.objects.create(
        measure=measure, state=measure.state, reason=measure.state_reason, at=timezone.now(), by=by
    )


def _set_indicators(measure: Measure, rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        values = {name: row.get(name) for name in ("name", "unit", "target")}
        mine = measure.indicators.filter(pk=row.get("pk"))
        if row.get("DELETE"):
            mine.delete()
        elif row.get("pk"):
            mine.update(**values)
        else:
            Indicator.objects.create(measure=measure, **values)
