"""Forms of the preparation. What is typed may be unfinished: the release asks for the rest."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consultations.contributions.enums import Kind, Publication
from consultations.contributions.forms import KINDS
from consultations.contributions.statements import rules
from consultations.contributions.statements.enums import ItemState
from consultations.contributions.statements.models import DraftContribution, StatementDraft
from consultations.contributions.statements.places import Place, Places
from consultations.contributions.statements.services import Particulars, Words
from consultations.contributions.wording import is_same_text, longest_proposal, proposal_in
from consultations.drafts.models import Paragraph
from frontend.texts import cleaned

#: The choice of an item that is given to nobody.
NOBODY = "0"


class WordsForm(forms.Form):
    """What an item says."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=KINDS, initial=Kind.PROPOSAL)
    title = forms.CharField(label=_("Heading"), max_length=160, required=False)
    text = forms.CharField(label=_("Text"), strip=False, required=False, widget=forms.Textarea(attrs={"rows": 10}))
    proposed_text = forms.CharField(
        label=_("Your wording of the paragraph"), strip=False, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(self, *args, place: Place | None, limit: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.place = place
        self.limit = limit
        self.fields["text"].max_length = limit
        self.fields["text"].widget.attrs["data-kd-plain-breaks"] = "yes"
        paragraph = place.target.object if place else None
        if isinstance(paragraph, Paragraph):
            self.fields["proposed_text"].max_length = longest_proposal(paragraph, limit)
            self.fields["proposed_text"].widget.attrs["data-kd-plain-breaks"] = "yes"
            self.initial["proposed_text"] = self.initial.get("proposed_text") or paragraph.text
        elif not self.initial.get("proposed_text") and not self.data.get("proposed_text"):
            del self.fields["proposed_text"]

    @property
    def proposes_wording(self) -> bool:
        """Whether the field for another wording holds one, so that the page shows it opened."""
        if "proposed_text" not in self.fields:
            return False
        typed = self["proposed_text"].value() or ""
        return bool(typed.strip()) and not self._is_untouched(typed)

    def _is_untouched(self, typed: str) -> bool:
        paragraph = self.place.target.object if self.place else None
        return isinstance(paragraph, Paragraph) and is_same_text(typed, paragraph.text)

    def clean_proposed_text(self) -> str:
        """As for contributions: left as the paragraph was when the page was opened, it is none."""
        typed, paragraph = self.cleaned_data["proposed_text"], self.place.target.object if self.place else None
        if not isinstance(paragraph, Paragraph):
            return typed
        return proposal_in(typed, paragraph, begun_with=self.data.get("wording_of", ""), limit=self.limit)

    def words(self) -> Words:
        """What was typed; a wording left as the paragraph is is none."""
        data = self.cleaned_data
        wording = cleaned(data.get("proposed_text", ""))
        return Words(data["kind"], data["title"], data["text"], "" if self._is_untouched(wording) else wording)


class ItemForm(WordsForm):
    """An item with how far it is and whose it is."""

    state = forms.ChoiceField(label=_("How far is it?"), choices=ItemState.choices)
    assigned_to = forms.ChoiceField(label=_("Who works on it?"))
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args, item: DraftContribution, members: list, **kwargs) -> None:
        initial = {
            "kind": item.kind,
            "title": item.title,
            "text": item.text,
            "proposed_text": item.proposed_text,
            "state": item.state,
            "assigned_to": str(item.assigned_to_id or NOBODY),
            "seen": item.revision,
        }
        super().__init__(*args, initial=initial, **kwargs)
        people = [(NOBODY, _("nobody yet")), *((str(person.pk), str(person)) for person in members)]
        if item.assigned_to_id and str(item.assigned_to_id) not in dict(people):
            people.append((str(item.assigned_to_id), gettext("a former member")))
        self.fields["assigned_to"].choices = people

    @property
    def assignee(self) -> int | None:
        """The key of the person, None for nobody."""
        value = self.cleaned_data["assigned_to"]
        return int(value) if value != NOBODY else None


class PlaceForm(forms.Form):
    """What a new item, or one whose paragraph is gone, is about."""

    place = forms.ChoiceField(
        label=_("What is it about?"), error_messages={"required": _("Please choose what it is about.")}
    )

    def __init__(self, *args, places: Places, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        groups = [
            (title, [(place.value, _label(place)) for place in rows]) for title, rows in places.chapters() if rows
        ]
        self.fields["place"].choices = [("", gettext("Please choose")), *groups]

    @property
    def chosen(self) -> Place:
        kind, _separator, key = self.cleaned_data["place"].partition(":")
        place = self.places.get(kind, key)
        assert place is not None  # it is one of the choices
        return place


def _label(place: Place) -> str:
    if isinstance(place.target.object, Paragraph):
        words = " ".join(place.target.object.text.split())
        return f"{place.name}: {words[:70]}{'…' if len(words) > 70 else ''}"
    return place.name


class CommentForm(forms.Form):
    """Something said to the other members."""

    text = forms.CharField(
        label=_("Internal comment"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Please write what you want to say.")},
    )

    def clean_text(self) -> str:
        if "\x00" in self.cleaned_data["text"]:
            raise ValidationError(gettext("Your text contains a character that cannot be stored."))
        return self.cleaned_data["text"]


class ParticularsForm(forms.Form):
    """Cover letter, publication and internal deadline."""

    introduction = forms.CharField(
        label=_("Cover letter"),
        required=False,
        strip=False,
        max_length=rules.MAX_INTRODUCTION,
        widget=forms.Textarea(attrs={"rows": 10, "data-kd-plain-breaks": "yes"}),
        help_text=_("Who you are, and what matters to you in general. The ministry reads it; it is not published."),
    )
    publication = forms.ChoiceField(
        label=_("What may be published of the statement?"), choices=Publication.choices, widget=forms.RadioSelect
    )
    due_on = forms.DateField(
        label=_("Internal deadline"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Until then the items are to be finished. Only your organisation sees it."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)

    def __init__(self, *args, draft: StatementDraft, **kwargs) -> None:
        initial = {
            "introduction": draft.introduction,
            "publication": draft.publication,
            "due_on": draft.due_on,
            "seen": draft.details_revision,
        }
        super().__init__(*args, initial=initial, **kwargs)

    def particulars(self) -> Particulars:
        data = self.cleaned_data
        return Particulars(data["introduction"], data["publication"], data["due_on"])


class RoundForm(forms.Form):
    """What a federation asks its members."""

    question = forms.CharField(
        label=_("Your question to the member organisations"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("They read it when they open the invitation."),
    )
    due_on = forms.DateField(
        label=_("Internal deadline"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Leave time to read and to decide before the deadline of the consultation."),
    )


class AddressForm(forms.Form):
    """The address of somebody who coordinates a member organisation."""

    address = forms.EmailField(
        label=_("E-mail address of a coordinator"),
        max_length=254,
        error_messages={"required": _("Please enter an e-mail address.")},
    )


class HandOverForm(forms.Form):
    """Whether a member may be named beside the federation."""

    is_named = forms.ChoiceField(
        label=_("May your organisation be named in public?"),
        choices=[
            ("yes", _("Yes, it may be named beside the contributions it supports")),
            ("no", _("No, only the federation and the ministry get to know it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose whether your organisation may be named.")},
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
