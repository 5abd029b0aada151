"""The site's own colour as a style sheet: the content security policy allows no styles inside pages."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from webpages.models import SiteSettings


@require_safe
@cache_control(public=True, max_age=300)
def theme(request: HttpRequest) -> HttpResponse:
    """Custom properties with the accent colour from the site settings."""
    color = SiteSettings.for_request(request).accent_color
    return HttpResponse(f":root {{ --kd-accent: {color}; }}\n", content_type="text/css; charset=utf-8")
