"""Reads of the drafts feature."""

from collections.abc import Mapping, Sequence

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from consultations.drafts.comparison import differences
from consultations.drafts.extensions import Cause
from consultations.drafts.models import DraftVersion, Paragraph, Section
from consultations.drafts.synopsis import ChapterEntry, synopsis
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


def changed_lineages(version: DraftVersion, since: DraftVersion | None) -> set[str]:
    """Paragraphs of a version that differ from an earlier one; none without one.

    What a closing round is about: those that differ from the version people were consulted on (`consulted_on`).
    """
    return {difference.lineage for difference in differences(since, version)}


def outline(version: DraftVersion) -> list[Section]:
    """Chapters with their paragraphs, in two queries."""
    sections = version.sections.select_related("action_field").prefetch_related(
        Prefetch("paragraphs", queryset=Paragraph.objects.order_by("order"))
    )
    return list(sections)


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


def pair_of_versions(
    versions: Sequence[DraftVersion], since: str, until: str
) -> tuple[DraftVersion, DraftVersion] | None:
    """The older and the newer of two versions to compare, chosen by numbers as they come in an address.

    `versions` are those to choose from, the latest first. What is no number, or twice the same, is filled in with
    neighbours. None when there are not two versions, or when a number is not among them.
    """
    if len(versions) < 2:
        return None
    by_number = {version.number: version for version in versions}
    chosen = [_number(text) for text in (since, until)]
    if any(number is not None and number not in by_number for number in chosen):
        return None
    new = by_number[chosen[1]] if chosen[1] is not None else versions[0]
    if chosen[0] is not None and chosen[0] != new.number:
        pair = sorted((by_number[chosen[0]], new), key=lambda version: version.number)
        return pair[0], pair[1]
    place = min(versions.index(new), len(versions) - 2)
    return versions[place + 1], versions[place]


def _number(text: str) -> int | None:
    try:
        return int(text)
    except ValueError:
        return None


def compare(
    old: DraftVersion,
    new: DraftVersion,
    causes: Mapping[str, Cause],
    *,
    old_outline: list[Section] | None = None,
) -> list[ChapterEntry]:
    """Two versions against each other, each differing paragraph with its `cause`; at most four queries."""
    chapters = synopsis(outline(old) if old_outline is None else old_outline, outline(new))
    for chapter in chapters:
        for entry in chapter.entries:
            entry.cause = causes.get(entry.lineage)
    return chapters


def old_count(chapters: Sequence[ChapterEntry]) -> int:
    """How many paragraphs the older of two compared versions has."""
    return sum(entry.old is not None for chapter in chapters for entry in chapter.entries)


def new_count(chapters: Sequence[ChapterEntry]) -> int:
    """How many paragraphs the newer of two compared versions has."""
    return sum(entry.new is not None for chapter in chapters for entry in chapter.entries)


def with_places_now(sections: list[Section], chapters: list[ChapterEntry]) -> list[Section]:
    """Set on the paragraphs of an older version what became of them: `now`, an entry of the comparison."""
    entries = {entry.lineage: entry for chapter in chapters for entry in chapter.entries}
    for section in sections:
        for paragraph in section.paragraphs.all():
            paragraph.now = entries[paragraph.lineage]
    return sections
