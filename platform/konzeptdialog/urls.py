"""The addresses of the site."""

from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from konzeptdialog.api import api, description, unknown_address
from konzeptdialog.health import healthz
from konzeptdialog.views import robots, set_language

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("robots.txt", robots, name="robots"),
    path("sprache/", set_language, name="set_language"),
    path("api/", description, name="api_description"),
    path("api/v1/", api.urls),
    re_path(r"^api/", unknown_address),
    path("", include("webpages.urls")),
    # One way in for everybody: staff sign in where rate limits and confirmation apply.
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/", include("consultations.drafts.admin_doors")),
    path("admin/", include(wagtailadmin_urls)),
    path("konto/", include("accounts.urls")),
    path("", include("notifications.urls")),
    path("konto/", include("accounts.signin.urls")),
    path("konto/", include("allauth.account.urls")),
    path("dokumente/", include(wagtaildocs_urls)),
    # Scaled pictures only: originals keep what cameras write into them, and documents ask Wagtail who may read them.
    re_path(r"^media/(?P<path>images/[^/]+)$", serve, {"document_root": settings.MEDIA_ROOT}),
    path("", include("regions.urls")),
    path("", include("consultations.urls")),
    path("", include(wagtail_urls)),
]

handler400 = "konzeptdialog.views.bad_request"
# allauth asks for it; Django itself has no such handler.
handler429 = "konzeptdialog.views.too_many_requests"
