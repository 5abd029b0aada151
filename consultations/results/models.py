"""Answers to findings, causes of changed paragraphs, and publications of the results."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.drafts.enums import ChangeKind
from consultations.drafts.models import DraftVersion
from consultations.process.models import Process
from consultations.results.enums import CHANGING, FINAL_DECISIONS, AnswerDecision, EventKind
from consultations.synthesis.models import Finding


def settled_words(prefix: str = "") -> Q:
    """Condition: a decision, or "under examination" with a day it ends, each with a reason; `prefix` leads there."""
    decided = Q(**{f"{prefix}decision__in": FINAL_DECISIONS})
    examined = Q(**{f"{prefix}decision": AnswerDecision.OPEN, f"{prefix}examined_until__isnull": False})
    return (decided | examined) & ~Q(**{f"{prefix}reason": ""})


class AnswerWords:
    """What follows from decision, reason and day, of an answer as of each of its versions."""

    @property
    def is_final(self) -> bool:
        return self.decision in FINAL_DECISIONS and bool(self.reason)

    @property
    def is_examined(self) -> bool:
        """Whether it says until when it is examined, and why it takes that long."""
        return self.decision == AnswerDecision.OPEN and bool(self.reason) and self.examined_until is not None

    @property
    def is_settled(self) -> bool:
        """The same as `settled` for a row that was read already."""
        return self.is_final or self.is_examined

    @property
    def needs_no_change(self) -> bool:
        """Whether it was taken up and somebody said why the draft need not change for it."""
        return self.is_final and self.decision in CHANGING and bool(self.no_change_reason)


class AnswerQuerySet(models.QuerySet):
    """Answers by whether they settle a finding."""

    def final(self) -> "AnswerQuerySet":
        """Answers with a decision that stands."""
        return self.filter(decision__in=FINAL_DECISIONS).exclude(reason="")

    def settled(self) -> "AnswerQuerySet":
        """What counts as an answer: a decision, or "under examination" with a reason and a day it ends."""
        return self.filter(settled_words())

    def examined(self) -> "AnswerQuerySet":
        """Answers whose decision is still to come, with the day it is promised for."""
        return self.settled().filter(decision=AnswerDecision.OPEN)

    def pending(self) -> "AnswerQuerySet":
        """Answers of which the team has a newer version than the one that stands."""
        return self.filter(working_version__gt=F("version"))


class Answer(AnswerWords, models.Model):
    """The ministry's answer to a finding. The public sees it once its finding is published.

    What stands in the row is what counts and what everybody may read then. Of a published finding a changed answer is
    kept as an `AnswerVersion` only, until somebody publishes that: no door needs to know that there is a newer one.
    `results.versions` writes both.
    """

    finding = models.OneToOneField(Finding, on_delete=models.CASCADE, related_name="answer")
    decision = models.CharField(
        _("decision"), max_length=14, choices=AnswerDecision.choices, default=AnswerDecision.OPEN
    )
    reason = models.TextField(_("reason"), blank=True)
    no_change_reason = models.TextField(_("reason why the text stays as it is"), blank=True)
    responsible = models.CharField(_("responsible"), max_length=200, blank=True)
    #: By when an answer "under examination" will be decided; without it the gate stays closed.
    examined_until = models.DateField(_("decision until"), null=True, blank=True)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: The number of the version that stands here; translations are made of it.
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    #: The number of the version the team works on, and bodies sign; another one while it waits for its publication.
    working_version = models.PositiveSmallIntegerField(_("version the team works on"), default=1)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.CheckConstraint(
                condition=Q(decision=AnswerDecision.OPEN) | ~Q(reason=""), name="answer_gives_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(working_version__gte=F("version")), name="answer_works_on_no_earlier_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_decision_display()}: {self.finding}"

    @property
    def is_pending(self) -> bool:
        """Whether a newer version waits for its publication."""
        return self.working_version > self.version


class AnswerVersionQuerySet(models.QuerySet):
    """Versions by where they stand."""

    def pending(self) -> "AnswerVersionQuerySet":
        """Newer ones than what the public reads, the latest of each answer."""
        return self.filter(number=F("answer__working_version"), number__gt=F("answer__version"))


class AnswerVersion(AnswerWords, models.Model):
    """An answer as it was saved once: what was signed, translated and compared. Its words never change afterwards."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("number"))
    decision = models.CharField(_("decision"), max_length=14, choices=AnswerDecision.choices)
    reason = models.TextField(_("reason"), blank=True)
    no_change_reason = models.TextField(_("reason why the text stays as it is"), blank=True)
    responsible = models.CharField(_("responsible"), max_length=200, blank=True)
    examined_until = models.DateField(_("decision until"), null=True, blank=True)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)
    #: Since when everybody could read it; empty for what never was public, and for what was before this was kept.
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    #: When somebody gave it up, so that the version before went on standing.
    withdrawn_at = models.DateTimeField(_("given up"), null=True, blank=True)

    objects = AnswerVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of an answer")
        verbose_name_plural = _("versions of answers")
        ordering = ["answer", "-number"]
        constraints = [models.UniqueConstraint(fields=["answer", "number"], name="answer_version_once")]

    def __str__(self) -> str:
        return f"{_('Version')} {self.number}: {self.get_decision_display()}"


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
    #: Why the site administrator published although the gate was closed; the public reads it.
    override_reason = models.TextField(_("published although something was open, because"), blank=True)
    #: What was open then: numbers by kind.
    override_open = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("publication of results")
        verbose_name_plural = _("publications of results")
        ordering = ["-published_at"]

    def __str__(self) -> str:
        return f"{self.process}: {self.published_at:%Y-%m-%d}"


class ResultEventQuerySet(models.QuerySet):
    """Events by what is still to tell."""

    def untold(self) -> "ResultEventQuerySet":
        return self.filter(told_at__isnull=True)


class ResultEvent(models.Model):
    """Something that moved between publications: authors and followers are told of it, and pages name its day."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="result_events")
    kind = models.CharField(_("kind"), max_length=8, choices=EventKind.choices)
    finding = models.ForeignKey(Finding, null=True, blank=True, on_delete=models.CASCADE, related_name="events")
    version = models.ForeignKey(
        DraftVersion, null=True, blank=True, on_delete=models.CASCADE, related_name="result_events"
    )
    #: Of a changed answer: what had been decided before.
    earlier_decision = models.CharField(max_length=14, choices=AnswerDecision.choices, blank=True)
    happened_at = models.DateTimeField(_("happened"), default=timezone.now)
    told_at = models.DateTimeField(_("told"), null=True, blank=True)

    objects = ResultEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of the results")
        verbose_name_plural = _("events of the results")
        ordering = ["happened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=EventKind.DRAFT, version__isnull=False, finding__isnull=True)
                | (~Q(kind=EventKind.DRAFT) & Q(version__isnull=True, finding__isnull=False)),
                name="result_event_is_about_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["finding", "kind"], name="result_event_finding_idx"),
            models.Index(fields=["id"], condition=Q(told_at__isnull=True), name="result_event_untold_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.finding_id or self.version_id}"
