"""Table of contents: the addresses of accounts, below /konto/."""

from django.urls import path

from accounts.overview.views import overview

app_name = "accounts"

urlpatterns = [
    path("uebersicht/", overview, name="overview"),
]
