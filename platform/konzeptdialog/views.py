"""Pages for what goes wrong, and for what every site has."""

from allauth.account import app_settings as account_settings
from allauth.core.internal.ratelimit import parse_rates
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from konzeptdialog.kept import typed_text


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Something in the request cannot be read. Asks nothing of it: Django's own view looks for a token in the form."""
    if request.path_info.startswith("/api/"):
        return JsonResponse({"detail": "Bad Request"}, status=400)
    with translation.override(settings.LANGUAGE_CODE):
        return render(None, "400.html", status=400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere; what was typed is shown, so that it can be sent again."""
    return render(request, "403_csrf.html", {"typed_text": typed_text(request)}, status=403)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Somebody reached a limit of the account pages: say so in words, and in Retry-After for machines."""
    seconds = _longest_wait(request)
    response = render(request, "429.html", {"retry_after": seconds}, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


#: Which limit of allauth guards an account page, where it is not called like the page.
_LIMITS = {"email": "manage_email"}


def _longest_wait(request: HttpRequest) -> int:
    """Seconds after which the limit of this account page has room again for certain."""
    page = (getattr(request.resolver_match, "url_name", "") or "").removeprefix("account_")
    rates = parse_rates(account_settings.RATE_LIMITS.get(_LIMITS.get(page, page)))
    return int(max((rate.duration for rate in rates), default=60))


@csrf_exempt
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the chosen language in a cookie and go back to the page.

    Without a token: one would make every page a page of its own and set a cookie on everybody who only reads. A foreign
    site could switch the language, nothing else.
    """
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = redirect(target)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        if request.user.is_authenticated and request.user.language != language:
            request.user.language = language
            request.user.save(update_fields=["language"])
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines leave alone: the admin, accounts, and the traces (codes are for people)."""
    closed = ["/admin/", "/konto/", "/beitrag/", "/beitrag-bestaetigen/", "/anhoerung/", "/anmeldung/"]
    closed += ["/konferenzeinladung/", "/einlass/", "/erfassung/", "/wand/", "/protokoll/", "/netzwerke/antwort/"]
    closed += ["/bedarfe-angebote/anfrage"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
