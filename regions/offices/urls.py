"""Addresses of the public pages, and of those on which an office keeps its own entry."""

from django.urls import path, re_path

from regions.offices import holder_views, views

app_name = "offices"
urlpatterns = [
    path("", views.directory, name="directory"),
    path("stellen.csv", views.export, name="export"),
    path("meine-stelle/", holder_views.mine, name="mine"),
    path("meine-stelle/<int:pk>/", holder_views.edit, name="edit"),
    path("meine-stelle/<int:pk>/stimmt/", holder_views.say_it_is_right, name="say_it_is_right"),
    path("meine-stelle/<int:pk>/abgeben/", holder_views.give_back, name="give_back"),
    path("meine-stelle/aenderung/<int:pk>/zurueckziehen/", holder_views.withdraw, name="withdraw"),
    path("meine-stelle/anfrage/<int:pk>/zurueckziehen/", holder_views.withdraw_claim, name="withdraw_claim"),
    path("stelle/<int:pk>/uebernehmen/", holder_views.claim, name="claim"),
    re_path(r"^(?P<ags>\d{5}|\d{8})/stelle-eintragen/$", holder_views.propose_office, name="propose"),
    re_path(r"^(?P<ags>\d{2}|\d{5}|\d{8})/$", views.region_page, name="region"),
]
