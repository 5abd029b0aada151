"""What every request of the site passes through."""

import logging

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from konzeptdialog.kept import typed_text
from konzeptdialog.views import bad_request

logger = logging.getLogger(__name__)

ADMIN_PREFIX = "/admin/"


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """The strict policy for all public pages, one of its own for the Wagtail admin."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if request.path_info.startswith(ADMIN_PREFIX):
            response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        return super().process_response(request, response)


class RefuseHugeBodiesMiddleware:
    """Refuses what is announced as larger than any form of ours, before it fills memory or disk.

    A body without an announced length is not read at all.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        in_admin = request.path_info.startswith(ADMIN_PREFIX)
        most = settings.ADMIN_BODY_MAX_BYTES if in_admin else settings.BODY_MAX_BYTES
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isascii() and length.isdigit() and int(length[:20]) <= most:
            return self.get_response(request)
        with translation.override(settings.LANGUAGE_CODE):
            return render(None, "413.html", {"most": most}, status=413)


class RefuseControlCharactersMiddleware:
    """Refuses NUL bytes in address and query: PostgreSQL cannot store them, and nobody types them."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path_info or "\x00" in query or "%00" in query:
            return bad_request(request)
        return self.get_response(request)


class PersonalPagesMiddleware:
    """Keeps pages of people with a session out of shared caches: they show a name, messages or a typed text."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        has_session = (
            settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies
        )
        if has_session and response.headers.get("Content-Type", "").startswith("text/html"):
            # Not "no-store": that would empty a half-written form on the way back to it. Views may ask for more.
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class ChosenLocaleMiddleware:
    """Serves the language a person chose, else German: the browser's list does not decide on a German public site."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if language not in dict(settings.LANGUAGES):
            language = settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        translation.deactivate()
        return response


class DatabaseAwayMiddleware:
    """Says "back soon" when the database is away, instead of an error that looks like a fault of the visitor."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError | InterfaceError):
            return None
        logger.error("The database is away: %s", type(exception).__name__)
        response = render(None, "503.html", {"typed_text": typed_text(request)}, status=503)
        response.headers["Retry-After"] = "60"
        return response
