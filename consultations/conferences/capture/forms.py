"""Forms of the pages at the tables and of the staff screens."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.conferences.capture.models import AccessKind
from consultations.conferences.capture.texts import MAX_TEXT, cleaned, language_choices
from consultations.conferences.enums import CardColumn
from consultations.conferences.models import Conference, ThematicTable


class CardForm(forms.Form):
    """A card: new, or to be changed."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    base = forms.UUIDField(widget=forms.HiddenInput, required=False)
    column = forms.ChoiceField(label=_("Column"), choices=CardColumn.choices, widget=forms.RadioSelect)
    # Longer texts are counted here and not by the field: nothing that was typed is cut.
    text = forms.CharField(label=_("What is on the card"), widget=forms.Textarea(attrs={"rows": 3}))
    language = forms.ChoiceField(label=_("Language of the text"), choices=language_choices)
    photo = forms.FileField(
        label=_("Photo of the card"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid.uuid4())
        self.initial.setdefault("column", CardColumn.NEED)
        self.initial.setdefault("language", "de")
        self.fields["text"].widget.attrs["data-kd-limit"] = MAX_TEXT

    def clean_text(self) -> str:
        text = cleaned(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError(_("The card has no text. Please write one sentence."))
        if len(text) > MAX_TEXT:
            raise forms.ValidationError(
                _("The text is longer than %(limit)s characters. Please make two cards of it.") % {"limit": MAX_TEXT}
            )
        return text

    @property
    def content(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("column", "text", "language")}


class AccessForm(forms.Form):
    """A new link."""

    kind = forms.ChoiceField(label=_("Who is it for?"), choices=AccessKind.choices)
    table = forms.ModelChoiceField(
        label=_("Thematic table"), queryset=ThematicTable.objects.none(), required=False, empty_label=_("all tables")
    )
    needs_approval = forms.BooleanField(
        label=_("Cards of participants appear on the wall only after the host approved them"), required=False
    )

    def __init__(self, *args, conference: Conference, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["table"].queryset = conference.tables.order_by("number")
        self.fields["table"].label_from_instance = lambda row: f"{row.number}: {row.title}"


class StaffCardForm(CardForm):
    """A card as staff correct it; the photo is not theirs to add."""

    photo = None
    column = forms.ChoiceField(label=_("Column"), choices=CardColumn.choices)
