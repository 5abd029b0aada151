"""The files of a form: chosen now, or uploaded before with a form that was refused."""

from django import forms
from django.conf import settings
from django.http import HttpRequest

from consultations.contributions.attachments.checks import largest_size
from consultations.contributions.attachments.enums import ACCEPT
from consultations.contributions.attachments.models import Attachment
from consultations.contributions.attachments.refusal import AttachmentRefused
from consultations.contributions.attachments.services import discard, form_key, keep
from consultations.contributions.targets import Target


class FilesInput(forms.FileInput):
    """A file field that takes several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name) -> list:
        return files.getlist(name) if hasattr(files, "getlist") else []


class FilesField(forms.FileField):
    """Several files; what they are is judged by `FormFiles`, which keeps the good ones whatever else is wrong."""

    widget = FilesInput(attrs={"accept": ACCEPT, "multiple": True})

    most_files = property(lambda self: settings.ATTACHMENT_MAX_FILES)
    most_bytes = property(lambda self: settings.ATTACHMENT_MAX_BYTES)
    most_size = property(lambda self: largest_size())

    def clean(self, data, initial=None) -> list:
        return list(data or [])


class FormFiles:
    """What a signed-in person has uploaded for the form about a target."""

    def __init__(self, request: HttpRequest, described: Target) -> None:
        self.request, self.described = request, described

    @property
    def waiting(self) -> list[Attachment]:
        """Files that go with the form when it is sent."""
        if not self.request.user.is_authenticated:
            return []
        return list(Attachment.objects.waiting_of(self.request.user, form_key(self.described)))

    def take(self, form: forms.Form) -> None:
        """Take in what was sent with a bound form: forget what was unticked, keep what is good, say what is not."""
        if not self.request.user.is_authenticated or "attachments" not in form.fields:
            return
        unwanted = set(self.request.POST.getlist("remove_attachment"))
        discard(row for row in self.waiting if str(row.token) in unwanted)
        for upload in self.request.FILES.getlist("attachments"):
            try:
                keep(upload, user=self.request.user, described=self.described)
            except AttachmentRefused as refused:
                form.add_error("attachments", str(refused))
