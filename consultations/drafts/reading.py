"""How a version is read: the whole text on one page, or chapter by chapter, and at which address each part stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Prefetch, QuerySet, prefetch_related_objects
from django.http import Http404
from django.urls import reverse

from consultations.drafts.models import DraftVersion, Paragraph, Section

#: A version with more paragraphs than this is not shown on one page unless a reader asks for it.
WHOLE_LIMIT = 250
#: The first page of such a version shows its first chapters, as many as have so many paragraphs together, at least one.
FIRST_PAGE_PARAGRAPHS = 60


@dataclass(frozen=True)
class Addresses:
    """Where the parts of a version are read. `number` is None for the current version, which has a lasting address."""

    process_slug: str
    number: int | None
    is_split: bool

    @classmethod
    def of(cls, version: DraftVersion, *, is_current: bool, paragraph_count: int) -> "Addresses":
        slug = version.draft.process.slug
        return cls(slug, None if is_current else version.number, paragraph_count > WHOLE_LIMIT)

    @property
    def start(self) -> str:
        """The first page of the version."""
        return self._reverse("current", "version")

    @property
    def whole(self) -> str:
        """The whole text on one page, e.g. to print it."""
        return self._reverse("whole", "version_whole")

    @property
    def any_place(self) -> str:
        """The address of `place` for the lineage "_": a pattern to fill in."""
        return self.place("_")

    def chapter(self, lineage: str) -> str:
        """A chapter on a page of its own."""
        return self._reverse("chapter", "version_chapter", lineage=lineage)

    def place(self, lineage: str) -> str:
        """An address that leads to a paragraph or chapter wherever it stands; for links that know no more."""
        return self._reverse("place", "version_place", lineage=lineage)

    def of_section(self, section: Section) -> str:
        """A chapter on the page on which readers find it."""
        page = self.chapter(section.lineage) if self.is_split else self.start
        return f"{page}#kapitel-{section.lineage}"

    def of_paragraph(self, paragraph: Paragraph) -> str:
        """A paragraph on the page on which readers find it; its chapter has to be loaded."""
        page = self.chapter(paragraph.section.lineage) if self.is_split else self.start
        return f"{page}#absatz-{paragraph.lineage}"

    def _reverse(self, current: str, numbered: str, **kwargs: str) -> str:
        if self.number is None:
            return reverse(f"drafts:{current}", kwargs={"process_slug": self.process_slug, **kwargs})
        kwargs |= {"process_slug": self.process_slug, "number": self.number}
        return reverse(f"drafts:{numbered}", kwargs=kwargs)


def chapters(version: DraftVersion) -> list[Section]:
    """The chapters of a version with their `paragraph_count`, without their texts. One query."""
    return list(
        version.sections.select_related("action_field").annotate(paragraph_count=Count("paragraphs")).order_by("order")
    )


def load(sections: Iterable[Section]) -> list[Section]:
    """Load the paragraphs of chapters and mark these as `is_loaded`. One query."""
    loaded = list(sections)
    prefetch_related_objects(loaded, Prefetch("paragraphs", queryset=Paragraph.objects.order_by("order")))
    for section in loaded:
        section.is_loaded = True
    return loaded


def first_chapters(sections: Sequence[Section]) -> list[Section]:
    """The chapters that stand on the first page of a split version."""
    shown: list[Section] = []
    total = 0
    for section in sections:
        total += section.paragraph_count
        if shown and total > FIRST_PAGE_PARAGRAPHS:
            break
        shown.append(section)
    return shown


@dataclass(frozen=True)
class ChapterPage:
    """One chapter with its neighbours."""

    section: Section
    previous: Section | None
    following: Section | None

    @classmethod
    def of(cls, sections: Sequence[Section], lineage: str) -> "ChapterPage | None":
        """The page of a chapter, None when the version has no such chapter."""
        for place, section in enumerate(sections):
            if section.lineage == lineage:
                before = sections[place - 1] if place else None
                after = sections[place + 1] if place + 1 < len(sections) else None
                return cls(section, before, after)
        return None


def find_place(versions: QuerySet[DraftVersion], lineage: str) -> tuple[DraftVersion, str, str]:
    """The latest of some versions that has a paragraph or chapter: the version, its chapter's lineage, the anchor.

    Raises Http404 when none has it.
    """
    paragraph = (
        Paragraph.objects.filter(version__in=versions, lineage=lineage)
        .select_related("section", "version__draft__process")
        .order_by("-version__number")
        .first()
    )
    if paragraph is not None:
        return paragraph.version, paragraph.section.lineage, f"absatz-{lineage}"
    section = (
        Section.objects.filter(version__in=versions, lineage=lineage)
        .select_related("version__draft__process")
        .order_by("-version__number")
        .first()
    )
    if section is None:
        raise Http404(lineage)
    return section.version, lineage, f"kapitel-{lineage}"
