"""Addresses of the causes of changes, below /admin/verfahren/<process_slug>/entwurf/fassung/<number>/."""

from django.urls import path

from consultations.results import version_admin_views as views

app_name = "version_admin"
urlpatterns = [
    path("aenderungen/", views.ChangesView.as_view(), name="changes"),
    path("ohne-aenderung/<int:finding>/", views.NoChangeView.as_view(), name="no_change"),
    path("aenderungen/<str:lineage>/", views.ExplainView.as_view(), name="explain"),
]
