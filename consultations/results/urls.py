"""Addresses of the results and of the traces."""

from django.urls import path

from consultations.results import views

app_name = "results"
urlpatterns = [
    path("ergebnisse/", views.latest, name="latest"),
    path("verfahren/<slug:process_slug>/ergebnisse/", views.results, name="results"),
    path("verfahren/<slug:process_slug>/ergebnisse/<int:number>/", views.finding, name="finding"),
    path("beitrag/", views.lookup, name="lookup"),
    path("beitrag/<str:code>/", views.trace, name="trace"),
]
