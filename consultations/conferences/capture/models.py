"""Cards as they are written at the tables, and the links by which devices may write them."""

import uuid

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.conferences.enums import CardColumn
from consultations.conferences.models import Conference, ThematicTable


class AccessKind(models.TextChoices):
    """What a link opens."""

    HOST = "host", _("table host: all cards of the tables")
    PARTICIPANT = "participant", _("participant: own cards only")
    WALL = "wall", _("wall: reading for the projector")


class CaptureAccess(models.Model):
    """A link that opens the capture of a conference, or of one of its tables, without an account.

    The link is signed (key and `link_number`) and not stored; another number ends it.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="capture_accesses")
    #: Empty: all tables of the conference.
    table = models.ForeignKey(
        ThematicTable, null=True, blank=True, on_delete=models.CASCADE, related_name="capture_accesses"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=AccessKind.choices)
    needs_approval = models.BooleanField(
        _("cards of participants go on the wall when the host has approved them"), default=False
    )
    link_number = models.PositiveIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("link for capture")
        verbose_name_plural = _("links for capture")
        ordering = ["conference", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind=AccessKind.PARTICIPANT) | Q(table__isnull=False), name="participant_has_a_table"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"


def private_storage() -> Storage:
    """Where photos lie: no address leads there, a view asks who may see them."""
    return storages["attachments"]


def photo_path(card: "Card", name: str) -> str:
    """Where the photo of a card lies: a name nobody guesses, of a file that was written anew."""
    return f"cards/{card.table_id}/{uuid.uuid4().hex}.jpg"


class CardQuerySet(models.QuerySet):
    """Cards of a table."""

    def present(self) -> "CardQuerySet":
        """Cards that were not taken away again."""
        return self.filter(removed_at__isnull=True)


class Card(models.Model):
    """One statement written at a table. It becomes a contribution when the record is confirmed.

    `key` is made by the device, so a card that is sent twice is stored once; `revision` counts changes, so two hosts
    do not overwrite each other.
    """

    table = models.ForeignKey(ThematicTable, on_delete=models.PROTECT, related_name="cards")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    column = models.CharField(_("column"), max_length=16, choices=CardColumn.choices)
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=8, default="de")
    dots = models.PositiveSmallIntegerField(_("dots"), default=0)
    photo = models.ImageField(_("photo"), storage=private_storage, upload_to=photo_path, blank=True, max_length=200)
    #: Who wrote it down; empty for cards that staff typed or imported.
    access = models.ForeignKey(CaptureAccess, null=True, blank=True, on_delete=models.SET_NULL, related_name="cards")
    #: The device that wrote it, by a random value of its own; participants see and change their own cards only.
    device = models.UUIDField(null=True, blank=True, editable=False)
    #: When it was written, by the clock of the device.
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    changed_at = models.DateTimeField(_("changed"), default=timezone.now)
    removed_at = models.DateTimeField(_("taken away"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    #: The operation that made the text what it is: who changes it names the one they looked at.
    state = models.UUIDField(default=uuid.uuid4, editable=False)
    #: Position of the last change among all changes of the table; devices ask for what came after the last they know.
    change = models.PositiveIntegerField(default=0, editable=False)
    on_wall = models.BooleanField(_("on the wall"), default=True)
    #: Sent after the capture was closed, by a device that had no network before.
    is_late = models.BooleanField(_("handed in late"), default=False)
    #: Key of the card in the list it was imported from.
    reference = models.CharField(_("reference"), max_length=40, blank=True)

    objects = CardQuerySet.as_manager()

    class Meta:
        verbose_name = _("card")
        verbose_name_plural = _("cards")
        ordering = ["table", "pk"]
        indexes = [models.Index(fields=["table", "change"], name="card_change_idx")]

    def __str__(self) -> str:
        return f"{_('Card')} {self.pk}"

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None


class CardOperation(models.Model):
    """That an operation of a device was carried out: sent again, it is known and not done twice."""

    key = models.UUIDField(primary_key=True, editable=False)
    card = models.ForeignKey(Card, on_delete=models.CASCADE, related_name="operations")
    access = models.ForeignKey(
        CaptureAccess, null=True, blank=True, on_delete=models.SET_NULL, related_name="operations"
    )
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("operation on a card")
        verbose_name_plural = _("operations on cards")
        ordering = ["received_at", "key"]
        indexes = [models.Index(fields=["access", "received_at"], name="card_operation_rate_idx")]

    def __str__(self) -> str:
        return str(self.key)
