"""Addresses of the staff screens of the directory, below /admin/stellen/."""

from django.urls import path

from regions.offices import admin_requests, admin_sheets, admin_views

app_name = "offices_admin"
urlpatterns = [
    path("", admin_views.IndexView.as_view(), name="index"),
    path("neu/", admin_views.CreateView.as_view(), name="create"),
    path("<int:pk>/", admin_views.EditView.as_view(), name="edit"),
    path("<int:pk>/aufgeben/", admin_views.GiveUpView.as_view(), name="give_up"),
    path("<int:pk>/betreuung/", admin_views.HolderView.as_view(), name="holder"),
    path("<int:pk>/verlauf/", admin_views.HistoryView.as_view(), name="history"),
    path("<int:pk>/verlauf/<int:version>/", admin_views.HistoryView.as_view(), name="version"),
    path("<int:pk>/pruefung/", admin_requests.ConfirmView.as_view(), name="confirm"),
    path("aenderungen/<int:pk>/", admin_requests.ChangeView.as_view(), name="change"),
    path("anfragen/<int:pk>/", admin_requests.ClaimView.as_view(), name="claim"),
    path("einlesen/", admin_sheets.ImportView.as_view(), name="import"),
    path("liste.csv", admin_sheets.ExportView.as_view(), name="export"),
    path("vorlage.csv", admin_sheets.TemplateView.as_view(), name="template"),
    path("gemeinden/", admin_sheets.MunicipalitiesView.as_view(), name="municipalities"),
    path("gemeinden.csv", admin_sheets.MunicipalitiesExportView.as_view(), name="municipalities_export"),
]
