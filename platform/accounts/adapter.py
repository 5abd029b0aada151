"""How allauth behaves on this site."""

from allauth.account.adapter import DefaultAccountAdapter
from django.utils.http import url_has_allowed_host_and_scheme


class AccountAdapter(DefaultAccountAdapter):
    """Mails carry no host of the request, and redirects stay on the site."""

    def is_safe_url(self, url: str | None) -> bool:
        # The Host header is checked by ALLOWED_HOSTS, so the request's own host is the only one to trust.
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()} if self.request else set(), require_https=False
        )
