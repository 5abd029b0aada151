"""Reads of measures for public pages: everything starts at what was published."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from consultations.drafts.models import Paragraph
from consultations.drafts.queries import published_versions
from consultations.process.models import Process
from consultations.results.measures.enums import MeasureState
from consultations.results.measures.models import Indicator, Measure, MeasureChange, MeasureReport
from consultations.results.queries import FindingResult, published_findings, results_for
from consultations.synthesis.models import ActionField
from frontend.charts import line_chart

#: Entries of the feed.
FEED_LENGTH = 50


def public_measures(process: Process) -> QuerySet[Measure]:
    """The published measures of a process in the order of their numbers."""
    return Measure.objects.public().filter(process=process).select_related("action_field", "process").order_by("number")


@dataclass(frozen=True)
class Column:
    """Measures of one state."""

    state: MeasureState
    label: str
    measures: list[Measure]


def by_state(measures: list[Measure]) -> list[Column]:
    """Measures as columns of a board, in the order of the states; empty columns too."""
    return [Column(state, capfirst(state.label), [m for m in measures if m.state == state]) for state in MeasureState]


@dataclass(frozen=True)
class Choices:
    """What the list can be narrowed to."""

    fields: list[ActionField]
    states: list[tuple[str, str]]
    bodies: list[str]


def choices(measures: list[Measure]) -> Choices:
    """What the published measures can be narrowed to; only what leads to something."""
    fields = {measure.action_field_id: measure.action_field for measure in measures if measure.action_field}
    there = Counter(measure.state for measure in measures)
    return Choices(
        fields=sorted(fields.values(), key=lambda field: field.order),
        states=[(state.value, capfirst(state.label)) for state in MeasureState if there[state]],
        bodies=sorted({measure.responsible for measure in measures}),
    )


def narrowed(measures: list[Measure], *, field: str = "", state: str = "", body: str = "") -> list[Measure]:
    """Measures that fit what was chosen."""
    return [
        measure
        for measure in measures
        if (not field or (measure.action_field and measure.action_field.slug == field))
        and (not state or measure.state == state)
        and (not body or measure.responsible == body)
    ]


@dataclass(frozen=True)
class ShownIndicator:
    """An indicator with its values and the picture of them."""

    indicator: Indicator
    values: list
    chart: SafeString | None


def indicators_of(measure: Measure) -> list[ShownIndicator]:
    """The indicators of a measure with pictures; two queries."""
    shown = []
    for row in measure.indicators.prefetch_related("values"):
        values = list(row.values.all())
        points = [(value.on, value.value) for value in values]
        title = _("%(name)s over time") % {"name": row.name}
        chart = line_chart(title, points, unit=row.unit, target=row.target) if len(points) > 1 else None
        shown.append(ShownIndicator(row, values, chart))
    return shown


def inspired_by(measure: Measure) -> list[FindingResult]:
    """The public findings behind a measure, with their public contributions; a constant number of queries."""
    return results_for(list(published_findings(measure.process).filter(measures=measure)))


def paragraph_of(measure: Measure) -> Paragraph | None:
    """The paragraph of the draft a measure came from, as the public reads it last."""
    if not measure.lineage:
        return None
    rows = Paragraph.objects.filter(version__in=published_versions(measure.process), lineage=measure.lineage)
    return rows.select_related("version__draft__process").order_by("-version__number").first()


def public_reports(measure: Measure) -> QuerySet[MeasureReport]:
    """The published reports on a measure, the latest year first."""
    return measure.reports.filter(published_at__isnull=False)


def measures_of_finding(finding) -> list[Measure]:
    """The published measures a finding inspired."""
    return list(Measure.objects.public().filter(findings=finding).select_related("process").order_by("number"))


@dataclass(frozen=True)
class FeedEntry:
    """One thing that happened to a measure."""

    key: str
    measure: Measure
    title: str
    text: str
    at: datetime


def latest(process: Process) -> list[FeedEntry]:
    """What happened to the published measures of a process, newest first; two queries."""
    measures = Measure.objects.public().filter(process=process)
    changes = (
        MeasureChange.objects.filter(measure__in=measures)
        .select_related("measure__process")
        .order_by("-at", "-pk")[:FEED_LENGTH]
    )
    reports = (
        MeasureReport.objects.filter(measure__in=measures, published_at__isnull=False)
        .select_related("measure__process")
        .order_by("-published_at", "-pk")[:FEED_LENGTH]
    )
    entries = [
        FeedEntry(f"stand-{row.pk}", row.measure, f"{row.measure}: {row.get_state_display()}", row.reason, row.at)
        for row in changes
    ]
    entries += [
        FeedEntry(
            f"bericht-{row.measure.number}-{row.year}",
            row.measure,
            _("%(measure)s: report for %(year)s") % {"measure": row.measure, "year": row.year},
            row.text,
            row.published_at,
        )
        for row in reports
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:FEED_LENGTH]


def staff_measures(process: Process) -> QuerySet[Measure]:
    """All measures of a process for its team."""
    return process.measures.select_related("action_field").prefetch_related(
        Prefetch("findings", to_attr="shown_findings")
    )
