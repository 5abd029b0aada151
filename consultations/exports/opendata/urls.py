"""Public addresses of dumps, feeds and cards."""

from django.urls import path

from consultations.exports.opendata import views

app_name = "opendata"
urlpatterns = [
    path("daten/katalog.<str:ending>", views.whole_catalog, name="catalog"),
    path("verfahren/<slug:process_slug>/daten/", views.page, name="page"),
    path("verfahren/<slug:process_slug>/daten/katalog.<str:ending>", views.process_catalog, name="process_catalog"),
    path("verfahren/<slug:process_slug>/daten/<slug:noun>.<str:ending>", views.dump, name="dump"),
    path("verfahren/<slug:process_slug>/feed/", views.process_feed, name="process_feed"),
    path("verfahren/<slug:process_slug>/beitraege/feed/", views.contributions_feed, name="contributions_feed"),
    path("verfahren/<slug:process_slug>/ergebnisse/feed/", views.results_feed, name="results_feed"),
    path("verfahren/<slug:process_slug>/karte/", views.card, name="card"),
]
