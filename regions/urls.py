"""Table of contents: the addresses of all features."""

from django.urls import include, path

urlpatterns = [
    path("regionen/", include("regions.maps.urls")),
    path("regionen/", include("regions.offices.urls")),
    path("netzwerke/", include("regions.networks.urls")),
    path("bedarfe-angebote/", include("regions.demand.urls")),
]
