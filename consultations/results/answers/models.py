"""What surrounds an answer: text blocks, deadlines, co-signatures, translations."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.process.languages import language_name, text_direction
from consultations.process.models import Process
from consultations.results.answers.enums import CosignOutcome
from consultations.results.answers.languages import EASY_LANGUAGE, label_of
from consultations.results.enums import AnswerDecision
from consultations.results.models import Answer, AnswerVersion
from consultations.synthesis.models import Finding


class AnswerTextBlock(models.Model):
    """A passage officers use in several answers of a process."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="answer_text_blocks")
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))
    decision = models.CharField(
        _("belongs to the decision"),
        max_length=14,
        choices=AnswerDecision.choices,
        blank=True,
        help_text=_("Empty when it fits every decision."),
    )
    used_count = models.PositiveIntegerField(_("used"), default=0)

    class Meta:
        verbose_name = _("text block")
        verbose_name_plural = _("text blocks")
        ordering = ["process", "title"]
        constraints = [models.UniqueConstraint(fields=["process", "title"], name="answer_text_block_once")]

    def __str__(self) -> str:
        return self.title


class AnswerDeadline(models.Model):
    """By when a finding is to be answered, and who sees to it."""

    finding = models.OneToOneField(Finding, on_delete=models.CASCADE, related_name="answer_deadline")
    due_on = models.DateField(_("to be answered by"))
    #: Empty: everybody of the team who may answer.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("deadline of an answer")
        verbose_name_plural = _("deadlines of answers")
        ordering = ["due_on"]

    def __str__(self) -> str:
        return f"{self.finding}: {self.due_on}"


class CosignRequestQuerySet(models.QuerySet):
    """Requests by whether they still matter."""

    def current(self) -> "CosignRequestQuerySet":
        """Those for the version of the answer the team works on; an edit voids all others."""
        return self.filter(version__number=F("version__answer__working_version"))

    def standing(self) -> "CosignRequestQuerySet":
        """Those for the version that stands: what the public reads once the finding is published."""
        return self.filter(version__number=F("version__answer__version"))

    def open(self) -> "CosignRequestQuerySet":
        """Those that keep the answer: not signed, and nobody recorded that the body cannot be asked any more."""
        return self.current().exclude(outcome=CosignOutcome.SIGNED).filter(unreachable_at__isnull=True)

    def unreachable(self) -> "CosignRequestQuerySet":
        """Those of bodies that objected and can no longer be asked."""
        return self.current().filter(unreachable_at__isnull=False)

    def waiting(self) -> "CosignRequestQuerySet":
        """Those the body has not said anything to."""
        return self.current().filter(outcome="")

    def said_before(self, row: "CosignRequest") -> "CosignRequestQuerySet":
        """What the body of a request said to earlier versions of the answer, the latest first."""
        earlier = self.filter(version__answer=row.version.answer_id, body=row.body)
        return earlier.filter(version__number__lt=row.version.number).exclude(outcome="").order_by("-version__number")

    def of(self, process: Process) -> "CosignRequestQuerySet":
        """Those of a process, without findings that were merged into others."""
        return self.filter(version__answer__finding__process=process, version__answer__finding__merged_into=None)


class CosignRequest(models.Model):
    """A body is asked to sign exactly one version of an answer; what it said stays with that version."""

    version = models.ForeignKey(AnswerVersion, on_delete=models.CASCADE, related_name="cosign_requests")
    #: The office of the people who may sign for it, as in the team.
    body = models.CharField(_("co-signing body"), max_length=120)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    #: Asked because the body must sign, when the answer was saved; who says why it need not replaces the request.
    is_automatic = models.BooleanField(_("asked automatically"), default=False)
    due_on = models.DateField(_("to be signed by"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=CosignOutcome.choices, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    #: Why a body that objected does not keep this version: nobody is left who could be asked. Its word stays above.
    unreachable_reason = models.TextField(_("can no longer be asked because"), blank=True)
    unreachable_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    unreachable_at = models.DateTimeField(_("recorded"), null=True, blank=True)

    objects = CosignRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("co-signature")
        verbose_name_plural = _("co-signatures")
        ordering = ["body"]
        constraints = [
            models.UniqueConstraint(fields=["version", "body"], name="cosign_once_a_body"),
            models.CheckConstraint(
                condition=~Q(outcome=CosignOutcome.OBJECTED) | ~Q(reason=""), name="cosign_objection_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True) | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="cosign_outcome_has_date",
            ),
            models.CheckConstraint(
                condition=Q(unreachable_at__isnull=True, unreachable_reason="")
                | (Q(unreachable_at__isnull=False) & ~Q(unreachable_reason="")),
                name="cosign_unreachable_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=CosignOutcome.SIGNED) | Q(unreachable_at__isnull=True),
                name="cosign_signed_was_reached",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}: {self.get_outcome_display() or _('waiting')}"

    @property
    def is_replaceable(self) -> bool:
        """Whether nobody asked by hand, and nobody has said anything."""
        return self.is_automatic and not self.outcome and not self.unreachable_at

    def reach_again(self) -> None:
        """Forget that the body cannot be asked; the caller saves, and the log keeps it."""
        self.unreachable_at, self.unreachable_by, self.unreachable_reason = None, None, ""


class CosignDemand(models.Model):
    """That a body must sign: every answer of a process, or the answer to one finding. The gate asks for it."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="cosign_demands")
    #: Empty: every answer of the process.
    finding = models.ForeignKey(Finding, null=True, blank=True, on_delete=models.CASCADE, related_name="cosign_demands")
    #: As `CosignRequest.body`.
    body = models.CharField(_("co-signing body"), max_length=120)

    class Meta:
        verbose_name = _("required co-signature")
        verbose_name_plural = _("required co-signatures")
        ordering = ["body"]
        constraints = [
            models.UniqueConstraint(
                fields=["process", "body"], condition=Q(finding__isnull=True), name="cosign_demand_of_process_once"
            ),
            models.UniqueConstraint(
                fields=["finding", "body"], condition=Q(finding__isnull=False), name="cosign_demand_of_finding_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}: {self.finding or self.process}"


class CosignWaiver(models.Model):
    """Why a body that must sign need not sign the answer to one finding; holds for the decision it was recorded for."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="cosign_waivers")
    body = models.CharField(_("co-signing body"), max_length=120)
    reason = models.TextField(_("needs no co-signature because"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now)

    class Meta:
        verbose_name = _("co-signature that is not needed")
        verbose_name_plural = _("co-signatures that are not needed")
        ordering = ["body"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "body"], name="cosign_waiver_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="cosign_waiver_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.body}: {self.finding}"


class AnswerTranslationQuerySet(models.QuerySet):
    """Translations by which version they belong to."""

    def standing(self) -> "AnswerTranslationQuerySet":
        """Those of what the public reads, or of what it read before."""
        return self.filter(is_prepared=False)

    def stale(self) -> "AnswerTranslationQuerySet":
        """Those of an earlier version than the one they are for: the public one, or the one that waits."""
        standing = Q(is_prepared=False) & ~Q(of_version=F("answer__version"))
        waits = Q(answer__working_version__gt=F("answer__version"))
        return self.filter(standing | (Q(is_prepared=True) & waits & ~Q(of_version=F("answer__working_version"))))


class AnswerTranslation(models.Model):
    """The reason of an answer in another language. The public reads it once somebody else has reviewed it.

    While a newer version waits there may be two of a language: the one everybody reads, and one prepared for that
    version. `translating` makes the prepared one take the place of the other.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=20)
    text = models.TextField(_("translated reason"))
    #: The version of the answer it was made of; an edit of the answer makes it one of an earlier version.
    of_version = models.PositiveSmallIntegerField(_("of version"))
    #: Made for a version nobody could read yet; no page for everybody shows it.
    is_prepared = models.BooleanField(_("prepared"), default=False)
    translated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    translated_at = models.DateTimeField(_("translated"), default=timezone.now)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)

    objects = AnswerTranslationQuerySet.as_manager()

    class Meta:
        verbose_name = _("translation of an answer")
        verbose_name_plural = _("translations of answers")
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "language", "is_prepared"], name="answer_translation_once_prepared"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True)
                | Q(translated_by__isnull=True)
                | ~Q(reviewed_by=F("translated_by")),
                name="answer_translation_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language_name}: {self.answer}"

    @property
    def is_stale(self) -> bool:
        """Whether the answer was changed since."""
        return self.of_version != (self.answer.working_version if self.is_prepared else self.answer.version)

    @property
    def is_easy(self) -> bool:
        return self.language == EASY_LANGUAGE

    @property
    def language_name(self) -> str:
        return str(_("Easy language")) if self.is_easy else language_name(self.language)

    @property
    def own_name(self) -> str:
        """As the speakers of the language write it."""
        return label_of(self.language)

    @property
    def direction(self) -> str:
        return text_direction(self.language)
