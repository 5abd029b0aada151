"""Addresses of the results and of the traces."""

from django.urls import path

from consultations.results import figure_views, views

app_name = "results"
urlpatterns = [
    path("ergebnisse/", views.latest, name="latest"),
    path("verfahren/<slug:process_slug>/ergebnisse/", views.results, name="results"),
    path("verfahren/<slug:process_slug>/ergebnisse/<int:number>/", views.finding, name="finding"),
    path("verfahren/<slug:process_slug>/ergebnisse/zahlen/", figure_views.numbers, name="numbers"),
    path(
        "verfahren/<slug:process_slug>/ergebnisse/diagramm/<slug:name>.svg", figure_views.figure_picture, name="picture"
    ),
    path("verfahren/<slug:process_slug>/ergebnisse/diagramm/<slug:name>.csv", figure_views.figure_table, name="table"),
    path("beitrag/", views.lookup, name="lookup"),
    path("beitrag/<str:code>/", views.trace, name="trace"),
]
