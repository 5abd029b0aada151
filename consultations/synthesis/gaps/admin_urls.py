"""Addresses of the gap matrix, below …/auswertung/luecken/."""

from django.urls import path

from consultations.synthesis.gaps import admin_views as views

urlpatterns = [
    path("", views.GapsView.as_view(), name="gaps"),
    path("tabelle.csv", views.TableView.as_view(), name="gaps_table"),
]
