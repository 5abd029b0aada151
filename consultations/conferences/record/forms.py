"""Forms of the record: of the team, and of those who check it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.conferences.capture.models import Card
from consultations.conferences.enums import CardColumn
from consultations.conferences.record.enums import (
    CheckRecipients,
    RecordFileKind,
    RemarkDecision,
    RemarkKind,
)
from consultations.conferences.record.files import Particulars
from consultations.conferences.record.models import RecordFile, RecordRemark
from consultations.conferences.record.remarks import Answer, Remark
from consultations.conferences.record.services import CardWords
from consultations.process.languages import is_language

_AREA = forms.Textarea(attrs={"rows": 5})


class DateInput(forms.DateInput):
    """The browser's own date field: it shows the date the reader's way and sends it the standard's way."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MinutesForm(forms.Form):
    """The minutes, with the mark of those that were looked at."""

    minutes = forms.CharField(
        label=gettext_lazy("Minutes of the conference"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=gettext_lazy("What was said outside the cards. Leave a blank line between paragraphs."),
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class TableReportForm(forms.Form):
    """What a table reported, with the mark of what stood there when the form was opened."""

    summary = forms.CharField(label=gettext_lazy("Report of the table"), required=False, widget=_AREA)
    participants = forms.IntegerField(label=gettext_lazy("Participants"), required=False, min_value=0, max_value=10_000)
    seen = forms.CharField(widget=forms.HiddenInput)


class CardForm(forms.Form):
    """What stands on a card."""

    column = forms.ChoiceField(label=gettext_lazy("Column"), choices=CardColumn.choices)
    text = forms.CharField(
        label=gettext_lazy("Text"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        help_text=gettext_lazy("Word for word as on the card."),
    )
    dots = forms.IntegerField(label=gettext_lazy("Dots"), required=False, min_value=0, max_value=1_000)
    language = forms.CharField(
        label=gettext_lazy("Language"), initial="de", help_text=gettext_lazy("Short form, for example de, en, ar.")
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, card: Card) -> "CardForm":
        names = ("column", "text", "dots", "language", "revision")
        return cls(initial={name: getattr(card, name) for name in names})

    def clean_language(self) -> str:
        code = self.cleaned_data["language"].strip().lower()
        if len(code) > 8 or not is_language(code):
            raise ValidationError(_("This is no short form of a language. Possible are for example: de, en, ar, uk."))
        return code

    @property
    def words(self) -> CardWords:
        data = self.cleaned_data
        return CardWords(data["column"], data["text"], data["dots"] or 0, data["language"])


class NewCardForm(CardForm):
    """A card from paper; the key makes a second click harmless."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    reference = forms.CharField(
        label=gettext_lazy("Number on the paper"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("If the card or its photo has one."),
    )
    field_order = ("column", "text", "dots", "language", "reference", "key")


class ShownPhotoForm(forms.Form):
    """Whether the photo of a card is published with its contribution."""

    alt_text = forms.CharField(
        label=gettext_lazy("What can be seen in the photo"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("The photo is shown with the contribution. Leave empty to keep it for the team only."),
    )


class FileForm(forms.Form):
    """A file of the record with what is said about it."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=RecordFileKind.choices)
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("Photos as JPEG, PNG or WebP; everything else as PDF."),
        widget=forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png,.webp,.pdf"}),
    )
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    alt_text = forms.CharField(
        label=gettext_lazy("What can be seen in the photo"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("For photos: read out to people who do not see them."),
    )
    consent_note = forms.CharField(
        label=gettext_lazy("Who agreed to be seen, and how"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("For photos. For the team only, never published."),
    )
    order = forms.IntegerField(label=gettext_lazy("Place in the order"), required=False, min_value=0, max_value=30_000)

    @property
    def particulars(self) -> Particulars:
        data = self.cleaned_data
        return Particulars(
            data.get("kind", ""), data["title"], data["alt_text"], data["consent_note"], data["order"] or 0
        )


class FileChangeForm(FileForm):
    """What is said about a file that is there."""

    kind = None
    file = None

    @classmethod
    def of(cls, row: RecordFile) -> "FileChangeForm":
        names = ("title", "alt_text", "consent_note", "order")
        return cls(initial={name: getattr(row, name) for name in names})


class CheckForm(forms.Form):
    """Until when participants may check the record, and who is written to."""

    until = forms.DateField(label=gettext_lazy("Last day of the check"), widget=DateInput())
    recipients = forms.ChoiceField(
        label=gettext_lazy("Who gets the link by e-mail"), choices=CheckRecipients.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, counts: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["recipients"].choices = [
            (value, f"{label} ({counts[value]})" if value in counts else label)
            for value, label in CheckRecipients.choices
        ]


class AnswerForm(forms.Form):
    """What the team decides on a remark."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=[(value, label) for value, label in RemarkDecision.choices if value],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=_AREA,
        help_text=gettext_lazy("Whoever made the remark reads it at the link."),
    )

    def __init__(self, *args: Any, remark: RecordRemark, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.remark = remark
        self.has_card = remark.kind != RemarkKind.MINUTES
        if not self.has_card:
            return
        words = self._suggested()
        column = forms.ChoiceField(label=_("Column"), choices=CardColumn.choices, initial=words.column, required=False)
        text = forms.CharField(
            label=_("What the card reads if you take it up"),
            widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
            initial=words.text,
            required=False,
        )
        self.fields |= {"column": column, "text": text}

    def _suggested(self) -> CardWords:
        remark = self.remark
        if remark.kind == RemarkKind.OBJECTION and remark.card is not None:
            return CardWords(remark.card.column, remark.proposed_text or remark.card.text)
        return CardWords(remark.column, remark.text)

    @property
    def given(self) -> Answer:
        data, card = self.cleaned_data, self.remark.card
        words = None
        if self.has_card:
            suggested = self._suggested()
            dots, language = (card.dots, card.language) if card else (0, self.remark.language)
            words = CardWords(data["column"] or suggested.column, data["text"], dots, language)
        return Answer(data["decision"], data["reason"], words)


class ListForm(forms.Form):
    """A typed list of cards."""

    file = forms.FileField(
        label=gettext_lazy("Table (XLSX or CSV)"), widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"})
    )


# --- those who check -------------------------------------------------------------------------------------------------


class _RemarkForm(forms.Form):
    """What every form of the check asks for."""

    kind: str
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("For the team only, if it has a question. It is not published."),
    )

    @property
    def remark(self) -> Remark:
        return Remark(kind=self.kind, text=self.cleaned_data["text"], name=self.cleaned_data["name"])


class ObjectionForm(_RemarkForm):
    """A card is not what was meant."""

    kind = RemarkKind.OBJECTION
    text = forms.CharField(label=gettext_lazy("What is not right?"), widget=_AREA)
    proposed_text = forms.CharField(
        label=gettext_lazy("How should the card read?"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    field_order = ("text", "proposed_text", "name")


class AdditionForm(_RemarkForm):
    """Something is missing at a table."""

    kind = RemarkKind.ADDITION
    column = forms.ChoiceField(label=gettext_lazy("What is it?"), choices=CardColumn.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=gettext_lazy("What is missing?"), widget=_AREA)
    field_order = ("column", "text", "name")


class MinutesRemarkForm(_RemarkForm):
    """A remark on the minutes or the report of a table."""

    kind = RemarkKind.MINUTES
    text = forms.CharField(label=gettext_lazy("Your remark"), widget=_AREA)
    field_order = ("text", "name")
