"""What the draft adds to the dashboard of its process."""

from typing import Any

from django.http import HttpRequest

from consultations.drafts.enums import VersionState
from consultations.drafts.models import Draft
from consultations.drafts.pages import DraftPage
from consultations.process.extensions import dashboard_panels
from consultations.process.models import Process


@dashboard_panels.add(order=20, template="consultations/drafts/admin/dashboard_panel.html")
def draft_panel(request: HttpRequest, process: Process) -> dict[str, Any]:
    """Where the draft stands: nothing yet, edited since the last version, prepared, published."""
    draft = Draft.objects.filter(process=process).first()
    if draft is None:
        return {"draft": None}
    versions = list(draft.versions.order_by("-number")[:2])
    prepared = next((version for version in versions if version.state == VersionState.PREPARED), None)
    current = next((version for version in versions if version.is_published), None)
    page = DraftPage.objects.filter(draft=draft).only("latest_revision_created_at", "draft").first()
    latest = versions[0] if versions else None
    edited = page.latest_revision_created_at if page else None
    return {
        "draft": draft,
        "prepared": prepared,
        "current": current,
        "edited_since": edited if edited and latest and edited > latest.prepared_at else None,
        "working_copy": page,
    }
