"""Addresses of the staff screens of a process, below /admin/verfahren/."""

from django.urls import path

from consultations.process import admin_views as views

app_name = "process_admin"
urlpatterns = [
    path("", views.ProcessListView.as_view(), name="index"),
    path("neu/", views.ProcessCreateView.as_view(), name="create"),
    path("<slug:process_slug>/", views.DashboardView.as_view(), name="dashboard"),
    path("<slug:process_slug>/bearbeiten/", views.ProcessEditView.as_view(), name="edit"),
    path("<slug:process_slug>/veroeffentlichung/", views.ProcessPublishView.as_view(), name="publish"),
    path("<slug:process_slug>/phasen/", views.PhasesView.as_view(), name="phases"),
    path("<slug:process_slug>/regeln/", views.RulesView.as_view(), name="rules"),
    path("<slug:process_slug>/mitteilungen/", views.AnnouncementsView.as_view(), name="announcements"),
    path("<slug:process_slug>/uebersetzungen/", views.TranslationsView.as_view(), name="translations"),
    path("<slug:process_slug>/team/", views.TeamView.as_view(), name="team"),
    path("<slug:process_slug>/team/<int:pk>/entfernen/", views.TeamRemoveView.as_view(), name="team_remove"),
    path("<slug:process_slug>/rollen/", views.RolesView.as_view(), name="roles"),
    path("<slug:process_slug>/protokoll/", views.LogView.as_view(), name="log"),
]
