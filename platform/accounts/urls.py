"""Table of contents: the addresses of accounts, below /konto/."""

from django.urls import include, path

from accounts.organisations import urls as organisations_urls
from accounts.overview.views import overview
from accounts.people.views import profile

app_name = "accounts"

urlpatterns = [
    path("uebersicht/", overview, name="overview"),
    path("profil/", profile, name="profile"),
    path("organisationen/", include(organisations_urls.urlpatterns)),
]
