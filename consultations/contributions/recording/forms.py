"""Forms of the recording screens."""

from typing import Any

from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import StakeholderCategory
from consultations.contributions.enums import Channel, Publication
from consultations.contributions.recording.columns import KINDS
from consultations.contributions.recording.models import Statement, StatementPart
from consultations.contributions.recording.places import Places, PlaceUnknown, place_name
from consultations.contributions.recording.receipt import Calendar
from consultations.contributions.recording.services import Original, read_upload
from consultations.contributions.recording.storing import PASSAGE_LIMIT, Said
from consultations.contributions.recording.texts import MAX_TEXT
from consultations.contributions.services import check_text, tidy
from consultations.process.enums import TargetKind
from consultations.process.models import Process
from regions.models import Region, RegionLevel

CHANNELS = [(choice.value, choice.label) for choice in (Channel.LETTER, Channel.EMAIL, Channel.ON_BEHALF)]
#: Languages letters are written in most, before all others are typed as a code.
LANGUAGES = ("de", "en", "ar", "fa", "fr", "pl", "ro", "ru", "es", "tr", "uk", "vi", "ti", "so", "ku")


class DateInput(forms.DateInput):
    """The browser's own date field."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class OriginalForm(forms.Form):
    """The file of a letter; what it is, its content says."""

    file = forms.FileField(
        label=_("Original"),
        required=False,
        allow_empty_file=True,
        help_text=_("PDF, image (PNG, JPEG), DOCX or EML, up to 20 MB. The text and, of e-mails, the sender are read."),
        widget=forms.FileInput({"accept": ".pdf,.png,.jpg,.jpeg,.docx,.eml"}),
    )
    original: Original | None = None

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if upload:
            self.original = read_upload(upload)
        return upload


class DetailsForm(forms.ModelForm):
    """Who said it, when and how it reached us, and the full text."""

    class Meta:
        model = Statement
        fields = (
            "channel",
            "received_on",
            "reference",
            "author_name",
            "organisation_name",
            "on_behalf_of",
            "category",
            "region",
            "is_formal_statement",
            "publication",
            "consent_note",
            "language",
            "contact_email",
            "contact_postal",
            "note",
            "full_text",
        )
        widgets = {
            "received_on": DateInput(),
            "contact_postal": forms.Textarea({"rows": 3}),
            "note": forms.Textarea({"rows": 3}),
            "full_text": forms.Textarea({"rows": 16}),
            "organisation_name": forms.TextInput({"list": "kd-organisations", "autocomplete": "off"}),
        }
        help_texts = {
            "organisation_name": _(
                "Verified organisations are recognised by their name. Leave empty for private people."
            ),
            "on_behalf_of": _("If the letter was written for somebody else, for example by a law firm."),
            "reference": _("Your own, for example from the registry."),
            "consent_note": _("Needed for publication with name, for example: stated in the letter."),
            "contact_email": _("For the receipt and questions. Never published."),
            "contact_postal": _("For the answer by post. Never published."),
            "note": _("For the team only."),
            "full_text": _("Typed or pasted, complete. From this text you record the contributions."),
            "publication": _("Only what the sender agreed to. Without a word about it: category and region."),
        }

    def __init__(self, *args, process: Process, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.process = process
        self.fields["channel"].choices = CHANNELS
        self.fields["publication"].choices = Publication.choices
        self.fields["category"].queryset = StakeholderCategory.objects.all()
        self.fields["category"].empty_label = self.fields["region"].empty_label = _("not stated")
        self.fields["region"].queryset = Region.objects.filter(level__in=[RegionLevel.STATE, RegionLevel.DISTRICT])
        self.fields["full_text"].max_length = MAX_TEXT
        self.fields["language"] = forms.ChoiceField(
            label=_("Language of the letter"), choices=_languages(self.instance)
        )

    def clean_received_on(self):
        day = self.cleaned_data["received_on"]
        Calendar(self.process).check(day)
        return day

    def clean_full_text(self) -> str:
        text = tidy(self.cleaned_data["full_text"])
        if len(text) > MAX_TEXT:
            raise ValidationError(gettext("The text is too long. Please record it in two statements."))
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("publication") == Publication.NAMED and not data.get("consent_note", "").strip():
            self.add_error("consent_note", gettext("Who is to be named must have agreed. Please say how you know."))
        if data.get("publication") == Publication.NAMED and not (
            data.get("author_name") or data.get("organisation_name")
        ):
            self.add_error("publication", gettext("There is no name that could be published."))
        return data


def _languages(statement: Statement) -> list[tuple[str, str]]:
    names = Locale("de").languages
    codes = dict.fromkeys([*LANGUAGES, statement.language])
    return [(code, names.get(code, code)) for code in codes if code]


class PartForm(forms.Form):
    """One passage of the letter: its words, what it is about, what it wants."""

    text = forms.CharField(label=_("Passage"), strip=False, widget=forms.Textarea({"rows": 7}))
    place = forms.CharField(
        label=_("What is it about?"),
        max_length=200,
        help_text=_("Number of the paragraph, for example 1.2, or Kapitel 3, Entwurf, Verfahren, Magdeburg, Tisch 2."),
        widget=forms.TextInput({"list": "kd-places", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, kind.label) for kind in KINDS])
    title = forms.CharField(label=_("Heading"), max_length=160, required=False)
    proposed_text = forms.CharField(
        label=_("Proposed wording"),
        required=False,
        strip=False,
        help_text=_("Only if the letter words the whole paragraph anew."),
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args, places: Places, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.places = places

    def clean_text(self) -> str:
        text = tidy(self.cleaned_data["text"])
        check_text(text, PASSAGE_LIMIT)
        return text

    def clean_title(self) -> str:
        return " ".join(tidy(self.cleaned_data["title"]).split())

    def clean_proposed_text(self) -> str:
        text = tidy(self.cleaned_data["proposed_text"])
        if text:
            check_text(text, PASSAGE_LIMIT)
        return text

    def clean_place(self):
        try:
            return self.places.find(self.cleaned_data["place"])
        except PlaceUnknown as unknown:
            raise ValidationError(str(unknown)) from unknown

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        target = data.get("place")
        if target is not None and data.get("proposed_text") and target.kind != TargetKind.PARAGRAPH:
            self.add_error("proposed_text", gettext("Another wording can be proposed for a paragraph only."))
        return data

    @property
    def said(self) -> Said:
        """What the form says, for the service."""
        data = self.cleaned_data
        return Said(data["place"], data["kind"], data["text"], data["title"], data["proposed_text"])

    @staticmethod
    def initial_of(part: StatementPart, places: Places) -> dict[str, str]:
        """A recorded passage as the form shows it."""
        target = places.get(part.target_kind, part.target_pk)
        return {
            "text": part.text,
            "place": place_name(target) if target is not None else "",
            "kind": part.kind,
            "title": part.title,
            "proposed_text": part.proposed_text,
        }


def _demand(form: forms.Form, name: str, needed: bool, sentence: str) -> None:
    """Make a field required, saying why when it is empty."""
    form.fields[name].required = needed
    form.fields[name].error_messages["required"] = sentence


class HandOverForm(forms.Form):
    """What has to be said at the end; which of it, the service decides."""

    remainder_reason = forms.CharField(
        label=_("Why is the rest no contribution?"),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("For example: greeting, letterhead, thanks."),
    )
    late_reason = forms.CharField(
        label=_("Late, considered because"), max_length=300, required=False, widget=forms.Textarea({"rows": 2})
    )
    tell = forms.BooleanField(label=_("Send one e-mail with all codes to the sender"), required=False)

    def __init__(self, *args, has_rest: bool, is_late: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        # What the service would refuse is marked as needed at once, with the same words.
        _demand(self, "remainder_reason", has_rest, gettext("Please say why the rest of the text is no contribution."))
        _demand(
            self, "late_reason", is_late, gettext("Please say why the letter is considered although no phase was on.")
        )


class DiscardForm(forms.Form):
    """Why something that was begun is deleted."""

    reason = forms.CharField(label=_("Why?"), max_length=300, help_text=_("Stays in the log."))


class SheetForm(forms.Form):
    """A spreadsheet to import."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        help_text=_("XLSX or CSV made from the template, up to 10 MB and 20,000 rows."),
        widget=forms.FileInput({"accept": ".xlsx,.csv,.txt"}),
    )


class ConfirmSheetForm(forms.Form):
    """What is decided when a checked spreadsheet is imported."""

    late_reason = forms.CharField(
        label=_("Late, considered because"), max_length=300, required=False, widget=forms.Textarea({"rows": 2})
    )
    tell = forms.BooleanField(
        label=_("Send everybody with an e-mail address one e-mail with their codes"), required=False
    )

    def __init__(self, *args, is_late: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        sentence = gettext("Please say why these letters are considered although no phase was on.")
        _demand(self, "late_reason", is_late, sentence)
