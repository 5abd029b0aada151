"""Public addresses of the synopsis."""

from django.urls import path

from consultations.results.synopsis import views

app_name = "synopsis"
urlpatterns = [
    path("verfahren/<slug:process_slug>/synopse/", views.synopsis, name="synopsis"),
    path("verfahren/<slug:process_slug>/synopse/tabelle.csv", views.table, name="table"),
]
