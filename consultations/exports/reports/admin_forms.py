"""Asking for a report, and bringing a Word template along."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consultations.exports.reports.docx import TemplateTrouble
from consultations.exports.reports.enums import Audience, ReportKind
from consultations.exports.reports.rules import may_read
from consultations.exports.reports.templates import MAX_BYTES, judge
from consultations.process.models import Process


class AskForm(forms.Form):
    """Which file, and for whom; people without the right are offered public reports only."""

    kind = forms.ChoiceField(label=_("What"), choices=ReportKind.choices)
    audience = forms.ChoiceField(label=_("for whom"))

    def __init__(self, *args, user, process: Process, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = [
            (value, label) for value, label in Audience.choices if may_read(user, process, value)
        ]


class TemplateForm(forms.Form):
    """A Word template; the error says what is wrong with it and where."""

    file = forms.FileField(
        label=_("Word template"),
        help_text=_("DOCX without macros, up to %(size)s MB. It is filled in with a sample before it is accepted.")
        % {"size": MAX_BYTES // 1024 // 1024},
        widget=forms.FileInput({"accept": ".docx"}),
    )
    data_of_file = b""

    def clean_file(self):
        upload = self.cleaned_data["file"]
        # One byte more than allowed is enough to know that it is too large.
        self.data_of_file = upload.read(MAX_BYTES + 1)
        try:
            judge(self.data_of_file)
        except TemplateTrouble as error:
            raise forms.ValidationError(str(error), code="template") from error
        return upload
