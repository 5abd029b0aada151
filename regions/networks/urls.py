"""Addresses of networks: public pages, personal links, the internal area, and pages of conveners below it."""

from django.urls import URLPattern, path

from regions.networks import manage_views, meeting_views, member_views, views
from regions.networks.sharing import views as sharing_views

app_name = "networks"

_public: list[URLPattern] = [
    path("", views.network_list, name="list"),
    path("anlegen/", manage_views.create_network, name="create"),
    path("antwort/<str:token>/", member_views.LinkReply.as_view(), name="reply"),
    path("antwort/<str:token>/termin.ics", member_views.LinkCalendar.as_view(), name="reply_calendar"),
    path("dokumente/<uuid:token>/", sharing_views.document, name="document"),
    path("<slug:slug>/", views.NetworkPage.as_view(), name="network"),
    path("<slug:slug>/termine.ics", views.NetworkCalendar.as_view(), name="calendar"),
    path("<slug:slug>/archiv/", views.ArchivePage.as_view(), name="archive"),
    path("<slug:slug>/archiv/<int:year>/", views.ArchivePage.as_view(), name="archive_year"),
    path("<slug:slug>/treffen/<slug:meeting>/", views.MeetingPage.as_view(), name="meeting"),
    path("<slug:slug>/treffen/<slug:meeting>/termin.ics", views.MeetingCalendar.as_view(), name="meeting_calendar"),
    path("<slug:slug>/ansaetze/<int:pk>/", sharing_views.ApproachPage.as_view(), name="approach"),
]

_APPROACHES = "<slug:slug>/intern/ansaetze/"
_internal: list[URLPattern] = [
    path("<slug:slug>/intern/", member_views.InternalPage.as_view(), name="internal"),
    path("<slug:slug>/intern/treffen/<slug:meeting>/antwort/", member_views.OwnReply.as_view(), name="own_reply"),
    path(_APPROACHES, sharing_views.ApproachList.as_view(), name="approaches"),
    path(f"{_APPROACHES}neu/", sharing_views.ApproachEdit.as_view(), name="approach_add"),
    path(f"{_APPROACHES}<int:pk>/bearbeiten/", sharing_views.ApproachEdit.as_view(), name="approach_change"),
    path(f"{_APPROACHES}<int:pk>/loeschen/", sharing_views.ApproachDelete.as_view(), name="approach_delete"),
    path(f"{_APPROACHES}<int:pk>/uebernehmen/", sharing_views.ReusePage.as_view(), name="reuse"),
    path(f"{_APPROACHES}<int:pk>/uebernehmen/beenden/", sharing_views.ReuseEnd.as_view(), name="reuse_end"),
]

_MANAGE = "<slug:slug>/intern/verwaltung/"
_GROUP = f"{_MANAGE}gruppen/<int:group>/ergebnisse/"
_manage: list[URLPattern] = [
    path(_MANAGE, manage_views.ManagePage.as_view(), name="manage"),
    path(f"{_MANAGE}netzwerk/", manage_views.NetworkEdit.as_view(), name="network_change"),
    path(f"{_MANAGE}abschnitte/neu/", manage_views.SectionEdit.as_view(), name="section_add"),
    path(f"{_MANAGE}abschnitte/<int:pk>/", manage_views.SectionEdit.as_view(), name="section_change"),
    path(f"{_MANAGE}abschnitte/<int:pk>/loeschen/", manage_views.SectionDelete.as_view(), name="section_delete"),
    path(f"{_MANAGE}mitglieder/neu/", manage_views.MemberEdit.as_view(), name="member_add"),
    path(f"{_MANAGE}mitglieder/<int:pk>/", manage_views.MemberEdit.as_view(), name="member_change"),
    path(f"{_MANAGE}mitglieder/<int:pk>/beenden/", manage_views.MemberRemove.as_view(), name="member_remove"),
    path(f"{_MANAGE}gruppen/neu/", manage_views.GroupEdit.as_view(), name="group_add"),
    path(f"{_MANAGE}gruppen/<int:pk>/", manage_views.GroupEdit.as_view(), name="group_change"),
    path(f"{_MANAGE}gruppen/<int:pk>/loeschen/", manage_views.GroupDelete.as_view(), name="group_delete"),
    path(f"{_GROUP}neu/", manage_views.ResultEdit.as_view(), name="result_add"),
    path(f"{_GROUP}<int:pk>/", manage_views.ResultEdit.as_view(), name="result_change"),
    path(f"{_GROUP}<int:pk>/loeschen/", manage_views.ResultDelete.as_view(), name="result_delete"),
    path(f"{_MANAGE}dokumente/neu/", sharing_views.DocumentEdit.as_view(), name="document_add"),
    path(f"{_MANAGE}dokumente/<int:pk>/", sharing_views.DocumentEdit.as_view(), name="document_change"),
    path(f"{_MANAGE}dokumente/<int:pk>/loeschen/", sharing_views.DocumentDelete.as_view(), name="document_delete"),
]

_MEETING = f"{_MANAGE}treffen/<int:meeting>/"
_RECOMMENDATIONS = f"{_MEETING}empfehlungen/"
_meetings: list[URLPattern] = [
    path(f"{_MANAGE}treffen/neu/", meeting_views.MeetingEdit.as_view(), name="meeting_add"),
    path(_MEETING, meeting_views.MeetingManage.as_view(), name="manage_meeting"),
    path(f"{_MEETING}bearbeiten/", meeting_views.MeetingEdit.as_view(), name="meeting_change"),
    path(f"{_MEETING}ankuendigen/", meeting_views.MeetingAnnounce.as_view(), name="meeting_announce"),
    path(f"{_MEETING}einladen/", meeting_views.MeetingInvite.as_view(), name="meeting_invite"),
    path(f"{_MEETING}absagen/", meeting_views.MeetingCancel.as_view(), name="meeting_cancel"),
    path(f"{_MEETING}protokoll/", meeting_views.MinutesEdit.as_view(), name="minutes"),
    path(f"{_MEETING}protokoll/veroeffentlichen/", meeting_views.MinutesPublish.as_view(), name="minutes_publish"),
    path(f"{_MEETING}punkte/neu/", meeting_views.ItemEdit.as_view(), name="item_add"),
    path(f"{_MEETING}punkte/<int:pk>/", meeting_views.ItemEdit.as_view(), name="item_change"),
    path(f"{_MEETING}punkte/<int:pk>/loeschen/", meeting_views.ItemDelete.as_view(), name="item_delete"),
    path(f"{_RECOMMENDATIONS}neu/", meeting_views.RecommendationEdit.as_view(), name="recommendation_add"),
    path(f"{_RECOMMENDATIONS}<int:pk>/", meeting_views.RecommendationEdit.as_view(), name="recommendation_change"),
    path(
        f"{_RECOMMENDATIONS}<int:pk>/loeschen/",
        meeting_views.RecommendationDelete.as_view(),
        name="recommendation_delete",
    ),
    path(f"{_RECOMMENDATIONS}<int:pk>/stand/", meeting_views.RecommendationFollowUp.as_view(), name="follow_up"),
]

urlpatterns = [*_public, *_internal, *_manage, *_meetings]
