"""The site's addresses, a view that does nothing, and one that counts the queries of another."""

import json

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import path, resolve
from django.views.decorators.csrf import csrf_exempt

from konzeptdialog.urls import handler429
from konzeptdialog.urls import urlpatterns as site

__all__ = ["handler429", "urlpatterns"]


def bare(request: HttpRequest) -> HttpResponse:
    """A page of the smallest kind, behind the same middleware."""
    return HttpResponse("ok")


@csrf_exempt
def counted(request: HttpRequest) -> HttpResponse:
    """Call the view of another address and answer with its status and its number of queries."""
    target = request.GET["path"]
    request.path = request.path_info = target
    # Not the plain address: the page is made, not taken from those that are kept.
    request.META["QUERY_STRING"] = "neu=1"
    request.GET = request.GET.__class__("")
    match = resolve(target)
    request.resolver_match = match
    with CaptureQueriesContext(connection) as captured:
        response = match.func(request, *match.args, **match.kwargs)
        if hasattr(response, "render"):
            response.render()
    return HttpResponse(json.dumps({"status": response.status_code, "queries": len(captured)}))


urlpatterns = [path("bare/", bare), path("counted/", counted), *site]
