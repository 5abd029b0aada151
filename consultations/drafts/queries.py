"""Reads of the drafts feature."""

from django.db.models import Prefetch
from django.http import Http404

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
