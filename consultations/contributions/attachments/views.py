"""Opening an attachment: the only door to these files."""

import uuid

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from consultations.contributions.attachments.models import Attachment
from consultations.contributions.attachments.rules import is_public, may_open

#: Whatever a file holds, the browser gives it no script, no form, no other address and no origin.
POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"


@require_safe
def attachment(request: HttpRequest, token: uuid.UUID) -> FileResponse:
    """One attachment, for those who may open it; for everybody else there is none."""
    rows = Attachment.objects.select_related("contribution__process")
    found = get_object_or_404(rows, token=token)
    public = is_public(found)
    if not public and not may_open(request, found):
        raise Http404
    try:
        content = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content, content_type=found.media_type, filename=found.name, as_attachment=not found.is_image
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    # Public ones are asked for anew each time: tomorrow the contribution may be withdrawn.
    response.headers["Cache-Control"] = "no-cache" if public else "private, no-store"
    return response
