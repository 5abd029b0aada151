"""Staff addresses of reports, below /admin/verfahren/<process_slug>/ausgabe/berichte/."""

from django.urls import path

from consultations.exports.reports import admin_views as views

urlpatterns = [
    path("", views.ReportsView.as_view(), name="reports"),
    path("vorlage/", views.TemplateView.as_view(), name="report_template"),
    path("vorlage/standard/", views.DefaultTemplateView.as_view(), name="report_template_default"),
    path("vorlage/<int:pk>/", views.OldTemplateView.as_view(), name="report_template_file"),
    path("<uuid:key>/", views.DownloadView.as_view(), name="report"),
    path("<uuid:key>/stand/", views.StateView.as_view(), name="report_state"),
    path("<uuid:key>/loeschen/", views.ChangeView.as_view(change="delete"), name="report_delete"),
    path("<uuid:key>/veroeffentlichen/", views.PublicationView.as_view(change="publish"), name="report_publish"),
    path("<uuid:key>/zuruecknehmen/", views.PublicationView.as_view(change="withdraw"), name="report_withdraw"),
]
