"""Addresses of the coding, below /admin/verfahren/<process_slug>/auswertung/."""

from django.urls import path

from consultations.synthesis.workbench import admin_views as views
from consultations.synthesis.workbench import coding_admin_views as coding
from consultations.synthesis.workbench import topic_admin_views as topics

urlpatterns = [
    path("", views.SegmentsView.as_view(), name="segments"),
    path("weiter/", coding.NextView.as_view(), name="coding_next"),
    path("rueckgaengig/", coding.UndoView.as_view(), name="coding_undo"),
    path("fortschritt/", topics.ProgressView.as_view(), name="coding_progress"),
    path("notizen/", topics.MemosView.as_view(), name="memos"),
    path("themen/", topics.TopicsView.as_view(), name="topics"),
    path("themen/neu/<slug:field_slug>/", topics.NewTopicView.as_view(), name="create_topic"),
    path("themen/<int:pk>/", topics.TopicView.as_view(), name="topic"),
    path("<int:pk>/", views.SegmentView.as_view(), name="segment"),
    path("<int:pk>/schneiden/", coding.CutView.as_view(), name="cut"),
    path("<int:pk>/uebernehmen/", coding.ClaimView.as_view(), name="coding_claim"),
    path("<int:pk>/stand/", coding.StandView.as_view(), name="coding_stand"),
    path("<int:pk>/notiz/", coding.WriteMemoView.as_view(), name="write_memo"),
]
