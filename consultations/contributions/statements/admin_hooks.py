"""What statements add to the staff admin: their addresses."""

from django.urls import include, path
from wagtail import hooks


@hooks.register("register_admin_urls")
def statements_urls() -> list:
    return [
        path(
            "verfahren/<slug:process_slug>/stellungnahmen/",
            include("consultations.contributions.statements.admin_urls"),
        )
    ]
