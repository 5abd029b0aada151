"""What the capture adds to pages below: the link on the sign of a table."""

from typing import Any

from django.http import HttpRequest

from consultations.conferences.capture.links import full_link
from consultations.conferences.capture.models import AccessKind, CaptureAccess
from consultations.conferences.extensions import table_sign_links
from consultations.conferences.models import ThematicTable


@table_sign_links.add
def participant_link(request: HttpRequest | None, *, table: ThematicTable) -> dict[str, Any]:
    """The newest good link by which participants of a table write cards; nothing where staff made none."""
    rows = CaptureAccess.objects.filter(table=table, kind=AccessKind.PARTICIPANT, ended_at__isnull=True)
    access = rows.order_by("-pk").first()
    return {"url": full_link(access)} if access is not None else {}
