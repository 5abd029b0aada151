"""What the drafts add to the screen of a finding: a link, and only where the operator has named a language model."""

from typing import Any

from django.http import HttpRequest

from consultations.synthesis.drafting import checks  # noqa: F401
from consultations.synthesis.drafting.client import is_enabled
from consultations.synthesis.drafting.models import DraftRun
from consultations.synthesis.extensions import finding_admin_panels
from consultations.synthesis.models import Finding


@finding_admin_panels.add(order=10, template="consultations/synthesis/drafting/panel.html")
def draft_panel(request: HttpRequest, finding: Finding) -> dict[str, Any] | None:
    """The way to the draft of the summary."""
    if not is_enabled() or finding.merged_into_id:
        return None
    return {"run": DraftRun.objects.filter(finding=finding).first()}
