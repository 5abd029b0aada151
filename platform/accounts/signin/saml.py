"""SAML 2.0: what the library takes from an assertion, reduced to what is needed."""

from typing import Any

from allauth.socialaccount.providers.saml.provider import SAMLProvider

from accounts.signin.external import asserts_second_factor


class SAML(SAMLProvider):
    """An identity provider of the settings."""

    def extract_extra_data(self, data: Any) -> dict[str, bool]:
        return {"second_factor": asserts_second_factor(self.app.settings, data.get_last_authn_contexts() or [])}

    def extract_common_fields(self, data: Any) -> dict[str, str]:
        return {"email": super().extract_common_fields(data).get("email") or ""}
