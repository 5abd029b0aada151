"""Addresses of needs and offers: public pages, booking requests, the workspace."""

from django.urls import path

from regions.demand import booking_views, list_views, views, workspace_views

app_name = "demand"
urlpatterns = [
    path("", views.entry_list, name="list"),
    path("liste.csv", views.export, name="export"),
    path("bedarf/<int:pk>/", views.need, name="need"),
    path("angebot/<int:pk>/", views.offer, name="offer"),
    path("sprachmittlung/", views.interpreters, name="interpreters"),
    path("uebersicht/", views.overview, name="overview"),
    path("angebot/<int:pk>/anfragen/", booking_views.book, name="book"),
    path("angebot/<int:pk>/anfragen/gesendet/", booking_views.book_sent, name="book_sent"),
    path("anfrage/<str:token>/", booking_views.booking, name="booking"),
    path("anfrage-beantworten/<str:token>/", booking_views.booking_answer, name="booking_answer"),
    path("eigene/", workspace_views.own, name="own"),
    path("eigene/liste.xlsx", workspace_views.own_export, name="own_export"),
    path("eigene/neu/<slug:word>/", workspace_views.create, name="create"),
    path("eigene/verlaengern/", workspace_views.extend, name="extend"),
    path("eigene/einlesen/", list_views.import_list, name="import"),
    path("eigene/einlesen/vorlage.xlsx", list_views.import_template, name="import_template"),
    path("eigene/<int:pk>/", workspace_views.edit, name="edit"),
    path("eigene/<int:pk>/kopieren/", workspace_views.copy, name="copy"),
    path("eigene/<int:pk>/veroeffentlichen/", workspace_views.publish, name="publish"),
    path("eigene/<int:pk>/schliessen/", workspace_views.close, name="close"),
    path("eigene/<int:pk>/wieder-oeffnen/", workspace_views.reopen, name="reopen"),
    path("eigene/<int:pk>/loeschen/", workspace_views.delete, name="delete"),
    path("felder/", list_views.fields, name="fields"),
    path("felder/<int:pk>/loeschen/", list_views.delete_field, name="delete_field"),
]
