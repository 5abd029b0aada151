"""Reads of the drafts feature."""

from collections.abc import Mapping

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from consultations.drafts.comparison import differences
from consultations.drafts.models import DraftVersion, Paragraph, Section
from consultations.process.models import Process


def current_version(process: Process) -> DraftVersion | None:
    """The version the public reads, None before the first is published. Prepared versions never leave by this door."""
    return (
        DraftVersion.objects.published()
        .filter(draft__process=process)
        .select_related("draft__process")
        .order_by("-number")
        .first()
    )


def published_versions(process: Process) -> QuerySet[DraftVersion]:
    """All versions the public may read, the latest first."""
    return (
        DraftVersion.objects.published()
        .filter(draft__process=process)
        .select_related("draft__process")
        .order_by("-number")
    )


def changed_lineages(version: DraftVersion) -> set[str]:
    """Paragraphs of a version that differ from the version before; these are what the closing round is about."""
    return {difference.lineage for difference in differences(version.previous, version)}


def outline(version: DraftVersion) -> list[Section]:
    """Chapters with their paragraphs, in two queries."""
    sections = version.sections.select_related("action_field").prefetch_related(
        Prefetch("paragraphs", queryset=Paragraph.objects.order_by("order"))
    )
    return list(sections)


def paragraph_or_404(process: Process, lineage: str) -> Paragraph:
    """A paragraph of the current version by its lineage."""
    version = current_version(process)
    paragraph = (
        Paragraph.objects.select_related("version__draft__process", "section__action_field")
        .filter(version=version, lineage=lineage)
        .first()
        if version
        else None
    )
    if paragraph is None:
        raise Http404(lineage)
    return paragraph


def with_margin(
    sections: list[Section],
    *,
    counts: Mapping[str, int],
    notes: Mapping[str, dict],
    is_open: bool,
    open_lineages: set[str] | None = None,
) -> list[Section]:
    """Set on chapters and paragraphs what the margin shows: `contribution_count`, `margin_note`, `takes_contributions`.

    `open_lineages` limits what takes contributions to some paragraphs (closing round); None means all.
    """
    for section in sections:
        section.contribution_count = counts.get(section.lineage, 0)
        section.takes_contributions = is_open and open_lineages is None
        for paragraph in section.paragraphs.all():
            paragraph.contribution_count = counts.get(paragraph.lineage, 0)
            paragraph.margin_note = notes.get(paragraph.lineage)
            paragraph.takes_contributions = is_open and (open_lineages is None or paragraph.lineage in open_lineages)
    return sections


def paragraph_for_reading(process: Process, lineage: str) -> Paragraph:
    """A paragraph as it stands in the latest published version that has it. Raises Http404 when none ever had it.

    What people said about a paragraph stays readable after the paragraph was dropped.
    """
    paragraph = (
        Paragraph.objects.select_related("version__draft__process", "section__action_field")
        .filter(version__in=published_versions(process), lineage=lineage)
        .order_by("-version__number")
        .first()
    )
    if paragraph is None:
        raise Http404(lineage)
    return paragraph


def section_for_reading(process: Process, lineage: str) -> Section:
    """A chapter as it stands in the latest published version that has it. Raises Http404 when none ever had it."""
    section = (
        Section.objects.select_related("version__draft__process", "action_field")
        .filter(version__in=published_versions(process), lineage=lineage)
        .order_by("-version__number")
        .first()
    )
    if section is None:
        raise Http404(lineage)
    return section


def neighbours(paragraph: Paragraph) -> tuple[Paragraph | None, Paragraph | None]:
    """The paragraphs before and after one, None at the ends."""
    siblings = Paragraph.objects.filter(version_id=paragraph.version_id)
    before = siblings.filter(order__lt=paragraph.order).order_by("-order").first()
    after = siblings.filter(order__gt=paragraph.order).order_by("order").first()
    return before, after
