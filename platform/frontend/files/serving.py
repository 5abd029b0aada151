"""Answering with a file that people uploaded: it can do nothing in a browser, whatever is in it."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

#: Whatever a file holds, the browser gives it no script, no form, no other address and no origin.
POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:"


def file_response(
    file: FieldFile, *, media_type: str, name: str = "", is_inline: bool, is_public: bool
) -> FileResponse:
    """The file as an answer; 404 when the storage has lost it. Ask who may open it before.

    Public ones are asked for anew each time, because tomorrow they may be withdrawn; others are kept nowhere.
    """
    try:
        content = file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, content_type=media_type, filename=name, as_attachment=not is_inline)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-cache" if is_public else "private, no-store"
    return response
