"""Agreements and objections of the closing round."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import StakeholderCategory
from consultations.contributions.enums import ADMITTED_STATES, State
from consultations.contributions.models import Contribution
from consultations.drafts.models import DraftVersion
from consultations.results.closing_round.enums import Stand


class VerdictQuerySet(models.QuerySet):
    """Verdicts by whether they count."""

    def standing(self) -> "VerdictQuerySet":
        """What counts: agreements, and objections that moderators admitted."""
        return self.filter(Q(stand=Stand.AGREE) | Q(contribution__state__in=ADMITTED_STATES))

    def waiting(self) -> "VerdictQuerySet":
        """Objections no moderator has decided on."""
        return self.filter(stand=Stand.OBJECT, contribution__state=State.PENDING)


class Verdict(models.Model):
    """What a person says to one changed paragraph of a version; the last word counts.

    The reason of an objection is a contribution: it is moderated, evaluated and answered like all others.
    """

    version = models.ForeignKey(DraftVersion, on_delete=models.CASCADE, related_name="verdicts")
    lineage = models.CharField(_("lineage"), max_length=64)
    # Without the person it still counts.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="verdicts",
        verbose_name=_("person"),
    )
    stand = models.CharField(_("verdict"), max_length=8, choices=Stand.choices)
    contribution = models.ForeignKey(
        Contribution, null=True, blank=True, on_delete=models.CASCADE, related_name="verdicts"
    )
    # Who spoke, as it was at the time.
    organisation_name = models.CharField(_("organisation"), max_length=200, blank=True)
    category = models.ForeignKey(StakeholderCategory, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("given"))

    objects = VerdictQuerySet.as_manager()

    class Meta:
        verbose_name = _("verdict of the closing round")
        verbose_name_plural = _("verdicts of the closing round")
        ordering = ["version", "lineage", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "lineage", "user"], name="verdict_once"),
            models.CheckConstraint(
                condition=Q(stand=Stand.AGREE, contribution__isnull=True)
                | Q(stand=Stand.OBJECT, contribution__isnull=False),
                name="objection_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stand_display()}: {self.lineage}"
