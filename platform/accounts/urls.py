"""Table of contents: the addresses of accounts, below /konto/."""

from django.urls import path

from accounts.overview.views import overview
from accounts.signin.views import join, second_factor

app_name = "accounts"

urlpatterns = [
    path("uebersicht/", overview, name="overview"),
    path("zweiter-faktor/", second_factor, name="second_factor"),
    path("verbinden/", join, name="join"),
]
