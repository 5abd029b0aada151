"""Addresses of the check-in page, below /einlass/."""

from django.urls import path

from consultations.conferences.attendance import device_views, views

app_name = "attendance"
urlpatterns = [
    path("einlass/sw.js", views.worker, name="worker"),
    path("einlass/<str:token>/", views.PageView.as_view(), name="door"),
    path("einlass/<str:token>/da/", views.CheckInView.as_view(), name="check_in"),
    path("einlass/<str:token>/zurueck/", views.UndoView.as_view(), name="undo"),
    path("einlass/<str:token>/ohne-anmeldung/", views.WalkInView.as_view(), name="walk_in"),
    path("einlass/<str:token>/liste.json", device_views.ListView.as_view(), name="list"),
    path("einlass/<str:token>/ereignisse.json", device_views.EventsView.as_view(), name="events"),
]
