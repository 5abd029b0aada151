from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Fill the places of the account's pages, and listen to signing in."""
        from accounts import panels  # noqa: F401
        from accounts.privacy import held  # noqa: F401
        from accounts.signin import checks, receivers  # noqa: F401
