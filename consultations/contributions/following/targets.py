"""What can be followed, by address and by name."""

from collections.abc import Iterable

from django.http import Http404
from django.urls import reverse

from consultations.contributions.following.models import Follow
from consultations.contributions.targets import Target, describe
from consultations.drafts import queries as drafts
from consultations.drafts.models import DraftVersion, Paragraph, Section
from consultations.process.enums import TargetKind
from consultations.process.models import Process

FOLLOWABLE = (TargetKind.PARAGRAPH, TargetKind.SECTION, TargetKind.DRAFT, TargetKind.PROCESS)


def find_target(process: Process, kind: str, lineage: str) -> Target:
    """What somebody wants to follow, as the public reads it. Raises Http404 for everything else."""
    match kind:
        case TargetKind.PARAGRAPH:
            return describe(drafts.paragraph_for_reading(process, lineage))
        case TargetKind.SECTION:
            return describe(drafts.section_for_reading(process, lineage))
        case TargetKind.DRAFT if version := drafts.current_version(process):
            return describe(version.draft)
        case TargetKind.PROCESS:
            return describe(process)
    raise Http404(kind)


def page_of(process: Process, kind: str, lineage: str) -> str:
    """Where a followed part is read."""
    slug = process.slug
    match kind:
        case TargetKind.PARAGRAPH:
            return reverse("contributions:paragraph", kwargs={"process_slug": slug, "lineage": lineage})
        case TargetKind.SECTION:
            return reverse("contributions:section", kwargs={"process_slug": slug, "lineage": lineage})
        case TargetKind.DRAFT:
            return reverse("contributions:draft", kwargs={"process_slug": slug})
    return reverse("contributions:list", kwargs={"process_slug": slug})


def numbers_of(follows: Iterable[Follow]) -> dict[tuple[int, str, str], str]:
    """Number of each followed paragraph and chapter in the latest published version that has it; two queries.

    Keys are process, kind and lineage.
    """
    follows = list(follows)
    versions = DraftVersion.objects.published().filter(draft__process__in={follow.process_id for follow in follows})
    numbers: dict[tuple[int, str, str], str] = {}
    for kind, model in ((TargetKind.PARAGRAPH, Paragraph), (TargetKind.SECTION, Section)):
        lineages = {follow.lineage for follow in follows if follow.target_kind == kind}
        rows = model.objects.filter(version__in=versions, lineage__in=lineages).order_by("version__number")
        for process, lineage, number in rows.values_list("version__draft__process", "lineage", "number"):
            numbers[process, kind, lineage] = number
    return numbers
