"""The public interface at /api/v1/: put together from the parts of the apps, described by itself, the same for all."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, set_response_etag
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from consultations.exports.api.routers import router as processes
from regions.interface import router as regions

#: Everything below this address is for programs.
API_PREFIX = "/api/"

api = NinjaAPI(
    title="Konzeptdialog",
    version="1",
    description=(
        "Öffentliche Daten der Beteiligungsverfahren: nur lesend, ohne Anmeldung, für alle gleich. "
        "Lizenz: Datenlizenz Deutschland – Namensnennung – Version 2.0 (dl-de/by-2-0)."
    ),
    openapi_url="/openapi.json",
    # The library's page would load its script from elsewhere; `description` is ours.
    docs_url=None,
    urls_namespace="api",
    openapi_extra={
        "info": {
            "license": {
                "name": "Datenlizenz Deutschland – Namensnennung – Version 2.0",
                "url": "https://www.govdata.de/dl-de/by-2-0",
            }
        }
    },
)
api.add_router("/processes", processes)
api.add_router("", regions)


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """What the interface offers, for people: made of its own description."""
    schema = api.get_openapi_schema()
    groups: dict[str, list[dict]] = {}
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            groups.setdefault(operation["tags"][0], []).append({"path": path, **operation})
    context = {"groups": groups, "schema_url": f"{API_PREFIX}v1/openapi.json"}
    return render(request, "api.html", context)


def unknown_address(request: HttpRequest) -> HttpResponse:
    """Programs get an answer they can read where there is nothing."""
    return JsonResponse({"detail": "Not Found"}, status=404)


class PublicInterfaceMiddleware:
    """Lets programs on other sites read the interface, and repeat a question cheaply.

    No cookie is read or set there: the answer is the same for everybody, so it may be kept by anybody for a minute.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(f"{API_PREFIX}v1/"):
            return self.get_response(request)
        if request.method == "OPTIONS":
            response = HttpResponse(status=204, headers={"Allow": "GET, OPTIONS"})
        else:
            response = self._conditional(request, self.get_response(request))
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Methods"] = "GET, OPTIONS"
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
        response.headers["Access-Control-Expose-Headers"] = "ETag"
        response.headers["Access-Control-Max-Age"] = "86400"
        return response

    @staticmethod
    def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.method != "GET" or response.status_code != 200:
            return response
        response.headers["Cache-Control"] = "public, max-age=60"
        set_response_etag(response)
        return get_conditional_response(request, etag=response.headers["ETag"], response=response)
