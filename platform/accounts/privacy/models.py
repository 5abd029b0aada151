"""Texts people agreed to, and the files with their own data."""

import uuid
from datetime import timedelta

from django.core.files.storage import Storage, storages
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.people.models import User
from accounts.privacy.enums import ExportState

#: So long a finished file can be fetched.
EXPORT_KEPT = timedelta(days=7)
#: A worker that has not delivered by then is taken for dead. Longer than any export takes.
CLAIM_HELD = timedelta(minutes=15)


def private_storage() -> Storage:
    """Where files of single people lie: no address leads there."""
    return storages["private"]


def export_path(export: "DataExport", name: str) -> str:
    """A name nobody can guess; the same for every try, so that a worker that died leaves no second file."""
    return f"exports/{export.key}.zip"


class NoticeText(models.Model):
    """A privacy notice as it was worded from a moment on; `number` counts its versions."""

    document = models.CharField(_("notice"), max_length=80)
    number = models.PositiveIntegerField(_("version"))
    digest = models.CharField(max_length=64)
    text = models.TextField(_("text"))
    since = models.DateTimeField(_("since"), default=timezone.now)

    class Meta:
        verbose_name = _("wording of a privacy notice")
        verbose_name_plural = _("wordings of privacy notices")
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="notice_number_once"),
            models.UniqueConstraint(fields=["document", "digest"], name="notice_text_once"),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.number}"


class Consent(models.Model):
    """That a person had read a wording of a notice, or agreed to it, and when."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    notice = models.ForeignKey(NoticeText, on_delete=models.PROTECT, related_name="consents")
    given_at = models.DateTimeField(_("given"), default=timezone.now)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "notice"], name="consent_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.notice_id}"


class DataExport(models.Model):
    """One file with everything that is stored about a person, made by a worker."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="data_exports")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=ExportState.choices, default=ExportState.WAITING)
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    file = models.FileField(storage=private_storage, upload_to=export_path, blank=True, max_length=120)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    ready_at = models.DateTimeField(_("ready since"), null=True, blank=True)

    class Meta:
        verbose_name = _("export of personal data")
        verbose_name_plural = _("exports of personal data")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            # Two clicks, or two tabs, are one export.
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(state=ExportState.WAITING), name="one_export_in_preparation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.asked_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("accounts:export", kwargs={"key": self.key})

    @property
    def expires_at(self):
        """When the file goes."""
        return self.ready_at + EXPORT_KEPT if self.ready_at else None

    @property
    def can_be_fetched(self) -> bool:
        return self.state == ExportState.READY and timezone.now() < self.expires_at
