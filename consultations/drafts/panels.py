"""What this feature adds to pages of features below: the draft on the page of its process."""

from typing import Any

from django.http import HttpRequest

from consultations.drafts.extensions import draft_context
from consultations.drafts.models import DraftVersion
from consultations.drafts.queries import current_version
from consultations.process.enums import TargetKind
from consultations.process.extensions import process_actions, process_panels
from consultations.process.models import Process
from consultations.process.participation import participation_for


def _version(request: HttpRequest, process: Process) -> DraftVersion | None:
    """The current version, looked up once for all places of a page."""
    known: dict[int, DraftVersion | None] = request.__dict__.setdefault("_draft_versions", {})
    if process.pk not in known:
        known[process.pk] = current_version(process)
    return known[process.pk]


@process_actions.add
def draft_of_process_url(request: HttpRequest, process: Process) -> dict[str, Any]:
    """Where the draft is read, once a version is published."""
    version = _version(request, process)
    if version is None:
        return {}
    return {"draft_url": version.draft.get_absolute_url(), "draft_version": version}


@process_panels.add(order=30, template="consultations/drafts/process_draft.html")
def draft_of_process(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """The current version with its date and size."""
    version = _version(request, process)
    if version is None:
        return None
    return {
        "version": version,
        "paragraph_count": version.paragraphs.count(),
        "participation": participation_for(request.user, process, TargetKind.PARAGRAPH),
        **draft_context.collect(request, version=version),
    }
