"""The coding as a file. Taking it stands in the log, so it is asked for by a button."""

from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.views.generic import View

from consultations.exports.coding.services import RIGHTS, Scope, make_project
from consultations.process.admin_base import ProcessAdminMixin
from consultations.process.dates import today


class ProjectView(ProcessAdminMixin, View):
    """A REFI-QDA project, made while it is asked for: 2,000 contributions take little more than a second."""

    http_method_names = ("post", "options")
    active_tab = "exports"
    scope = Scope.PUBLIC.value

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.action = RIGHTS[Scope(self.scope)]
        return super().dispatch(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        scope = Scope(self.scope)
        file = TemporaryFile()  # noqa: SIM115 - the response closes it.
        make_project(self.process, scope, file, actor=request.user)
        file.seek(0)
        marked = "INTERN-" if scope == Scope.INTERNAL else ""
        name = f"codierung-{marked}{self.process.slug}-{today().isoformat()}.qdpx"
        response = FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
        response.headers["Cache-Control"] = "private, no-store"
        return response
