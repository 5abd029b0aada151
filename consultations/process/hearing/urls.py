"""Addresses of the personal pages of invited organisations, below /anhoerung/."""

from django.urls import path

from consultations.process.hearing import views

app_name = "hearing"

urlpatterns = [
    path("<str:token>/", views.InvitationView.as_view(), name="invitation"),
    path("<str:token>/teilnehmen/", views.JoinView.as_view(), name="join"),
    path("<str:token>/frist/", views.MoreTimeView.as_view(), name="more_time"),
    path("<str:token>/absage/", views.DeclineView.as_view(), name="decline"),
    path("<str:token>/doch-teilnehmen/", views.TakePartView.as_view(), name="take_part"),
    path("<str:token>/andere-adresse/", views.OtherAddressView.as_view(), name="other_address"),
]
