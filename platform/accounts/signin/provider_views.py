"""The way to providers elsewhere and back."""

import copy
import logging
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2LoginView
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from accounts.signin.openid_connect import Adapter, CallbackView

logger = logging.getLogger(__name__)

#: Of an answer that is kept until the browser comes back with its cookie: what checking its address needs.
KEPT_HEADERS = ("HTTP_HOST", "PATH_INFO", "SCRIPT_NAME", "SERVER_NAME", "SERVER_PORT", "REQUEST_METHOD")
#: A signed and encrypted assertion with certificates is well below this.
SAML_MAX_CHARACTERS = 200_000


def _app_or_404(request: HttpRequest, kind: str, key: str) -> SocialApp:
    try:
        app = get_adapter().get_app(request, provider=key)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    if app.provider != kind:
        raise Http404
    return app


def _leave(request: HttpRequest, response: HttpResponse, name: str) -> HttpResponse:
    """Make a page of a redirect to another site.

    It says where the person goes; and the content security policy, which keeps forms on this site, holds for redirects
    after a form as well, and for those the provider adds.
    """
    location = response.headers.get("Location", "")
    if not urlsplit(location).netloc:
        return response
    return render(request, "socialaccount/leaving.html", {"address": location, "provider_name": name})


def _failed(request: HttpRequest, name: str, *, away: bool = False) -> HttpResponse:
    context = {"provider_name": name, "is_away": away}
    return render(request, "socialaccount/authentication_error.html", context, status=503 if away else 401)


def _guarded(kind: str) -> Callable:
    """Answer with a page whatever goes wrong at a provider: `view(request, key, app)`.

    The library has two names for the short name of a provider in addresses, and looks addresses up by them.
    """

    def decorate(view: Callable) -> Callable:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, **named: str) -> HttpResponse:
            (key,) = named.values()
            app = _app_or_404(request, kind, key)
            try:
                return view(request, key, app)
            except ImmediateHttpResponse as error:
                return error.response
            except requests.RequestException as error:
                logger.error("The provider %s does not answer: %s", key, type(error).__name__)
                return _failed(request, app.name, away=True)
            except (OAuth2Error, PermissionDenied, ValueError, KeyError, TypeError) as error:
                logger.error("Signing in with %s failed: %s", key, type(error).__name__)
                return _failed(request, app.name)

        return guarded

    return decorate


@require_http_methods(["GET", "HEAD", "POST"])
@_guarded("openid_connect")
def openid_connect_login(request: HttpRequest, key: str, app: SocialApp) -> HttpResponse:
    """Begin: a press of a button. GET shows the button."""
    if limited := _limited(request):
        return limited
    return _leave(request, OAuth2LoginView.adapter_view(Adapter(request, key))(request), app.name)


@require_GET
@_guarded("openid_connect")
def openid_connect_callback(request: HttpRequest, key: str, app: SocialApp) -> HttpResponse:
    """Come back."""
    return CallbackView.adapter_view(Adapter(request, key))(request)


@require_http_methods(["GET", "HEAD", "POST"])
@_guarded("saml")
def saml_login(request: HttpRequest, key: str, app: SocialApp) -> HttpResponse:
    """Begin: a press of a button. GET shows the button."""
    from allauth.socialaccount.providers.saml import views

    if limited := _limited(request):
        return limited
    return _leave(request, views.login(request, organization_slug=key), app.name)


@csrf_exempt
@require_POST
@_guarded("saml")
def saml_acs(request: HttpRequest, key: str, app: SocialApp) -> HttpResponse:
    """Take the answer. It comes by a form of another site, so without our cookie: it is kept for the next step."""
    from allauth.socialaccount.providers.saml import views

    if len(request.POST.get("SAMLResponse", "")) > SAML_MAX_CHARACTERS or not request.POST.get("SAMLResponse"):
        return HttpResponseBadRequest("Bad request")
    if limited := _limited(request):
        return limited
    # The library would keep all headers, the visitor's address among them.
    without_address = copy.copy(request)
    without_address.META = {name: request.META[name] for name in KEPT_HEADERS if name in request.META}
    return views.acs(without_address, organization_slug=key)


@require_GET
@_guarded("saml")
def saml_finish(request: HttpRequest, key: str, app: SocialApp) -> HttpResponse:
    """Check the answer that was kept, and sign in."""
    from allauth.socialaccount.providers.saml import views
    from lxml.etree import XMLSyntaxError

    try:
        return views.finish_acs(request, organization_slug=key)
    except XMLSyntaxError:
        return _failed(request, app.name)


@require_safe
def saml_metadata(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """What an identity provider needs to know about this site."""
    from allauth.socialaccount.providers.saml.utils import build_saml_config
    from onelogin.saml2.settings import OneLogin_Saml2_Settings

    app = _app_or_404(request, "saml", organization_slug)
    config = build_saml_config(request, app.settings, organization_slug)
    # Signing out there does not sign out here, see docs/deployment.md.
    del config["sp"]["singleLogoutService"]
    metadata = OneLogin_Saml2_Settings(settings=config, sp_validation_only=True).get_sp_metadata()
    return HttpResponse(metadata, content_type="application/samlmetadata+xml")


def saml_sls(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """The library wants an address for signing out from elsewhere; nobody is signed out by a link."""
    raise Http404


def _limited(request: HttpRequest) -> HttpResponse | None:
    """The limit of signing in with a password, for beginning elsewhere and for answers."""
    return ratelimit.consume_or_429(request, app="allauth.account", action="login")
