"""What templates ask about providers at which people sign in elsewhere."""

from django import template

from accounts.signin import external

register = template.Library()


@register.simple_tag
def sign_in_providers() -> list[external.ExternalProvider]:
    """All configured providers; costs no query."""
    return external.providers()


@register.filter
def provider_name(key: str) -> str:
    """What people call a provider."""
    return external.provider_name(key)


@register.filter
def join_names(providers: list[external.ExternalProvider]) -> str:
    """The names of providers, separated by commas."""
    return ", ".join(provider.name for provider in providers)
