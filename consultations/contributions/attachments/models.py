"""A file that came with a contribution, or waits for it to be sent."""

import secrets
import uuid
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.contributions.models import Contribution
from frontend.files.kinds import ATTACHABLE, IMAGES, MEDIA_TYPES, FileKind

#: So long a file waits for a form that was refused.
KEPT_FOR = timedelta(hours=1)


def private_storage() -> Storage:
    """Where files lie: no address leads there."""
    return storages["attachments"]


def stored_name(attachment: "Attachment", file_name: str) -> str:
    """A name nobody can guess and no part of which was typed by anybody."""
    return f"{timezone.now():%Y/%m}/{secrets.token_hex(20)}"


class AttachmentQuerySet(models.QuerySet):
    """Attachments by who may open them; every list and the view that serves them start here."""

    def public(self) -> "AttachmentQuerySet":
        """Released, and the contribution can be read or followed by anybody."""
        return self.filter(is_released=True, contribution__in=Contribution.objects.traceable())

    def not_expired(self) -> "AttachmentQuerySet":
        """Part of a contribution, or waiting for less than an hour."""
        return self.filter(Q(contribution__isnull=False) | Q(uploaded_at__gt=timezone.now() - KEPT_FOR))

    def waiting_of(self, user, target: str) -> "AttachmentQuerySet":
        """What a person uploaded for a form about this target that is not sent yet."""
        return self.filter(contribution__isnull=True, uploaded_by=user, waits_for=target).not_expired()

    def left_over(self) -> "AttachmentQuerySet":
        """Uploads whose form was never sent."""
        return self.filter(contribution__isnull=True, uploaded_at__lte=timezone.now() - KEPT_FOR)


class Attachment(models.Model):
    """One file. Without a contribution it waits up to an hour for its form, and only its uploader knows of it."""

    contribution = models.ForeignKey(
        Contribution, null=True, blank=True, on_delete=models.CASCADE, related_name="attachments"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now, db_index=True)
    #: The target of the form, see `attachments.services.form_key`; only while it waits.
    waits_for = models.CharField(max_length=120, blank=True)
    #: Names the file in its address.
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.FileField(storage=private_storage, upload_to=stored_name, max_length=200)
    name = models.CharField(_("file name"), max_length=120)
    kind = models.CharField(_("kind of file"), max_length=4, choices=[(kind.value, kind.label) for kind in ATTACHABLE])
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    is_released = models.BooleanField(_("published"), default=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["uploaded_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contribution__isnull=False) | Q(is_released=False), name="waiting_file_is_not_released"
            ),
        ]
        indexes = [
            models.Index(
                fields=["uploaded_by", "waits_for"], condition=Q(contribution__isnull=True), name="waiting_file_idx"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("attachments:file", kwargs={"token": self.token})

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[FileKind(self.kind)]

    @property
    def is_image(self) -> bool:
        return self.kind in IMAGES
