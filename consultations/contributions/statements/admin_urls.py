"""Addresses of the staff screens of released statements, below /admin/verfahren/<process_slug>/stellungnahmen/."""

from django.urls import path

from consultations.contributions.statements import admin_views as views

app_name = "statements_admin"
urlpatterns = [
    path("", views.StatementListView.as_view(), name="index"),
    path("<int:pk>/", views.StatementView.as_view(), name="statement"),
    path("<int:pk>/stellungnahme.pdf", views.PaperView.as_view(), name="paper"),
]
