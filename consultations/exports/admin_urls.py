"""Staff addresses of the ways out, below /admin/verfahren/<process_slug>/ausgabe/: a table of contents."""

from django.urls import include, path

from consultations.exports.admin_base import IndexView

app_name = "exports_admin"
urlpatterns = [
    path("", IndexView.as_view(), name="index"),
    path("berichte/", include("consultations.exports.reports.admin_urls")),
    path("codierung/", include("consultations.exports.coding.admin_urls")),
]
