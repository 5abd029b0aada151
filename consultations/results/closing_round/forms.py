"""Forms of the closing round."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.contributions.forms import ContributionForm
from consultations.results.closing_round.queries import Row


class SeenVersion(forms.Form):
    """The version a form was made for. Without it nothing is compared."""

    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class ObjectionForm(SeenVersion, ContributionForm):
    """The reason of an objection: the form of a contribution without what is known already."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "title", "proposed_text", "wording_of", "attachments"):
            self.fields.pop(name, None)
        self.fields["text"].label = _("Why do you object?")
        self.fields["text"].error_messages["required"] = _("Please say why you object.")


class AgreementForm(SeenVersion, ContributionForm):
    """To which changed paragraphs a person agrees, and for whom."""

    paragraphs = forms.MultipleChoiceField(
        required=False,
        error_messages={"invalid_choice": _("One of the paragraphs is no longer part of the closing round.")},
    )

    def __init__(self, *args, rows: list[Row], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {"organisation", "paragraphs", "version"}:
            del self.fields[name]
        self.fields["paragraphs"].choices = [(row.lineage, row.lineage) for row in rows]
