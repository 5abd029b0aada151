"""Addresses of double coding, below …/auswertung/doppelt/."""

from django.urls import path

from consultations.synthesis.double_coding import admin_views as views

urlpatterns = [
    path("", views.IndexView.as_view(), name="double_codings"),
    path("neu/", views.DrawView.as_view(), name="draw_double_coding"),
    path("<int:pk>/", views.ResultView.as_view(), name="double_coding"),
    path("<int:pk>/tabelle.csv", views.TableView.as_view(), name="double_coding_table"),
    path("<int:pk>/verwerfen/", views.DiscardView.as_view(), name="discard_double_coding"),
    path("<int:pk>/codieren/", views.WorkView.as_view(), name="double_coding_work"),
    path("<int:pk>/codieren/<int:number>/", views.CodeView.as_view(), name="double_code"),
    path("<int:pk>/klaeren/<int:number>/", views.SettleView.as_view(), name="settle_double_coding"),
]
