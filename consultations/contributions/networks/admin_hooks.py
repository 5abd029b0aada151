"""What the bridge to networks adds to the staff admin: its address."""

from django.urls import include, path
from wagtail import hooks


@hooks.register("register_admin_urls")
def network_urls() -> list:
    return [
        path("verfahren/<slug:process_slug>/netzwerke/", include("consultations.contributions.networks.admin_urls"))
    ]
