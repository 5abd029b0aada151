"""Addresses of the findings, below /admin/verfahren/<process_slug>/auswertung/ergebnisse/."""

from django.urls import path

from consultations.synthesis.findings import admin_views as views
from consultations.synthesis.findings import merging_views, source_views

urlpatterns = [
    path("", views.FindingsView.as_view(), name="findings"),
    path("neu/", views.CreateFindingView.as_view(), name="create_finding"),
    path("themen/", views.TopicsView.as_view(), name="uncovered_topics"),
    path("<int:number>/", views.FindingView.as_view(), name="finding"),
    path("<int:number>/verlauf/", views.HistoryView.as_view(), name="finding_history"),
    path("<int:number>/freigabe/", views.ReleaseView.as_view(), name="release_finding"),
    path("<int:number>/zusammenfuehren/", merging_views.MergeView.as_view(), name="merge_finding"),
    path("<int:number>/teilen/", merging_views.SplitView.as_view(), name="split_finding"),
    path("<int:number>/beitrag/<int:pk>/", source_views.CitedSegmentView.as_view(), name="cited_segment"),
    path("<int:number>/offen/<int:pk>/", source_views.UncoveredSegmentView.as_view(), name="uncovered_segment"),
]
