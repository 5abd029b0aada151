"""What the double coding adds to the staff admin: its tab and its style sheet."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from consultations.process.admin_base import Tab
from consultations.process.enums import Action
from consultations.synthesis.admin_base import evaluation_tabs

evaluation_tabs.append(
    Tab("double_coding", _("Double coding"), "synthesis_admin:double_codings", frozenset({Action.CODE}))
)


@hooks.register("insert_global_admin_css")
def style_sheet() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("frontend/admin_sampling.css"))
