from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebpagesConfig(AppConfig):
    name = "webpages"
    verbose_name = _("Pages")
