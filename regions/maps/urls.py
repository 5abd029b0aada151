"""Addresses of the maps, below /regionen/."""

from django.urls import path

from regions.maps import views

app_name = "maps"
urlpatterns = [
    path("karten/", views.map_page, name="index"),
    path("karten/<slug:key>.svg", views.map_picture, name="picture"),
    path("karten/<slug:key>.csv", views.map_table, name="table"),
]
