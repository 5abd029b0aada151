"""Pictures of a draft: to everybody once a published version shows them, before that to the team."""

import uuid

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from django.views.generic import View

from consultations.drafts.images.models import DraftImage
from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.models import Process


@require_safe
def image(request: HttpRequest, process_slug: str, key: uuid.UUID) -> FileResponse:
    """A picture that a published version shows; any other is 404 for everybody."""
    process = get_object_or_404(Process.objects.visible_to(request.user), slug=process_slug)
    return answer(get_object_or_404(DraftImage.objects.published(), draft__process=process, key=key))


class ImageView(ProcessAdminMixin, View):
    """A picture of the working copy, of a preview or of a prepared version, for the team of the process."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, key: uuid.UUID, **kwargs) -> FileResponse:
        return answer(get_object_or_404(DraftImage, draft__process=self.process, key=key))


def answer(row: DraftImage) -> FileResponse:
    """The file of a picture; the caller has asked whether it may be seen."""
    try:
        opened = row.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(opened, content_type=row.content_type)
    # The browser of the person who saw it may keep it; nothing on the way, because a process can be taken back.
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
