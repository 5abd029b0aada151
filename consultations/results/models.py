"""Answers to findings, causes of changed paragraphs, and publications of the results."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultations.drafts.enums import ChangeKind
from consultations.drafts.models import DraftVersion
from consultations.process.models import Process
from consultations.results.enums import CHANGING, FINAL_DECISIONS, AnswerDecision
from consultations.synthesis.models import Finding


class AnswerQuerySet(models.QuerySet):
    """Answers by whether they settle a finding."""

    def final(self) -> "AnswerQuerySet":
        return self.filter(decision__in=FINAL_DECISIONS).exclude(reason="")


class Answer(models.Model):
    """The ministry's answer to a finding. The public sees it once its finding is published."""

    finding = models.OneToOneField(Finding, on_delete=models.CASCADE, related_name="answer")
    decision = models.CharField(
        _("decision"), max_length=14, choices=AnswerDecision.choices, default=AnswerDecision.OPEN
    )
    reason = models.TextField(_("reason"), blank=True)
    no_change_reason = models.TextField(_("reason why the text stays as it is"), blank=True)
    responsible = models.CharField(_("responsible"), max_length=200, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.CheckConstraint(
                condition=Q(decision=AnswerDecision.OPEN) | ~Q(reason=""), name="answer_gives_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()}: {self.finding}"

    @property
    def is_final(self) -> bool:
        return self.decision in FINAL_DECISIONS and bool(self.reason)

    @property
    def needs_no_change(self) -> bool:
        """Whether it was taken up and somebody said why the draft need not change for it."""
        return self.is_final and self.decision in CHANGING and bool(self.no_change_reason)


class ParagraphChangeQuerySet(models.QuerySet):
    """Changes by who may see them."""

    def public(self) -> "ParagraphChangeQuerySet":
        return self.filter(version__in=DraftVersion.objects.published())


class ParagraphChange(models.Model):
    """Why a paragraph of a version differs from the version before: findings, or an editorial reason."""

    version = models.ForeignKey(DraftVersion, on_delete=models.CASCADE, related_name="changes")
    lineage = models.CharField(_("lineage"), max_length=64, db_index=True)
    kind = models.CharField(_("kind"), max_length=8, choices=ChangeKind.choices)
    findings = models.ManyToManyField(Finding, verbose_name=_("findings"), blank=True, related_name="changes")
    editorial_reason = models.TextField(_("editorial reason"), blank=True)

    objects = ParagraphChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("changed paragraph")
        verbose_name_plural = _("changed paragraphs")
        ordering = ["version", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "lineage"], name="paragraph_change_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.lineage}"


class ResultsPublication(models.Model):
    """One publication of the results: after it, every admitted contribution has its answer."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="publications")
    published_at = models.DateTimeField(_("published"), auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    findings_count = models.PositiveIntegerField(_("findings"))
    contributions_count = models.PositiveIntegerField(_("contributions"))
    notified_at = models.DateTimeField(_("authors told"), null=True, blank=True)

    class Meta:
        verbose_name = _("publication of results")
        verbose_name_plural = _("publications of results")
        ordering = ["-published_at"]

    def __str__(self) -> str:
        return f"{self.process}: {self.published_at:%Y-%m-%d}"
