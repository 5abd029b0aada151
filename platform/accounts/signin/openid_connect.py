"""OpenID Connect, stricter than the library: nonce, signature and subject are checked, and no claim is kept."""

import secrets
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from accounts.signin.external import asserts_second_factor

#: What a provider says about its own addresses changes rarely.
DISCOVERY_SECONDS = 600


class Adapter(OpenIDConnectOAuth2Adapter):
    """Talks to the provider."""

    #: What the ID token has to repeat; set by the view, which knows the state of this sign-in.
    nonce: str | None = None

    @property
    def openid_config(self) -> dict[str, Any]:
        app = self.get_provider().app
        key = f"openid-configuration:{app.provider_id}:{app.settings['server_url']}"
        config = cache.get(key)
        if config is None:
            with get_adapter().get_requests_session() as session:
                response = session.get(app.settings["server_url"])
                response.raise_for_status()
                config = response.json()
            if config.get("issuer") != app.settings["issuer"]:
                raise OAuth2Error("The provider calls itself by another name than the settings do.")
            cache.set(key, config, DISCOVERY_SECONDS)
        return config

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Read and check what the provider says. Raises OAuth2Error on anything that does not fit."""
        try:
            claims = self._id_token(app, kwargs["response"]["id_token"])
            userinfo = self._fetch_user_info(token.token)
            if userinfo["sub"] != claims["sub"]:
                raise OAuth2Error("ID token and user info are about two people.")
        except (KeyError, TypeError, ValueError) as error:
            raise OAuth2Error("The answer of the provider cannot be read.") from error
        return self.get_provider().sociallogin_from_response(request, {"userinfo": userinfo, "id_token": claims})

    def _id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        claims = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=app.settings["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        if not self.nonce or not secrets.compare_digest(str(claims.get("nonce", "")), self.nonce):
            raise OAuth2Error("The ID token is not the answer to this sign-in.")
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("The ID token was made for another site.")
        return claims


class OpenIDConnect(OpenIDConnectProvider):
    """A provider of the settings. Asks for the address only, and keeps nothing but the number the provider gives."""

    oauth2_adapter_class = Adapter

    def get_default_scope(self) -> list[str]:
        return ["openid", "email"]

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return self.get_scope()

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        return self.get_auth_params()

    def redirect(self, request: HttpRequest, process: str, next_url=None, data=None, **kwargs: Any) -> HttpResponse:
        nonce = secrets.token_urlsafe(24)
        kwargs["auth_params"] = {**(kwargs.get("auth_params") or {}), "nonce": nonce}
        # What is not known to the library is kept with the state.
        return super().redirect(request, process, next_url, data, nonce=nonce, **kwargs)

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, bool]:
        claims = data["id_token"]
        methods = claims.get("amr") if isinstance(claims.get("amr"), list) else []
        said = [str(claims.get("acr", "")), *map(str, methods)]
        return {"second_factor": asserts_second_factor(self.app.settings, said)}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        userinfo = data["userinfo"]
        # Only the boolean counts: the text "false" would count as true.
        verified = userinfo.get("email_verified") is True
        email = userinfo.get("email")
        return [EmailAddress(email=email.lower(), verified=verified, primary=True)] if email else []

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, str]:
        return {"email": data["userinfo"].get("email") or ""}


class CallbackView(OAuth2CallbackView):
    """Where the provider sends people back to."""

    def _get_state(self, request: HttpRequest, provider: OpenIDConnect):
        state, response = super()._get_state(request, provider)
        self.adapter.nonce = (state or {}).get("nonce")
        return state, response
