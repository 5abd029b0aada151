"""Links to papers: `{% paper_links version %}`, `{% paper_links new since=old %}`."""

from typing import Any

from django import template

from consultations.drafts.models import DraftVersion
from consultations.drafts.papers.queries import downloads

register = template.Library()


@register.inclusion_tag("consultations/drafts/papers/_links.html")
def paper_links(version: DraftVersion, since: DraftVersion | None = None) -> dict[str, Any]:
    """The formats a version, or its comparison with an earlier one, can be downloaded in; one query."""
    return {"downloads": downloads(version, since), "version": version, "since": since}
