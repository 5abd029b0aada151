"""Forms for documents and working approaches."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from frontend.files.checks import CheckedFile, check, largest_size
from frontend.files.kinds import ACCEPT
from frontend.files.refusal import AttachmentRefused
from regions.networks.forms import DateInput, RevisedForm, districts_of_state
from regions.networks.models import Network
from regions.networks.sharing.models import Approach, NetworkDocument, Reuse
from regions.networks.sharing.services import MOST_TAGS
from regions.offices.models import Office


class DocumentForm(RevisedForm):
    """Where a document belongs and who may read it; the file itself only when it is new."""

    file = forms.FileField(
        label=gettext_lazy("File"), widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}), required=True
    )

    class Meta:
        model = NetworkDocument
        fields = ["file", "title", "meeting", "item", "group", "is_public"]
        help_texts = {
            "is_public": gettext_lazy("Otherwise members read it in the internal area."),
            "item": gettext_lazy("If it belongs to a talk of the meeting."),
        }

    def __init__(self, *args: Any, network: Network, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.network = network
        self.checked: CheckedFile | None = None
        self.fields["file"].help_text = _("PDF, Word (DOCX) or image, at most %(size)s.") % {"size": largest_size()}
        self.fields["title"].required = False
        self.fields["title"].help_text = _("Leave empty to use the name of the file.")
        self.fields["meeting"].queryset = network.meetings.all()
        self.fields["group"].queryset = network.working_groups.all()
        items = self.fields["item"].queryset.filter(meeting__network=network)
        meeting = self.instance.meeting_id or self.initial.get("meeting")
        self.fields["item"].queryset = items.filter(meeting=meeting) if meeting else items.none()
        if self.instance.pk:
            del self.fields["file"]
            self.fields["title"].required = True
        if not meeting:
            del self.fields["item"]

    def clean_file(self):
        upload = self.cleaned_data["file"]
        try:
            self.checked = check(upload)
        except AttachmentRefused as refused:
            raise ValidationError(str(refused)) from refused
        return upload

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if self.checked and not data.get("title"):
            data["title"] = self.checked.name
        item, meeting = data.get("item"), data.get("meeting")
        if item and item.meeting_id != getattr(meeting, "pk", None):
            self.add_error("item", _("This talk is part of another meeting."))
        return data


class ApproachForm(RevisedForm):
    """A working approach."""

    tags = forms.CharField(
        label=gettext_lazy("Tags"),
        required=False,
        help_text=gettext_lazy("Up to eight, with commas between them, for example: Sprache, Ehrenamt"),
    )

    class Meta:
        model = Approach
        fields = ["title", "text", "tags", "district", "office", "is_public"]
        help_texts = {
            "text": gettext_lazy("What you do, with whom, what it needs and what came of it. Please name no persons."),
            "office": gettext_lazy("Whom others can ask."),
            "is_public": gettext_lazy("Otherwise only members of the network read it."),
        }

    def __init__(self, *args: Any, network: Network, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.network = network
        self.fields["district"].queryset = districts_of_state(network)
        self.fields["office"].queryset = (
            Office.objects.public().filter(network_memberships__in=network.members.active()).distinct()
        )
        if self.instance.pk:
            self.fields["tags"].initial = ", ".join(tag.name for tag in self.instance.tags.all())

    def clean_tags(self) -> list[str]:
        names = [" ".join(name.split()) for name in self.cleaned_data["tags"].split(",")]
        names = [name for name in names if name]
        if len(names) > MOST_TAGS:
            raise ValidationError(_("At most %(number)s tags are possible.") % {"number": MOST_TAGS})
        if any(len(name) > 60 for name in names):
            raise ValidationError(_("A tag has at most 60 characters."))
        return names

    def _save_m2m(self) -> None:
        """Tags are stored by the service."""


class ReuseForm(forms.ModelForm):
    """Using an approach of others."""

    class Meta:
        model = Reuse
        fields = ["district", "date", "note"]
        widgets = {"date": DateInput(), "note": forms.Textarea(attrs={"rows": 5})}
        help_texts = {"note": gettext_lazy("What you changed, what worked and what did not. Please name no persons.")}

    def __init__(self, *args: Any, network: Network, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].queryset = districts_of_state(network)
        self.fields["district"].required = True
