"""Decisions of moderators and the passages they took out."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.contributions.models import Contribution
from consultations.moderation.reasons.models import ModerationReason
from consultations.process.models import BERLIN, Process, ProcessRule


class Decision(models.TextChoices):
    """What a moderator decided."""

    RELEASED = "released", _("published")
    SHORTENED = "shortened", _("published with passages removed")
    REJECTED = "rejected", _("not published")
    MERGED = "merged", _("counted with another contribution")


#: Decisions that take something from the author, who may object to them.
OBJECTIONABLE = (Decision.SHORTENED, Decision.REJECTED, Decision.MERGED)


class ModerationDecision(models.Model):
    """One decision on a contribution; the latest one counts."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="decisions")
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)
    rule = models.ForeignKey(
        ProcessRule, verbose_name=_("rule"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    #: The text module the message began with; the message itself is kept in full.
    reason = models.ForeignKey(
        ModerationReason, verbose_name=_("reason"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    public_note = models.TextField(_("public note"), blank=True)
    message_to_author = models.TextField(_("message to the author"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), db_index=True)

    class Meta:
        verbose_name = _("decision of the moderation")
        verbose_name_plural = _("decisions of the moderation")
        ordering = ["-decided_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_decision_display()}: {self.contribution}"

    @property
    def objection_until(self) -> dt.date | None:
        """The last day, in German time, on which the author may object; None for a decision one cannot object to."""
        if self.decision not in OBJECTIONABLE:
            return None
        return self.decided_at.astimezone(BERLIN).date() + dt.timedelta(days=settings.OBJECTION_DAYS)


class Redaction(models.Model):
    """A passage taken out before publication, by its place in the submitted text."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="redactions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("removed passage")
        verbose_name_plural = _("removed passages")
        ordering = ["contribution", "start"]
        constraints = [
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="redaction_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.start}–{self.end}"


class Occasion(models.TextChoices):
    """Why moderators look at a contribution that does not wait for its first decision."""

    UNREVIEWED = "unreviewed", _("published without review")
    REPORT = "report", _("reported")
    WARNING = "warning", _("warning sign")


class ReviewItemQuerySet(models.QuerySet):
    """Items by whether they are settled."""

    def open(self) -> "ReviewItemQuerySet":
        return self.filter(settled_at__isnull=True)


class ReviewItem(models.Model):
    """Something that brings a contribution before the moderators; it never changes the contribution by itself."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="review_items")
    occasion = models.CharField(_("occasion"), max_length=12, choices=Occasion.choices)
    #: Which warning sign, or the kind of report; one open item for each.
    sign = models.CharField(max_length=20, blank=True)
    detail = models.TextField(_("detail"), blank=True)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    raised_at = models.DateTimeField(_("raised"), auto_now_add=True, db_index=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_note = models.TextField(_("note"), blank=True)

    objects = ReviewItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item for review")
        verbose_name_plural = _("items for review")
        ordering = ["raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "occasion", "sign"],
                condition=models.Q(settled_at__isnull=True),
                name="open_review_item_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["contribution", "raised_at"],
                condition=models.Q(settled_at__isnull=True),
                name="open_review_item_idx",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_occasion_display()}: {self.contribution}"


class ClaimQuerySet(models.QuerySet):
    """Claims by whether they still hold."""

    def live(self) -> "ClaimQuerySet":
        return self.filter(until__gt=timezone.now())


class HeldUntil(models.Model):
    """What every claim has: that somebody is at work until a moment; after it the thing is free by itself."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField(_("until"), db_index=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_live(self) -> bool:
        return self.until > timezone.now()

    @property
    def minutes_left(self) -> int:
        """Whole minutes the claim still holds, rounded up."""
        return max(-int((timezone.now() - self.until).total_seconds() // 60), 0)


class Claim(HeldUntil):
    """That somebody is at work on a contribution until a moment; after it the contribution is free by itself."""

    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="claim")

    class Meta:
        verbose_name = _("claim of a moderator")
        verbose_name_plural = _("claims of moderators")

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.user_id}"


class QueueEntryQuerySet(models.QuerySet):
    """Entries by whether they stand in a row of the queue with others."""

    def grouped(self) -> "QueueEntryQuerySet":
        """Those of a group that moderators did not dissolve."""
        return self.filter(campaign__isnull=False).exclude(campaign__state="dissolved")


class QueueEntry(models.Model):
    """That a contribution waits for the moderators, since when, and with which group.

    Written by the database itself (see `queue_keeping`), as an index is: no service writes it, and none can forget to.
    """

    contribution = models.OneToOneField(
        Contribution, primary_key=True, on_delete=models.CASCADE, related_name="queue_entry"
    )
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="+", db_index=False)
    #: When it came in, or for one that is decided on, when its oldest open item was raised.
    since = models.DateTimeField(_("waits since"))
    #: The group it was not left out of. The database empties it with the membership, before the group can go.
    campaign = models.ForeignKey(
        "consultations.Campaign",
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )

    objects = QueueEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the queue")
        verbose_name_plural = _("entries of the queue")
        indexes = [
            models.Index(fields=["process", "since", "contribution"], name="queue_order_idx"),
            models.Index(
                fields=["campaign", "contribution"], condition=models.Q(campaign__isnull=False), name="queue_group_idx"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.since}"
