"""Table of contents: the addresses of accounts, below /konto/."""

from django.urls import include, path

from accounts.organisations import urls as organisations_urls
from accounts.overview.views import overview
from accounts.people.views import profile
from accounts.privacy import views as privacy
from accounts.signin.views import join, second_factor

app_name = "accounts"

urlpatterns = [
    path("daten/", privacy.my_data, name="my_data"),
    path("daten/anfordern/", privacy.export, name="ask_for_export"),
    path("daten/datei/<uuid:key>/", privacy.fetch, name="export"),
    path("daten/hinweis-gelesen/", privacy.read_notice, name="read_notice"),
    path("schliessen/", privacy.close, name="close"),
    path("uebersicht/", overview, name="overview"),
    path("zweiter-faktor/", second_factor, name="second_factor"),
    path("verbinden/", join, name="join"),
    path("profil/", profile, name="profile"),
    path("organisationen/", include(organisations_urls.urlpatterns)),
]
