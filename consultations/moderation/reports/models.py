"""What readers report about a public contribution."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultations.contributions.models import Contribution


class ReportReason(models.TextChoices):
    """Why somebody reports a contribution."""

    INSULT = "insult", _("Insult or incitement")
    PERSONAL_DATA = "personal_data", _("Personal data of other people")
    ADVERTISING = "advertising", _("Advertising")
    OTHER = "other", _("Something else")


class ReportQuerySet(models.QuerySet):
    """Reports by whether the moderation has looked at them."""

    def open(self) -> "ReportQuerySet":
        return self.filter(handled_at__isnull=True)


class Report(models.Model):
    """That somebody reported a contribution. Guests leave no trace but their words; nothing is hidden by a report."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(_("reason"), max_length=20, choices=ReportReason.choices)
    text = models.TextField(_("explanation"), blank=True)
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reported_at = models.DateTimeField(_("reported"), db_index=True)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of a reader")
        verbose_name_plural = _("reports of readers")
        ordering = ["reported_at", "pk"]
        constraints = [
            # Once per person; the reports of guests are limited by number.
            models.UniqueConstraint(
                fields=["contribution", "reporter"],
                condition=Q(reporter__isnull=False),
                name="report_once_per_person",
            ),
        ]
        indexes = [
            models.Index(fields=["contribution"], condition=Q(handled_at__isnull=True), name="open_report_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.contribution}"
