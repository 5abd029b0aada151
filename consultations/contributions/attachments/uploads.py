"""The files of a form: chosen now, or uploaded before with a form that was refused."""

import uuid

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from consultations.contributions.attachments.models import Attachment
from consultations.contributions.attachments.services import discard, form_key, keep
from consultations.contributions.targets import Target
from frontend.files.checks import largest_size
from frontend.files.kinds import ACCEPT
from frontend.files.refusal import AttachmentRefused


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


def _token(text: str) -> uuid.UUID | None:
    """A token as the page has it; None for what no page of ours has written."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


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

    @property
    def chosen(self) -> list[Attachment]:
        """Files that go with the form, and those the page of the form named that were sent already.

        With these a second click is known as such, see `services.submit_contribution`.
        """
        return [*self.waiting, *(row for row in self._named if row.contribution_id)]

    @property
    def _named(self) -> list[Attachment]:
        """The person's files that were on the page of the form and are still wanted."""
        if not self.request.user.is_authenticated:
            return []
        return list(Attachment.objects.filter(token__in=self._tokens, uploaded_by=self.request.user).not_expired())

    @property
    def _tokens(self) -> set[uuid.UUID]:
        named = set(self.request.POST.getlist("kept_attachment")) - set(self.request.POST.getlist("remove_attachment"))
        return {token for token in map(_token, named) if token is not None}

    def take(self, form: forms.Form) -> None:
        """Take in what was sent with a bound form: forget what was unticked, keep what is good, say what is not."""
        if not self.request.user.is_authenticated or "attachments" not in form.fields:
            return
        unwanted = set(self.request.POST.getlist("remove_attachment"))
        if unwanted:
            discard(row for row in self.waiting if str(row.token) in unwanted)
        if len(self._named) < len(self._tokens):
            text = _("Files you uploaded more than an hour ago were not kept. Please choose them again.")
            form.add_error("attachments", text)
        for upload in self.request.FILES.getlist("attachments"):
            try:
                keep(upload, user=self.request.user, described=self.described)
            except AttachmentRefused as refused:
                form.add_error("attachments", str(refused))
