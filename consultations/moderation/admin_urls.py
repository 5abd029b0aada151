"""Addresses of the moderators' screens, below /admin/verfahren/<process_slug>/moderation/."""

from django.urls import path

from consultations.moderation import admin_views, originals_admin_views

app_name = "moderation_admin"
urlpatterns = [
    path("", admin_views.QueueView.as_view(), name="queue"),
    path("<int:pk>/", admin_views.DecisionView.as_view(), name="contribution"),
    path("<int:pk>/antwort/", admin_views.OfficialReplyView.as_view(), name="reply"),
    path("<int:pk>/original/", originals_admin_views.OriginalView.as_view(), name="original"),
]
