"""Public addresses of published reports."""

from django.urls import path

from consultations.exports.reports import views

app_name = "result_reports"
urlpatterns = [
    path("verfahren/<slug:process_slug>/ergebnisse/berichte/<uuid:key>/", views.published_report, name="report"),
]
