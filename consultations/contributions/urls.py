"""Addresses of contributions and of the forms to write them."""

from django.urls import path

from consultations.contributions import views

app_name = "contributions"

urlpatterns = [
    path(
        "verfahren/<slug:process_slug>/entwurf/absatz/<str:lineage>/",
        views.ParagraphContributions.as_view(),
        name="paragraph",
    ),
    path(
        "verfahren/<slug:process_slug>/entwurf/kapitel/<str:lineage>/",
        views.SectionContributions.as_view(),
        name="section",
    ),
    path(
        "verfahren/<slug:process_slug>/entwurf/gesamt/",
        views.DraftContributions.as_view(),
        name="draft",
    ),
    path("verfahren/<slug:process_slug>/beitraege/", views.ProcessContributions.as_view(), name="list"),
    path("verfahren/<slug:process_slug>/beitraege/tabelle.csv", views.table, name="table"),
    path("beitrag/<str:code>/unterstuetzen/", views.support, name="support"),
]
