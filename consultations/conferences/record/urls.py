"""Addresses of the public pages: the check by link, and the files of public records."""

from django.urls import path

from consultations.conferences.record import views

app_name = "record"
urlpatterns = [
    path("protokoll/datei/<uuid:token>/", views.record_file, name="file"),
    path("protokoll/anmerkung/<str:token>/", views.RemarkView.as_view(), name="remark"),
    path("protokoll/<str:token>/", views.CheckView.as_view(), name="check"),
    path("protokoll/<str:token>/karte/<int:card>/", views.ObjectView.as_view(), name="object"),
    path("protokoll/<str:token>/tisch/<int:table>/", views.AddView.as_view(), name="add"),
    path("protokoll/<str:token>/niederschrift/", views.MinutesView.as_view(), name="minutes"),
]
