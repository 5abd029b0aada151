"""Addresses of the analysts' screens, below /admin/verfahren/<process_slug>/auswertung/."""

from django.urls import path

from consultations.synthesis import admin_views

app_name = "synthesis_admin"
urlpatterns = [
    path("", admin_views.SegmentsView.as_view(), name="segments"),
    path("<int:pk>/", admin_views.SegmentView.as_view(), name="segment"),
    path("ergebnisse/", admin_views.FindingsView.as_view(), name="findings"),
    path("ergebnisse/neu/", admin_views.CreateFindingView.as_view(), name="create_finding"),
    path("ergebnisse/<int:number>/", admin_views.FindingView.as_view(), name="finding"),
    path("ergebnisse/<int:number>/beitrag/<int:pk>/", admin_views.CitedSegmentView.as_view(), name="cited_segment"),
]
