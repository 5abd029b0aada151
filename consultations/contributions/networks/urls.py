"""Addresses of conveners' pages, below /netzwerke/."""

from django.urls import path

from consultations.contributions.networks import views

app_name = "network_positions"
urlpatterns = [
    path("<slug:slug>/treffen/<slug:meeting>/verfahren/", views.discussions, name="discussions"),
    path("<slug:slug>/treffen/<slug:meeting>/verfahren/<slug:process_slug>/position/", views.position, name="position"),
    path(
        "<slug:slug>/treffen/<slug:meeting>/verfahren/<slug:process_slug>/entfernen/",
        views.stop_discussing,
        name="stop_discussing",
    ),
]
