"""The outbox, what people want to be told, and what waits to be told.

A mail exists once its row in the outbox is committed, whatever broker and mail server do.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from notifications.enums import Frequency


class MessageState(models.TextChoices):
    """Where a mail is on its way."""

    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("given up")


class OutboxMessageQuerySet(models.QuerySet):
    """Reads for delivery."""

    def due(self) -> "OutboxMessageQuerySet":
        """Waiting mails whose time has come, oldest first."""
        return self.filter(state=MessageState.WAITING, next_attempt_at__lte=timezone.now()).order_by("pk")


class OutboxMessage(models.Model):
    """One mail to one address."""

    kind = models.CharField(_("kind"), max_length=60, db_index=True)
    #: Without a constraint: checking it, whoever writes a mail would wait for an account that is being closed, and the
    #: closing for the contribution the mail is about.
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_constraint=False,
    )
    address = models.EmailField(_("address"))
    subject = models.CharField(_("subject"), max_length=250)
    body = models.TextField(_("text"), blank=True)
    html_body = models.TextField(_("HTML text"), blank=True)
    headers = models.JSONField(default=dict, blank=True)
    dedupe_key = models.CharField(max_length=120, unique=True, null=True, blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(_("state"), max_length=8, choices=MessageState.choices, default=MessageState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    last_error = models.CharField(_("last error"), max_length=200, blank=True)

    objects = OutboxMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="outbox_due_idx")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class OutboxAttachment(models.Model):
    """A small file that goes out with a mail, e.g. a calendar entry; deleted with it."""

    message = models.ForeignKey(OutboxMessage, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(_("file name"), max_length=100)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()

    class Meta:
        verbose_name = _("attachment of a mail")
        verbose_name_plural = _("attachments of mails")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.message_id} {self.content_type}"


class Preference(models.Model):
    """How often a person wants to be told of a subject, or of everything in one scope (e.g. a consultation).

    A row without scope is about a subject everywhere, a row without subject about everything in a scope. What nobody
    chose has no row: the default of the subject holds, also when it is changed later.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences")
    subject = models.CharField(_("subject"), max_length=40, blank=True)
    scope = models.CharField(_("only for"), max_length=80, blank=True)
    frequency = models.CharField(_("how often"), max_length=8, choices=Frequency.choices)

    class Meta:
        verbose_name = _("notification setting")
        verbose_name_plural = _("notification settings")
        constraints = [
            models.UniqueConstraint(fields=["user", "subject", "scope"], name="preference_once"),
            models.CheckConstraint(condition=~models.Q(subject="", scope=""), name="preference_is_about_something"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.subject}{self.scope}: {self.frequency}"


class Notice(models.Model):
    """Something to tell a person with the next collected mail: a line and a link, nothing that could be withdrawn."""

    #: Without a constraint, as in `OutboxMessage`; `forget_told` deletes what came a moment too late.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", db_constraint=False
    )
    subject = models.CharField(max_length=40)
    scope = models.CharField(max_length=80, blank=True)
    scope_label = models.CharField(max_length=200, blank=True)
    text = models.CharField(max_length=300)
    #: Path on this site.
    url = models.CharField(max_length=300)
    #: The same thing is told once, also when the worker that told it is started again.
    dedupe_key = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["user"], condition=models.Q(told_at__isnull=True), name="notice_waiting_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.pk}"
