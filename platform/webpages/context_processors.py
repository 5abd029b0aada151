"""What the frame of every page needs."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from webpages.models import InfoPage, SiteSettings


def frame(request: HttpRequest) -> dict:
    """Site settings, footer links and languages; queried only when a template asks."""
    return {
        "site_settings": SimpleLazyObject(lambda: SiteSettings.for_request(request)),
        "footer_pages": SimpleLazyObject(lambda: list(InfoPage.objects.live().filter(in_footer=True).order_by("path"))),
        "languages": settings.LANGUAGES,
    }
