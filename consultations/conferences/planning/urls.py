"""Addresses of calendar files."""

from django.urls import path

from consultations.conferences.planning import calendar_views as views

app_name = "planning"

urlpatterns = [
    path("konferenzen/kalender.ics", views.all_conferences, name="calendar"),
    path("verfahren/<slug:process_slug>/konferenzen/kalender.ics", views.of_process, name="process_calendar"),
    path("verfahren/<slug:process_slug>/konferenzen/<slug:slug>/termin.ics", views.single, name="event"),
]
