"""Addresses of the analysts' screens, below /admin/verfahren/<process_slug>/auswertung/: a table of contents."""

from django.urls import include, path

app_name = "synthesis_admin"
urlpatterns = [
    path("", include("consultations.synthesis.workbench.admin_urls")),
    path("ergebnisse/", include("consultations.synthesis.findings.admin_urls")),
    path("vorschlaege/", include("consultations.synthesis.suggesting.admin_urls")),
    path("entwuerfe/", include("consultations.synthesis.drafting.admin_urls")),
    path("doppelt/", include("consultations.synthesis.double_coding.admin_urls")),
    path("luecken/", include("consultations.synthesis.gaps.admin_urls")),
]
