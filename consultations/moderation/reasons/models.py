"""Reasons moderators use again and again, with the words for the author."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from consultations.process.models import Process, ProcessRule


class ModerationReason(models.Model):
    """A text module: why something is shortened or not published, in words for the author.

    A decision keeps the words it was sent with, so changing a module changes no decision.
    """

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="moderation_reasons")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    title = models.CharField(_("short title"), max_length=120, help_text=_("Only moderators see it."))
    rule = models.ForeignKey(ProcessRule, verbose_name=_("broken rule"), on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("text to the author"), max_length=2000)
    is_active = models.BooleanField(_("offered to moderators"), default=True)

    class Meta:
        verbose_name = _("reason of the moderation")
        verbose_name_plural = _("reasons of the moderation")
        ordering = ["process", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["process", "title"], name="moderation_reason_once")]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.rule_id and self.process_id and self.rule.process_id != self.process_id:
            raise ValidationError({"rule": _("The rule belongs to another process.")})
