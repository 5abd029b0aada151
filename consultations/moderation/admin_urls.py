"""Addresses of the moderators' screens, below /admin/verfahren/<process_slug>/moderation/."""

from django.urls import path

from consultations.moderation import admin_queue, admin_views, originals_admin_views
from consultations.moderation import cards_admin_views as cards
from consultations.moderation.campaigns import admin_views as campaigns
from consultations.moderation.objections import admin_views as objections
from consultations.moderation.reasons import admin_views as reasons

app_name = "moderation_admin"
urlpatterns = [
    path("", admin_queue.QueueView.as_view(), name="queue"),
    path("naechster/", admin_queue.NextView.as_view(), name="next"),
    path("mehrere/", admin_queue.BulkView.as_view(), name="bulk"),
    path("karten/<int:conference>/", cards.CardsView.as_view(), name="cards"),
    path("gruppe/<int:pk>/", campaigns.GroupView.as_view(), name="group"),
    path("<int:pk>/", admin_views.DecisionView.as_view(), name="contribution"),
    path("<int:pk>/uebernehmen/", admin_queue.ClaimView.as_view(), name="claim"),
    path("<int:pk>/in-ordnung/", admin_queue.SettleView.as_view(), name="settle"),
    path("<int:pk>/antwort/", admin_views.OfficialReplyView.as_view(), name="reply"),
    path("<int:pk>/original/", originals_admin_views.OriginalView.as_view(), name="original"),
    path("widersprueche/", objections.ObjectionListView.as_view(), name="objections"),
    path("widersprueche/<int:pk>/", objections.ObjectionView.as_view(), name="objection"),
    path("textbausteine/", reasons.ReasonsView.as_view(), name="reasons"),
]
