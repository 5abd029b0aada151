"""Addresses of the staff screens, below /admin/verfahren/<process_slug>/konferenzen/<conference>/tag/."""

from django.urls import path

from consultations.conferences.attendance import admin_views as views
from consultations.conferences.attendance.models import EventKind

app_name = "attendance_admin"
urlpatterns = [
    path("", views.IndexView.as_view(), name="index"),
    path("link/<int:pk>/", views.AccessView.as_view(), name="access"),
    path("stand/", views.LiveView.as_view(), name="live"),
    path("personen/", views.PeopleView.as_view(), name="people"),
    path("personen/da/", views.NoteView.as_view(), name="check_in"),
    path("personen/zurueck/", views.NoteView.as_view(kind=EventKind.UNDONE), name="undo"),
    path("personen/ohne-anmeldung/", views.WalkInView.as_view(), name="walk_in"),
    path("zaehlung/", views.CountsView.as_view(), name="counts"),
    path("zaehlung/uebernehmen/", views.TakeOverView.as_view(), name="take_over"),
    path("namensschilder.pdf", views.BadgesView.as_view(), name="badges"),
    path("tischschilder.pdf", views.SignsView.as_view(), name="signs"),
]
