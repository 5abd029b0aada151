"""Forms of the bridge between networks and consultations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import StakeholderCategory
from consultations.contributions.enums import Kind
from consultations.contributions.networks.services import MOST_ITEMS, Item
from consultations.process.models import Phase, Process
from regions.networks.models import Network

KINDS = [(kind.value, kind.label) for kind in (Kind.PROPOSAL, Kind.CONCERN, Kind.QUESTION, Kind.SUPPORT)]
#: Rows of an empty form; more are added by a button that works without scripts.
ROWS = 4


class InviteForm(forms.Form):
    """Which network is invited, with which words, and whether its offices are heard formally."""

    network = forms.ModelChoiceField(label=_("Network"), queryset=Network.objects.none())
    text = forms.CharField(label=_("Text of the invitation"), widget=forms.Textarea({"rows": 5}))
    phase = forms.ModelChoiceField(
        label=_("Put the offices on the list of a formal hearing"),
        queryset=Phase.objects.none(),
        required=False,
        empty_label=_("no"),
        help_text=_("They are invited to it when you send its invitations."),
    )

    def __init__(self, *args, process: Process, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"].queryset = Network.objects.public().order_by("title")
        hearings = process.phases.filter(is_formal_hearing=True)
        self.fields["phase"].queryset = hearings
        if not hearings:
            del self.fields["phase"]


class DiscussForm(forms.Form):
    """Which consultation a meeting discusses."""

    process = forms.ModelChoiceField(label=_("Consultation"), queryset=Process.objects.none())

    def __init__(self, *args, processes, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["process"].queryset = processes
        self.fields["process"].label_from_instance = lambda process: process.short_title


class ItemForm(forms.Form):
    """One item of a position; an empty one is left out."""

    place = forms.CharField(label=_("About"), required=False, widget=forms.TextInput({"list": "stellen-des-entwurfs"}))
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS, required=False)
    text = forms.CharField(label=_("What the network says"), required=False, widget=forms.Textarea({"rows": 4}))

    @property
    def is_empty(self) -> bool:
        """Nothing was typed; the kind alone says nothing."""
        return not (self.cleaned_data.get("place", "").strip() or self.cleaned_data.get("text", "").strip())


ItemFormSet = forms.formset_factory(ItemForm, extra=ROWS, max_num=MOST_ITEMS, absolute_max=MOST_ITEMS + 10)


class PositionForm(forms.Form):
    """What is said once for all items."""

    category = forms.ModelChoiceField(
        label=_("Category"),
        queryset=StakeholderCategory.objects.filter(is_individual=False),
        help_text=_("As what the network is counted."),
    )


def items_of(formset) -> dict[int, Item]:
    """The items that were typed, by the number of their form. Call it on a valid formset."""
    return {
        number: Item(form.cleaned_data["place"], form.cleaned_data["kind"] or Kind.PROPOSAL, form.cleaned_data["text"])
        for number, form in enumerate(formset.forms)
        if not form.is_empty
    }
