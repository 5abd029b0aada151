"""Addresses of the staff screens, below /admin/verfahren/<process_slug>/konferenzen/<conference>/dokumentation/."""

from django.urls import path

from consultations.conferences.record import admin_check_views as check
from consultations.conferences.record import admin_views as views

app_name = "record_admin"
urlpatterns = [
    path("", views.IndexView.as_view(), name="index"),
    path("karte/<int:card>/", views.CardView.as_view(), name="card"),
    path("karte/<int:card>/weg/", views.CardAwayView.as_view(), name="card_away"),
    path("karte/<int:card>/foto/", views.CardPhotoView.as_view(), name="card_photo"),
    path("tisch/<int:table>/", views.TableView.as_view(), name="table"),
    path("tisch/<int:table>/karten/", views.NewCardView.as_view(), name="new_card"),
    path("niederschrift/", views.MinutesView.as_view(), name="minutes"),
    path("dateien/", views.FilesView.as_view(), name="files"),
    path("dateien/<int:file>/", views.FileView.as_view(), name="file"),
    path("pruefung/", check.CheckView.as_view(), name="check"),
    path("anmerkungen/", check.RemarksView.as_view(), name="remarks"),
    path("anmerkungen/<int:remark>/", check.RemarkView.as_view(), name="remark"),
    path("bestaetigen/", check.ConfirmView.as_view(), name="confirm"),
    path("nachtraege/", check.LateView.as_view(), name="late"),
    path("einlesen/", check.ImportView.as_view(), name="import"),
    path("einlesen/vorlage/<str:ending>/", check.TemplateDownloadView.as_view(), name="template"),
]
