"""The record of a conference, its files, what participants say about it, and earlier texts of its cards."""

import secrets
import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.conferences.capture.models import Card
from consultations.conferences.enums import CardColumn
from consultations.conferences.models import Conference, ThematicTable
from consultations.conferences.record.enums import (
    CheckRecipients,
    RecordFileKind,
    RecordState,
    RemarkDecision,
    RemarkKind,
)
from consultations.conferences.registration.models import Registration
from consultations.process.dates import today
from frontend.files.kinds import IMAGES, MEDIA_TYPES, FileKind

#: What a file of a record may be.
FILE_KINDS = (FileKind.PDF, FileKind.JPEG, FileKind.PNG, FileKind.WEBP)


class ConferenceRecord(models.Model):
    """What was written down of a conference. Its row is the lock of everything that belongs to the record."""

    conference = models.OneToOneField(Conference, on_delete=models.CASCADE, related_name="record")
    state = models.CharField(_("state"), max_length=10, choices=RecordState.choices, default=RecordState.IN_WORK)
    minutes = models.TextField(_("minutes"), blank=True)
    check_opened_at = models.DateTimeField(_("check opened"), null=True, blank=True)
    #: The last day of the check, in Berlin.
    check_until = models.DateField(_("check until"), null=True, blank=True)
    check_sent_to = models.CharField(max_length=12, choices=CheckRecipients.choices, blank=True)
    #: Mails are written one by one; empty while a worker still has to.
    check_mails_done_at = models.DateTimeField(null=True, blank=True)
    # Another number ends all links that were given out, the personal ones too.
    link_number = models.PositiveIntegerField(default=0, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    revision = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("record of a conference")
        verbose_name_plural = _("records of conferences")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=RecordState.CHECKING) | Q(check_until__isnull=False), name="record_check_has_end"
            ),
            models.CheckConstraint(
                condition=~Q(state=RecordState.CONFIRMED) | Q(confirmed_at__isnull=False),
                name="record_confirmed_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{_('Record')}: {self.conference}"

    @property
    def is_confirmed(self) -> bool:
        return self.state == RecordState.CONFIRMED

    @property
    def is_check_running(self) -> bool:
        """Whether participants may say something now: until the end of the last day in Berlin."""
        return self.state == RecordState.CHECKING and today() <= self.check_until

    @property
    def is_check_over(self) -> bool:
        return self.state == RecordState.CHECKING and today() > self.check_until


def private_storage() -> Storage:
    """Where files lie: no address leads there."""
    return storages["attachments"]


def stored_name(row: "RecordFile", file_name: str) -> str:
    """A name nobody can guess and no part of which was typed by anybody."""
    return f"records/{timezone.now():%Y/%m}/{secrets.token_hex(20)}"


class RecordFile(models.Model):
    """A photo, the minutes as a file, or a document. It is public when the record is."""

    record = models.ForeignKey(ConferenceRecord, on_delete=models.CASCADE, related_name="files")
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=RecordFileKind.choices)
    file = models.FileField(storage=private_storage, upload_to=stored_name, max_length=200)
    file_kind = models.CharField(max_length=4, choices=[(kind.value, kind.label) for kind in FILE_KINDS])
    name = models.CharField(_("file name"), max_length=120)
    title = models.CharField(_("title"), max_length=200)
    alt_text = models.CharField(_("what can be seen in the photo"), max_length=500, blank=True)
    # For the team: who agreed to be seen. It is never published, because it names people.
    consent_note = models.CharField(_("who agreed to be seen, and how"), max_length=500, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    size = models.PositiveIntegerField(_("size"))
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("file of a record")
        verbose_name_plural = _("files of records")
        ordering = ["record", "kind", "order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["record", "sha256"], name="record_file_once"),
            models.CheckConstraint(
                condition=~Q(kind=RecordFileKind.PHOTO) | (~Q(alt_text="") & ~Q(consent_note="")),
                name="record_photo_is_described",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("record:file", kwargs={"token": self.token})

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[FileKind(self.file_kind)]

    @property
    def is_image(self) -> bool:
        return self.file_kind in IMAGES


class RecordRemark(models.Model):
    """What a participant said about the record during the check, and what the team answered."""

    record = models.ForeignKey(ConferenceRecord, on_delete=models.CASCADE, related_name="remarks")
    kind = models.CharField(_("kind"), max_length=10, choices=RemarkKind.choices)
    card = models.ForeignKey(Card, null=True, blank=True, on_delete=models.CASCADE, related_name="remarks")
    table = models.ForeignKey(ThematicTable, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    column = models.CharField(_("column"), max_length=16, choices=CardColumn.choices, blank=True)
    text = models.TextField(_("remark"))
    proposed_text = models.TextField(_("how it should read"), blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=8, default="de")
    #: By a personal link; with the general one nobody knows who wrote it.
    registration = models.ForeignKey(
        Registration, null=True, blank=True, on_delete=models.SET_NULL, related_name="record_remarks"
    )
    #: One value for one thing said through one link: a second click stores nothing.
    fingerprint = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(_("received"), default=timezone.now)
    decision = models.CharField(_("decision"), max_length=10, choices=RemarkDecision.choices, blank=True)
    answer = models.TextField(_("reason"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: The card an accepted addition became.
    made_card = models.ForeignKey(Card, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("remark on a record")
        verbose_name_plural = _("remarks on records")
        ordering = ["record", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["record", "fingerprint"], name="record_remark_once"),
            models.CheckConstraint(condition=Q(decision="") | ~Q(answer=""), name="record_remark_answer_has_reason"),
        ]

    def __str__(self) -> str:
        # Without the name: this label is kept in the log.
        return f"{self.get_kind_display()} {self.pk}"


class CardText(models.Model):
    """How a card read before it was corrected: what was once written down is kept."""

    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="earlier_texts")
    text = models.TextField(_("text"))
    column = models.CharField(_("column"), max_length=16, choices=CardColumn.choices)
    dots = models.PositiveSmallIntegerField(_("dots"), default=0)
    language = models.CharField(_("language"), max_length=8, default="de")
    replaced_at = models.DateTimeField(_("replaced"), default=timezone.now)
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    remark = models.ForeignKey(RecordRemark, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("earlier text of a card")
        verbose_name_plural = _("earlier texts of cards")
        ordering = ["card", "-pk"]

    def __str__(self) -> str:
        return f"{_('Card')} {self.card_id}"


class ShownPhoto(models.Model):
    """That the photo of a card is shown with its contribution. Without this row a photo is for the team only."""

    card = models.OneToOneField(Card, on_delete=models.CASCADE, related_name="shown_photo")
    alt_text = models.CharField(_("what can be seen in the photo"), max_length=500)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    marked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("published photo of a card")
        verbose_name_plural = _("published photos of cards")

    def __str__(self) -> str:
        return f"{_('Card')} {self.card_id}"
