"""Pages as tests look at them."""

from django.urls import reverse


def html(response) -> str:
    """The source of a page on one line, so that line breaks of templates do not matter."""
    return " ".join(response.content.decode().split())


def paragraph_url(process, lineage: str = "k1-1") -> str:
    """The page of a paragraph with its contributions."""
    return reverse("contributions:paragraph", kwargs={"process_slug": process.slug, "lineage": lineage})
