"""What the staff screens of the regions have in common."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import TemplateView

from regions.rules import keeps_regions


class KeeperView(TemplateView):
    """A screen for those who keep the directory; for everybody else there is nothing at its address."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not keeps_regions(request.user):
            raise Http404
        response = super().dispatch(request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def seen_revision(request: HttpRequest, name: str = "seen") -> int:
    """The revision a form was opened with; -1, which no row has, for anything that is none."""
    typed = request.POST.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else -1
