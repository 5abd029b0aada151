"""Addresses of organisations, below /konto/organisationen/."""

from django.urls import path

from accounts.organisations import member_views, views

urlpatterns = [
    path("", views.mine, name="organisations"),
    path("suche/", views.search, name="organisation_search"),
    path("neu/", views.create, name="organisation_create"),
    path("einladung/<str:token>/", member_views.invitation, name="invitation"),
    path("einladungen/<int:pk>/", member_views.own_invitation, name="own_invitation"),
    path("anfragen/<int:pk>/zurueckziehen/", views.withdraw_request, name="join_request_withdraw"),
    path("<int:pk>/", views.detail, name="organisation"),
    path("<int:pk>/angaben/", views.change, name="organisation_change"),
    path("<int:pk>/beitreten/", views.join, name="organisation_join"),
    path("<int:pk>/funktion/", views.change_position, name="organisation_position"),
    path("<int:pk>/verlassen/", views.leave, name="organisation_leave"),
    path("<int:pk>/einladen/", member_views.invite, name="organisation_invite"),
    path("<int:pk>/mitglieder/<int:membership_pk>/", member_views.change_member, name="organisation_member"),
    path("<int:pk>/einladungen/<int:invitation_pk>/", member_views.change_invitation, name="organisation_invitation"),
    path("<int:pk>/anfragen/<int:request_pk>/", member_views.answer_request, name="organisation_request"),
]
