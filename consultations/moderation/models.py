"""Decisions of moderators and the passages they took out."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consultations.contributions.models import Contribution
from consultations.process.models import ProcessRule


class Decision(models.TextChoices):
    """What a moderator decided."""

    RELEASED = "released", _("published")
    SHORTENED = "shortened", _("published with passages removed")
    REJECTED = "rejected", _("not published")
    MERGED = "merged", _("counted with another contribution")


class ModerationDecision(models.Model):
    """One decision on a contribution; the latest one counts."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="decisions")
    decision = models.CharField(_("decision"), max_length=10, choices=Decision.choices)
    rule = models.ForeignKey(
        ProcessRule, verbose_name=_("rule"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
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
