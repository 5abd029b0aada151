"""The demo's measures: begun ahead of the decision, tied to published findings, with values over time."""

from datetime import timedelta
from typing import Any

from consultations.demo.timeline import Timeline
from consultations.process.enums import TeamRole
from consultations.process.models import Process
from consultations.results.measures.models import (
    Indicator,
    IndicatorValue,
    Measure,
    MeasureChange,
    MeasureReport,
)


def create_measures(process: Process, data: dict[str, Any], timeline: Timeline) -> None:
    """Create the measures with their history; what happened in the story is told already."""
    fields = {field.slug: field for field in process.action_fields.all()}
    findings = {finding.number: finding for finding in process.findings.all()}
    office = process.team.filter(role=TeamRole.MEASURE_OFFICE).values_list("office", flat=True).first() or ""
    for row in data["measures"]:
        latest = row["history"][-1]
        measure = Measure.objects.create(
            process=process,
            number=row["number"],
            title=row["title"],
            text=row["text"],
            action_field=fields.get(row["action_field"]),
            responsible=row["responsible"],
            office=office if row["office"] else "",
            lineage=row["lineage"],
            starts_on=timeline.date(row["starts"]),
            ends_on=timeline.date(row["ends"]),
            report_due_on=timeline.date(row["report_due"]),
            state=latest["state"],
            state_since=timeline.date(latest["day"]),
            state_reason=latest.get("reason", ""),
            is_public=True,
            published_at=timeline.moment(row["history"][0]["day"]),
        )
        measure.findings.set(findings[number] for number in row["findings"])
        _tell_history(measure, row, timeline)
        for indicator in row["indicators"]:
            _measure_by(measure, indicator, timeline)


def _tell_history(measure: Measure, row: dict[str, Any], timeline: Timeline) -> None:
    MeasureChange.objects.bulk_create(
        MeasureChange(
            measure=measure,
            state=step["state"],
            reason=step.get("reason", ""),
            at=timeline.moment(step["day"]),
            by=measure.responsible,
            told_at=timeline.moment(step["day"]),
        )
        for step in row["history"]
    )
    MeasureReport.objects.bulk_create(
        MeasureReport(
            measure=measure,
            year=timeline.date(report["day"]).year - 1,
            text=report["text"],
            by=measure.responsible,
            published_at=timeline.moment(report["day"]),
        )
        for report in row["reports"]
    )


def _measure_by(measure: Measure, data: dict[str, Any], timeline: Timeline) -> None:
    indicator = Indicator.objects.create(measure=measure, name=data["name"], unit=data["unit"], target=data["target"])
    IndicatorValue.objects.bulk_create(
        IndicatorValue(
            indicator=indicator,
            on=timeline.date(value["day"]),
            value=value["value"],
            note=value.get("note", ""),
            by=measure.responsible,
        )
        for value in data["values"]
    )


def move_along(process: Process, weeks: timedelta) -> None:
    """Move the days of the demo's measures; what people entered since keeps its own."""
    begun = process.created_at
    for measure in process.measures.filter(published_at__lt=begun):
        for name in ("starts_on", "ends_on", "report_due_on", "state_since", "published_at"):
            day = getattr(measure, name)
            setattr(measure, name, day + weeks if day else None)
        measure.save()
        for change in measure.changes.filter(at__lt=begun):
            MeasureChange.objects.filter(pk=change.pk).update(at=change.at + weeks, told_at=change.at + weeks)
        for report in measure.reports.filter(published_at__lt=begun):
            MeasureReport.objects.filter(pk=report.pk).update(published_at=report.published_at + weeks)
        # From the last to the first: two values of one day are refused.
        for value in IndicatorValue.objects.filter(indicator__measure=measure, on__lt=begun.date()).order_by("-on"):
            IndicatorValue.objects.filter(pk=value.pk).update(on=value.on + weeks)
