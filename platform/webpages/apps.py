from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebpagesConfig(AppConfig):
    name = "webpages"
    verbose_name = _("Pages")

    def ready(self) -> None:
        """Say which privacy notice the site has."""
        from webpages import notices  # noqa: F401
