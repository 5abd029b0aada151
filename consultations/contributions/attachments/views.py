"""Opening an attachment: the only door to these files."""

import uuid

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from consultations.contributions.attachments.models import Attachment
from consultations.contributions.attachments.rules import is_public, may_open
from frontend.files.serving import file_response


@require_safe
def attachment(request: HttpRequest, token: uuid.UUID) -> FileResponse:
    """One attachment, for those who may open it; for everybody else there is none."""
    rows = Attachment.objects.select_related("contribution__process")
    found = get_object_or_404(rows, token=token)
    public = is_public(found)
    if not public and not may_open(request, found):
        raise Http404
    return file_response(
        found.file, media_type=found.media_type, name=found.name, is_inline=found.is_image, is_public=public
    )
