"""What the page editor asks while somebody writes: an image by its key, and how tables will look."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from consultations.drafts.images.models import DraftImage
from consultations.drafts.images.views import answer
from consultations.drafts.tables import Table, parts_of
from consultations.process.enums import Action
from consultations.process.rules import processes_where

#: So much text is drawn; nobody writes a longer paragraph.
MAX_TEXT = 200_000


@require_safe
def image(request: HttpRequest, key: uuid.UUID) -> FileResponse:
    """A picture of a draft, for its team; 404 for everybody else. The editor knows keys, not processes."""
    mine = processes_where(request.user, Action.VIEW_INTERNAL)
    return answer(get_object_or_404(DraftImage, key=key, draft__process__in=mine))


@require_POST
def tables(request: HttpRequest) -> HttpResponse:
    """The tables of a typed text as readers will see them, and what is not one yet. Nothing is stored."""
    if not processes_where(request.user, Action.EDIT_DRAFT).exists():
        raise PermissionDenied
    parts = parts_of(request.POST.get("text", "")[:MAX_TEXT])
    lines = [line for part in parts if not isinstance(part, Table) for line in part.split("\n")]
    context = {
        "tables": [part for part in parts if isinstance(part, Table)],
        "is_unfinished": any(line.strip().startswith("|") for line in lines),
    }
    return render(request, "consultations/drafts/admin/editor_tables.html", context)
