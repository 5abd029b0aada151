"""What the day of a conference adds to the staff admin: its style sheet."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks


@hooks.register("insert_global_admin_css")
def style_sheet() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("frontend/admin_attendance.css"))
