"""Public addresses of measures."""

from django.urls import path

from consultations.results.measures import views

app_name = "measures"
urlpatterns = [
    path("verfahren/<slug:process_slug>/massnahmen/", views.measures, name="measures"),
    path("verfahren/<slug:process_slug>/massnahmen/feed/", views.feed, name="feed"),
    path("verfahren/<slug:process_slug>/massnahmen/<int:number>/", views.measure, name="measure"),
]
