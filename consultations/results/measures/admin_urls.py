"""Staff addresses of measures, below /admin/verfahren/<process_slug>/massnahmen/."""

from django.urls import path

from consultations.results.measures import admin_views, report_views

app_name = "measures_admin"
urlpatterns = [
    path("", admin_views.MeasuresView.as_view(), name="index"),
    path("neu/", admin_views.CreateView.as_view(), name="create"),
    path("uebernehmen/", admin_views.AdoptView.as_view(), name="adopt"),
    path("verknuepfen/", admin_views.LinkView.as_view(), name="link"),
    path("<int:number>/", report_views.MeasureView.as_view(), name="measure"),
    path("<int:number>/bearbeiten/", admin_views.EditView.as_view(), name="edit"),
    path("<int:number>/veroeffentlichen/", admin_views.PublishView.as_view(), name="publish"),
    path("<int:number>/stand/", report_views.StateView.as_view(), name="state"),
    path("<int:number>/wert/", report_views.ValueView.as_view(), name="value"),
    path("<int:number>/bericht/", report_views.ReportView.as_view(), name="report"),
]
