"""Inputs of the page editor that show what they hold: tables as tables, images as images."""

import uuid
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

#: Beside the inputs, so that every editor that shows them has it.
_MEDIA = forms.Media(js=["frontend/admin_draft_editor.js"], css={"all": ["frontend/admin_draft_editor.css"]})


class DraftTextInput(AdminAutoHeightTextInput):
    """The text of a paragraph, with its tables drawn below and a button that puts in a new one."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        column, cell = _("Column"), _("Text")
        head, row = f"| {column} 1 | {column} 2 |", f"| {cell} | {cell} |"
        context["widget"]["attrs"] |= {
            "data-controller": "w-autosize kd-draft-text",
            "data-kd-draft-text-url-value": reverse("draft_editor:tables"),
            "data-kd-draft-text-button-value": _("Insert a table"),
            "data-kd-draft-text-table-value": f"{head}\n|---|---|\n{row}\n{row}",
        }
        return context

    @property
    def media(self) -> forms.Media:
        return super().media + _MEDIA


class DraftImageInput(forms.TextInput):
    """The key of an image, with the image itself."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        nobody = uuid.UUID(int=0)
        context["widget"]["attrs"] |= {
            "data-controller": "kd-draft-image",
            "data-kd-draft-image-url-value": reverse("draft_editor:image", args=[nobody]),
            "data-kd-draft-image-nobody-value": str(nobody),
            "data-kd-draft-image-undescribed-value": _("The image has no alternative text."),
            "data-kd-draft-image-missing-value": _("There is no image with this key in your drafts."),
        }
        return context

    @property
    def media(self) -> forms.Media:
        return super().media + _MEDIA
