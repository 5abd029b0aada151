"""Addresses of the public pages."""

from django.urls import path

from consultations.conferences.registration import personal_views as personal
from consultations.conferences.registration import views

app_name = "registration"

_CONFERENCE = "verfahren/<slug:process_slug>/konferenzen/<slug:slug>/anmelden/"
_PERSONAL = "anmeldung/<str:token>/"
urlpatterns = [
    path(_CONFERENCE, views.RegisterView.as_view(), name="register"),
    path(f"{_CONFERENCE}gesendet/", views.sent, name="sent"),
    path("konferenzeinladung/<str:token>/", views.InvitedView.as_view(), name="invited"),
    path(_PERSONAL, personal.HomeView.as_view(), name="personal"),
    path(f"{_PERSONAL}bestaetigen/", personal.ConfirmAddressView.as_view(), name="confirm"),
    path(f"{_PERSONAL}annehmen/", personal.AcceptView.as_view(), name="accept"),
    path(f"{_PERSONAL}aendern/", personal.ChangeView.as_view(), name="change"),
    path(f"{_PERSONAL}absagen/", personal.CancelView.as_view(), name="cancel"),
    path(f"{_PERSONAL}kalender.ics", personal.CalendarView.as_view(), name="calendar"),
    path(f"{_PERSONAL}ticket-<str:ticket>.png", personal.TicketView.as_view(), name="ticket"),
]
