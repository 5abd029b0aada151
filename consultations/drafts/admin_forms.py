"""Forms of the staff screens of a draft."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.drafts.models import Draft, DraftVersion


class DraftForm(forms.ModelForm):
    """The title of a new draft."""

    class Meta:
        model = Draft
        fields = ["title"]


class PrepareForm(forms.ModelForm):
    """How a version is called, and what its readers are told about it."""

    class Meta:
        model = DraftVersion
        fields = ["label", "note"]
        widgets = {"note": forms.Textarea({"rows": 3})}
        help_texts = {
            "label": _("For example: draft for consultation."),
            "note": _("Readers see it above the text."),
        }
