"""Staff addresses of the closing round, below …/ergebnisse/schlussrunde/."""

from django.urls import path

from consultations.results.closing_round import admin_views as views

urlpatterns = [path("", views.ClosingRoundView.as_view(), name="closing_round")]
