"""Published reports for everybody."""

import uuid

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from consultations.exports.reports.enums import MEDIA_TYPES, ReportKind
from consultations.exports.reports.queries import published_reports
from consultations.process.models import Process
from frontend.files.serving import file_response


@require_safe
def published_report(request: HttpRequest, process_slug: str, key: uuid.UUID) -> FileResponse:
    """A published report as a file; one that was taken back is 404 again."""
    process = get_object_or_404(Process.objects.published(), slug=process_slug)
    report = get_object_or_404(published_reports(process), key=key)
    media_type = MEDIA_TYPES[ReportKind(report.kind)]
    return file_response(report.file, media_type=media_type, name=report.download_name, is_inline=False, is_public=True)
