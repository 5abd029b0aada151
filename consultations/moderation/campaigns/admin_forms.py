"""The forms of the page of a group."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.moderation.admin_forms import MESSAGE_LIMIT
from consultations.process.models import Process, ProcessRule


def _keys(text: str) -> set[int]:
    """Keys from "1,2,3"; what is no number is left out."""
    return {int(part) for part in text.split(",") if part.isascii() and part.isdigit() and len(part) < 19}


class GroupForm(forms.Form):
    """Which members are decided on, and how: `shown` are all that waited, `on_page` those with a box to untick."""

    do = forms.ChoiceField(choices=[("confirm", ""), ("reject", ""), ("dissolve", "")], widget=forms.HiddenInput)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    on_page = forms.CharField(widget=forms.HiddenInput, required=False)
    leading = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)
    despite_claims = forms.BooleanField(required=False)
    message = forms.CharField(
        label=_("Message to the authors"),
        required=False,
        max_length=MESSAGE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Each author gets it by e-mail with the decision."),
    )
    rule = forms.ModelChoiceField(
        label=_("Broken rule"),
        queryset=ProcessRule.objects.none(),
        empty_label=_("Please choose"),
        required=False,
    )

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rule"].queryset = ProcessRule.objects.filter(process=process)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("do") == "reject" and not data.get("rule") and "rule" not in self.errors:
            self.add_error("rule", _("Please name the rule that is broken."))
        return data

    def clean_shown(self) -> set[int]:
        return _keys(self.cleaned_data["shown"])

    def clean_on_page(self) -> set[int]:
        return _keys(self.cleaned_data["on_page"])

    def ticked(self) -> set[int]:
        """Keys of those that belong: all that were shown but the ones on the page whose box is not ticked."""
        boxes = self.data.getlist("member") if hasattr(self.data, "getlist") else []
        unticked = self.cleaned_data["on_page"] - _keys(",".join(boxes))
        return self.cleaned_data["shown"] - unticked
