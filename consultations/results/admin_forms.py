"""Forms of the publication."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.results.services import SHORTEST_OVERRIDE_REASON


class OverrideForm(forms.Form):
    """Why results are published although something is open; for site administrators only."""

    reason = forms.CharField(
        label=_("Reason, published with the results"),
        help_text=_("Everybody reads it on the page of the results, with the numbers of what is open."),
        min_length=SHORTEST_OVERRIDE_REASON,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
