"""Reads for the links to papers."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from consultations.drafts.models import DraftVersion
from consultations.drafts.papers.enums import PaperFormat
from consultations.drafts.papers.models import Paper


@dataclass(frozen=True)
class Download:
    """A paper on offer; `size` in bytes, 0 until it was made for the first time."""

    format: PaperFormat
    url: str
    size: int


def downloads(version: DraftVersion, since: DraftVersion | None = None) -> list[Download]:
    """The papers of a published version, or of its comparison with an earlier one; one query."""
    sizes = dict(Paper.objects.filter(version=version, since=since).values_list("format", "size"))
    return [Download(form, address(version, since, form), sizes.get(form, 0)) for form in PaperFormat]


def address(version: DraftVersion, since: DraftVersion | None, file_format: PaperFormat) -> str:
    """Where a paper is downloaded."""
    slug = version.draft.process.slug
    if since is None:
        return reverse("drafts:paper", args=[slug, version.number, file_format.value])
    numbers = urlencode({"von": since.number, "bis": version.number})
    return f"{reverse('drafts:comparison_paper', args=[slug, file_format.value])}?{numbers}"
