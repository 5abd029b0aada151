"""The site's addresses, and a view that does nothing."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from konzeptdialog.urls import handler429
from konzeptdialog.urls import urlpatterns as site

__all__ = ["handler429", "urlpatterns"]


def bare(request: HttpRequest) -> HttpResponse:
    """A page of the smallest kind, behind the same middleware."""
    return HttpResponse("ok")


urlpatterns = [path("bare/", bare), *site]
