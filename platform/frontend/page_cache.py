"""Pages and numbers that are the same for every visitor are kept for a moment, until anything is changed.

A generation is part of each key. Whatever may have changed something (every request that is not safe, every task of the
consultations) begins a new generation, so no visitor reads what was true before the last click. What time changes, a
phase that ends for example, shows after `PAGE_CACHE_SECONDS` at the latest.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.crypto import get_random_string

_GENERATION = "pages:generation"

View = Callable[..., HttpResponse]


def begin_generation() -> str:
    """Forget all kept pages; returns the name of the new generation."""
    name = get_random_string(12)
    cache.set(_GENERATION, name, None)
    return name


def remember(name: str, compute: Callable[[], Any]) -> Any:
    """A public number that takes long to count, kept like the pages that show it.

    `name` says what was counted and of what; the value must say nothing that anybody may not know.
    """
    if settings.PAGE_CACHE_SECONDS <= 0:
        return compute()
    key = f"number:{_generation()}:{'-'.join(name.split())}"
    known = cache.get(key)
    if known is None:
        known = (compute(),)
        cache.set(key, known, settings.PAGE_CACHE_SECONDS)
    return known[0]


def _generation() -> str:
    return cache.get(_GENERATION) or begin_generation()


def same_for_visitors(view: View) -> View:
    """Decorate a view whose page is the same for everybody who is not signed in.

    Kept are whole pages at their plain address. Whoever has a session or a message to be shown gets a page of their
    own, and so does a page with a form that carries a token.
    """

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _is_anybody(request):
            return view(request, *args, **kwargs)
        # Read before the page is made: a change in between belongs to the next generation.
        key = f"page:{_generation()}:{translation.get_language()}:{request.scheme}:{request.get_host()}:{request.path}"
        found = cache.get(key)
        if found is not None:
            return HttpResponse(found)
        response = view(request, *args, **kwargs)
        if _may_be_kept(response):
            cache.set(key, response.content, settings.PAGE_CACHE_SECONDS)
        return response

    return kept


def _is_anybody(request: HttpRequest) -> bool:
    own = (settings.SESSION_COOKIE_NAME, "messages")
    return (
        settings.PAGE_CACHE_SECONDS > 0
        and request.method in ("GET", "HEAD")
        and not request.META.get("QUERY_STRING")
        and "HX-Request" not in request.headers
        and not any(name in request.COOKIES for name in own)
    )


def _may_be_kept(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and response.get("Content-Type", "").startswith("text/html")
        and b"csrfmiddlewaretoken" not in response.content
    )


class NewGenerationMiddleware:
    """Begins a new generation of pages after every request that may have changed something."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in ("GET", "HEAD", "OPTIONS", "TRACE") and settings.PAGE_CACHE_SECONDS > 0:
            begin_generation()
        return response
