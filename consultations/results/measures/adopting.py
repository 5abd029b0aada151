"""Taking over the measures that stand in the draft, with responsible body, period and indicator."""

import re
from datetime import date

from django.db import transaction
from django.utils.text import Truncator

from consultations.drafts.enums import ParagraphType
from consultations.drafts.models import Paragraph
from consultations.drafts.queries import published_versions
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import require
from consultations.results.measures.models import Indicator, Measure
from consultations.results.measures.services import create_measure
from consultations.results.models import ParagraphChange
from consultations.synthesis.models import Finding

_YEARS = re.compile(r"\b(20\d\d)\b")
_FROM = re.compile(r"\b(ab|seit|from|since)\b", re.IGNORECASE)
_UNTIL = re.compile(r"\b(bis|until|by)\b", re.IGNORECASE)


def candidates(process: Process) -> list[Paragraph]:
    """Measures of the latest published version that were not taken over yet."""
    version = published_versions(process).order_by("-number").first()
    if version is None:
        return []
    known = process.measures.exclude(lineage="").values("lineage")
    rows = version.paragraphs.filter(type=ParagraphType.MEASURE).exclude(lineage__in=known)
    return list(rows.select_related("section__action_field").order_by("order"))


def period_of(text: str) -> tuple[date | None, date | None]:
    """First and last day of a period as drafts name it: "2027", "2026 bis 2028", "ab 2026", "bis 2030"."""
    years = sorted({int(year) for year in _YEARS.findall(text)})
    if not years:
        return None, None
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    if len(years) > 1:
        return first, last
    # One year alone is both, unless the words say that it is the beginning or the end only.
    is_open, is_end = bool(_FROM.search(text)), bool(_UNTIL.search(text))
    return (None if is_end and not is_open else first), (None if is_open and not is_end else last)


@transaction.atomic
def adopt(process: Process, lineages: list[str], *, actor) -> list[Measure]:
    """Make measures of paragraphs of the draft; findings that changed a paragraph inspired its measure."""
    require(actor, Action.ANSWER, process)
    # A second click finds them taken over.
    Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    return [_adopt(process, row, actor) for row in candidates(process) if row.lineage in lineages]


def _adopt(process: Process, paragraph: Paragraph, actor) -> Measure:
    starts_on, ends_on = period_of(paragraph.period)
    changes = ParagraphChange.objects.filter(version__draft__process=process, lineage=paragraph.lineage)
    measure = create_measure(
        process,
        {
            "title": Truncator(" ".join(paragraph.text.split())).chars(120),
            "text": paragraph.text,
            "action_field": paragraph.section.action_field,
            "responsible": paragraph.responsible[:200],
            "office": "",
            "starts_on": starts_on,
            "ends_on": ends_on,
        },
        findings=Finding.objects.filter(process=process, changes__in=changes).distinct(),
        lineage=paragraph.lineage,
        actor=actor,
    )
    if paragraph.indicator:
        Indicator.objects.create(measure=measure, name=paragraph.indicator)
    return measure
