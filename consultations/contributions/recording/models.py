"""A statement with its original and its parts, and a spreadsheet on its way in."""

import uuid
from datetime import timedelta
from pathlib import PurePosixPath

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, StakeholderCategory
from consultations.contributions.enums import Channel, Kind, Publication
from consultations.process.enums import TargetKind
from consultations.process.models import Process

#: So long a checked spreadsheet waits for its confirmation; then the file goes and is uploaded again.
KEPT_FOR = timedelta(hours=24)


class StatementState(models.TextChoices):
    """Where a statement stands with the people who record it."""

    IN_ENTRY = "in_entry", _("in entry")
    HANDED_OVER = "handed_over", _("handed over")


def original_path(statement: "Statement", name: str) -> str:
    """Where an original lies: nothing of the sender's file name but a known ending, and a name nobody guesses."""
    return f"recording/{statement.process_id}/{uuid.uuid4().hex}{PurePosixPath(name).suffix}"


def sheet_path(sheet: "SheetImport", name: str) -> str:
    """Where an uploaded spreadsheet waits."""
    return f"recording/imports/{uuid.uuid4().hex}{PurePosixPath(name).suffix}"


class Statement(models.Model):
    """One submission by one sender: a letter, an e-mail, or contributions of an organisation released together.

    It keeps who spoke and how it reached us; what was said is in its contributions once it is handed over, in its
    parts until then. The file, the addresses and the note are for the team only.
    """

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="statements")
    state = models.CharField(
        _("state"), max_length=12, choices=StatementState.choices, default=StatementState.IN_ENTRY, db_index=True
    )
    channel = models.CharField(_("channel"), max_length=16, choices=Channel.choices, default=Channel.LETTER)
    received_on = models.DateField(_("received on"))
    late_reason = models.CharField(_("late, considered because"), max_length=300, blank=True)

    author_name = models.CharField(_("name of the person"), max_length=120, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="statements"
    )
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    on_behalf_of = models.CharField(_("on behalf of"), max_length=200, blank=True)
    category = models.ForeignKey(
        StakeholderCategory,
        verbose_name=_("category"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="statements",
    )
    region = models.ForeignKey(
        "regions.Region",
        verbose_name=_("region"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="statements",
    )
    contact_email = models.EmailField(_("e-mail address"), blank=True)
    contact_postal = models.TextField(_("postal address"), blank=True)
    publication = models.CharField(
        _("publication"), max_length=8, choices=Publication.choices, default=Publication.CATEGORY
    )
    consent_note = models.CharField(_("how the sender agreed to be named"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=8, default="de")
    reference = models.CharField(_("file reference"), max_length=40, blank=True)
    is_formal_statement = models.BooleanField(_("formal statement of an organisation"), default=False)
    note = models.TextField(_("internal note"), blank=True)

    original = models.FileField(_("original"), upload_to=original_path, blank=True, max_length=200)
    original_name = models.CharField(max_length=200, blank=True)
    original_kind = models.CharField(max_length=8, blank=True)
    original_hash = models.CharField(max_length=64, blank=True, db_index=True)
    full_text = models.TextField(_("full text"), blank=True)
    remainder_reason = models.CharField(_("why the rest is no contribution"), max_length=300, blank=True)

    imported_from = models.ForeignKey(
        "consultations.SheetImport", null=True, blank=True, on_delete=models.PROTECT, related_name="statements"
    )
    # Counts every change: whoever saves says which one they looked at.
    revision = models.PositiveIntegerField(default=0)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    edited_at = models.DateTimeField(_("last changed"), default=timezone.now)
    handed_over_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    tells_sender = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("incoming statement")
        verbose_name_plural = _("incoming statements")
        ordering = ["-received_on", "-pk"]
        indexes = [models.Index(fields=["process", "state", "-received_on"], name="statement_list_idx")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=StatementState.IN_ENTRY) | Q(handed_over_at__isnull=False),
                name="statement_handed_over_has_date",
            ),
        ]

    def __str__(self) -> str:
        # Without the sender's name: this label is kept in the log.
        return f"{_('Incoming statement')} {self.pk}"

    def get_absolute_url(self) -> str:
        if self.is_online:
            return reverse("statements_admin:statement", kwargs={"process_slug": self.process.slug, "pk": self.pk})
        name = "page" if self.is_open else "receipts"
        return reverse(f"recording_admin:{name}", kwargs={"process_slug": self.process.slug, "pk": self.pk})

    @property
    def is_open(self) -> bool:
        """Whether its parts can still be changed."""
        return self.state == StatementState.IN_ENTRY

    @property
    def is_online(self) -> bool:
        """Whether an organisation released it here; everything else was recorded by staff."""
        return self.channel == Channel.ONLINE

    @property
    def sender(self) -> str:
        """Who it came from, for staff."""
        return ", ".join(filter(None, [self.author_name, self.organisation_name])) or self.on_behalf_of


class StatementPart(models.Model):
    """One passage of a statement that becomes a contribution when the statement is handed over."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="parts")
    order = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(_("passage"))
    title = models.CharField(_("heading"), max_length=160, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    proposed_text = models.TextField(_("proposed wording"), blank=True)
    # What it is about, as `Places` finds it again.
    target_kind = models.CharField(_("about"), max_length=10, choices=TargetKind.choices)
    target_pk = models.PositiveBigIntegerField()
    target_label = models.CharField(max_length=250, blank=True)

    class Meta:
        verbose_name = _("passage of a statement")
        verbose_name_plural = _("passages of a statement")
        ordering = ["statement", "order", "pk"]

    def __str__(self) -> str:
        return self.title or self.text[:60]


class SheetState(models.TextChoices):
    """Where a spreadsheet stands: checked without storing anything, then confirmed and stored as a whole."""

    UPLOADED = "uploaded", _("waiting for the check")
    CHECKED = "checked", _("checked")
    CONFIRMED = "confirmed", _("being imported")
    DONE = "done", _("imported")
    FAILED = "failed", _("not readable")


class SheetImport(models.Model):
    """An uploaded spreadsheet: the file until it is imported, what the check found, and what came of it."""

    process = models.ForeignKey(Process, on_delete=models.PROTECT, related_name="sheet_imports")
    state = models.CharField(_("state"), max_length=10, choices=SheetState.choices, default=SheetState.UPLOADED)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    file = models.FileField(_("file"), upload_to=sheet_path, blank=True, max_length=200)
    file_name = models.CharField(_("file"), max_length=200)
    file_hash = models.CharField(max_length=64, db_index=True)
    # {"rows", "new", "known", "errors_total", "errors": [[line, column, sentence], …], "preview": [{…}, …]}
    report = models.JSONField(default=dict, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    rows_read = models.PositiveIntegerField(default=0)
    # Since when a worker has it; one that has held it for long is taken to be dead.
    claimed_at = models.DateTimeField(null=True, blank=True)
    tells_senders = models.BooleanField(default=False)
    late_reason = models.CharField(_("late, considered because"), max_length=300, blank=True)
    imported_at = models.DateTimeField(_("imported"), null=True, blank=True)
    imported_rows = models.PositiveIntegerField(default=0)
    senders_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import of contributions")
        verbose_name_plural = _("imports of contributions")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("recording_admin:sheet", kwargs={"process_slug": self.process.slug, "pk": self.pk})

    @property
    def is_working(self) -> bool:
        """Whether the page has to be looked at again later."""
        return self.state in (SheetState.UPLOADED, SheetState.CONFIRMED)

    @property
    def has_errors(self) -> bool:
        return bool(self.report.get("errors_total"))
