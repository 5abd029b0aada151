"""What the hand-over of cards adds to the staff admin: the preview of the documentation, and a style sheet."""

from django.templatetags.static import static
from django.urls import include, path
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("register_admin_urls")
def cards_urls() -> list:
    return [
        path(
            "verfahren/<slug:process_slug>/konferenzen/<int:conference>/vorschau/",
            include("consultations.contributions.cards.admin_urls"),
        )
    ]


@hooks.register("insert_global_admin_css")
def style_sheet() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("frontend/admin_record.css"))
