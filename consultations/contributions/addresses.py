"""Where the things contributions are about can be read."""

from django.urls import reverse

from consultations.contributions.models import Contribution
from consultations.process.enums import TargetKind


def target_url(contribution: Contribution) -> str:
    """The page about what a contribution is about; empty where there is none."""
    slug = contribution.process.slug
    match contribution.target_kind:
        case TargetKind.PARAGRAPH:
            return reverse("contributions:paragraph", kwargs={"process_slug": slug, "lineage": contribution.lineage})
        case TargetKind.SECTION:
            return reverse("contributions:section", kwargs={"process_slug": slug, "lineage": contribution.lineage})
        case TargetKind.DRAFT:
            return reverse("contributions:draft", kwargs={"process_slug": slug})
        case TargetKind.PROCESS:
            return reverse("contributions:list", kwargs={"process_slug": slug})
        case TargetKind.TABLE if contribution.object_pk.isdecimal():
            return reverse("contributions:cards", kwargs={"process_slug": slug, "table": int(contribution.object_pk)})
    return ""
