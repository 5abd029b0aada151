"""What a contribution said before its author changed it, and that its author took it back."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consultations.contributions.enums import Kind, Publication, State
from consultations.contributions.models import Contribution


class ContributionRevision(models.Model):
    """One earlier state of a contribution, kept when its author changed it. Staff only."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=160, blank=True)
    text = models.TextField(_("text"), blank=True)
    proposed_text = models.TextField(_("proposed wording"), blank=True)
    publication = models.CharField(_("publication"), max_length=8, choices=Publication.choices)
    was_public = models.BooleanField(_("could be read by everybody"), default=False)
    #: When it was replaced by the next state.
    edited_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("earlier text of a contribution")
        verbose_name_plural = _("earlier texts of contributions")
        ordering = ["contribution", "number"]
        constraints = [models.UniqueConstraint(fields=["contribution", "number"], name="revision_number_once")]

    def __str__(self) -> str:
        return f"{self.contribution} ({self.number})"


class Withdrawal(models.Model):
    """That an author took a contribution back: what it was before, and why, if the author said so. Staff only."""

    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="withdrawal")
    earlier_state = models.CharField(_("earlier state"), max_length=12, choices=State.choices)
    #: Only then the public is told that something stood here.
    was_public = models.BooleanField(_("could be read by everybody"), default=False)
    reason = models.TextField(_("reason"), blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")

    def __str__(self) -> str:
        return str(self.contribution)
