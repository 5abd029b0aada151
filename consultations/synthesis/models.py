"""Action fields and topics, segments of contributions, and the findings drawn from them."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consultations.contributions.models import Contribution
from consultations.process.models import Process
from consultations.synthesis.enums import FindingState, Leaving, Stance


class ActionField(models.Model):
    """One field of the concept, e.g. language."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="action_fields")
    slug = models.SlugField(_("key"))
    code = models.CharField(_("short code"), max_length=12, blank=True)
    title = models.CharField(_("title"), max_length=160)
    text = models.TextField(_("what belongs to it"), blank=True)
    color = models.CharField(
        _("colour"), max_length=7, default="#1b5e7a", validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")]
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("action field")
        verbose_name_plural = _("action fields")
        ordering = ["process", "order"]
        constraints = [models.UniqueConstraint(fields=["process", "slug"], name="action_field_once")]

    def __str__(self) -> str:
        return self.title


class Topic(models.Model):
    """A finer heading inside an action field."""

    action_field = models.ForeignKey(ActionField, on_delete=models.CASCADE, related_name="topics")
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    title = models.CharField(_("title"), max_length=160)
    definition = models.TextField(_("what belongs to it"), blank=True)
    example = models.TextField(_("example"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["action_field", "order", "title"]
        constraints = [models.UniqueConstraint(fields=["action_field", "title"], name="topic_once")]

    def __str__(self) -> str:
        return self.title


class FindingQuerySet(models.QuerySet):
    """Findings by who may see them."""

    def public(self) -> "FindingQuerySet":
        return self.filter(state=FindingState.PUBLISHED, process__is_published=True)

    def standing(self) -> "FindingQuerySet":
        """Without those merged into another: they keep their number, so that links to it still lead somewhere."""
        return self.filter(merged_into__isnull=True)


class Finding(models.Model):
    """What several segments together say, in the moderators' words."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="findings")
    number = models.PositiveSmallIntegerField(_("number"))
    action_field = models.ForeignKey(
        ActionField,
        verbose_name=_("action field"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="findings",
        help_text=_("Empty when it concerns the whole concept."),
    )
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"))
    internal_note = models.TextField(_("internal note"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=FindingState.choices, default=FindingState.DRAFT, db_index=True
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Who wrote the text as it is now; somebody else releases it.
    text_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    merged_into = models.ForeignKey(
        "self", verbose_name=_("merged into"), null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    #: Whether a language model wrote a draft of the text; the public is told so.
    is_machine_drafted = models.BooleanField(_("drafted with a language model"), default=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering = ["process", "number"]
        constraints = [
            models.UniqueConstraint(fields=["process", "number"], name="finding_number_once"),
            models.CheckConstraint(
                condition=~Q(state=FindingState.PUBLISHED) | Q(published_at__isnull=False),
                name="finding_published_has_date",
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | Q(text_by__isnull=True) | ~Q(released_by=F("text_by")),
                name="finding_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state=FindingState.PUBLISHED) | Q(merged_into__isnull=True),
                name="finding_merged_is_not_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def is_published(self) -> bool:
        return self.state == FindingState.PUBLISHED


class SegmentQuerySet(models.QuerySet):
    """Segments by what is still to do."""

    def admitted(self) -> "SegmentQuerySet":
        return self.filter(contribution__in=Contribution.objects.admitted())

    def unassigned(self) -> "SegmentQuerySet":
        return self.filter(finding__isnull=True, no_answer_reason="")


class Segment(models.Model):
    """The passage of a contribution that is coded and answered; by default the whole text."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="segments")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    action_field = models.ForeignKey(
        ActionField,
        verbose_name=_("action field"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="segments",
    )
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), null=True, blank=True, on_delete=models.SET_NULL, related_name="segments"
    )
    finding = models.ForeignKey(
        Finding, verbose_name=_("finding"), null=True, blank=True, on_delete=models.PROTECT, related_name="segments"
    )
    stance = models.CharField(_("stance"), max_length=12, choices=Stance.choices, blank=True)
    no_answer_reason = models.TextField(_("needs no answer because"), blank=True)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    assigned_at = models.DateTimeField(_("assigned"), null=True, blank=True)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering = ["contribution", "start"]
        constraints = [
            models.UniqueConstraint(fields=["contribution"], condition=Q(start__isnull=True), name="one_whole_segment"),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | Q(end__gt=F("start")), name="segment_not_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{_('Segment')} {self.pk}"

    @property
    def text(self) -> str:
        """The passage as published: only what moderators released is coded and cited."""
        text = self.contribution.published_text
        return text if self.start is None else text[self.start : self.end]

    @property
    def span(self) -> tuple[int, int]:
        """Where the passage stands in the published text."""
        return (0, len(self.contribution.published_text)) if self.start is None else (self.start, self.end)

    @property
    def is_open(self) -> bool:
        """Whether neither a finding nor a reason why none is needed stands beside it."""
        return self.finding_id is None and not self.no_answer_reason


class CodingStep(models.Model):
    """One step of the coding, kept so that the person who took it can undo it; the log keeps who did what."""

    class Kind(models.TextChoices):
        ASSIGN = "assign", _("assigned")
        TAKE_OUT = "take_out", _("taken out")
        NO_ANSWER = "no_answer", _("needs no answer")
        CUT = "cut", _("cut into passages")
        JOIN = "join", _("passages joined")
        SECOND = "second", _("second reading")
        DROP = "drop", _("second reading removed")

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("step"), max_length=12, choices=Kind.choices)
    #: Lists of what `steps.state` says of each segment; nothing of what somebody wrote.
    before = models.JSONField()
    after = models.JSONField()
    done_at = models.DateTimeField(_("done"), auto_now_add=True, db_index=True)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    class Meta:
        verbose_name = _("step of the coding")
        verbose_name_plural = _("steps of the coding")
        indexes = [models.Index(fields=["process", "person", "-id"], name="coding_step_latest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def segments_count(self) -> int:
        return len(self.after)


class SegmentRemovalQuerySet(models.QuerySet):
    """Rows that are only ever added."""

    def update(self, **kwargs):
        raise TypeError("What left a finding is append-only.")

    def delete(self):
        raise TypeError("What left a finding is append-only.")


class SegmentRemoval(models.Model):
    """That a segment left a finding, or no longer stands against it: who, when, why. Never changed, never deleted."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="removals")
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="removals")
    segment = models.ForeignKey(Segment, null=True, blank=True, on_delete=models.SET_NULL, related_name="removals")
    kind = models.CharField(_("what happened"), max_length=10, choices=Leaving.choices)
    stance = models.CharField(_("stance at that time"), max_length=12, choices=Stance.choices, blank=True)
    new_stance = models.CharField(_("stance since then"), max_length=12, choices=Stance.choices, blank=True)
    moved_to = models.ForeignKey(Finding, null=True, blank=True, on_delete=models.SET_NULL, related_name="arrivals")
    reason = models.TextField(_("reason"))
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(_("time"), auto_now_add=True)

    objects = SegmentRemovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("segment that left a finding")
        verbose_name_plural = _("segments that left a finding")
        ordering = ["-removed_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="removal_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.finding}: {self.get_kind_display()}"

    def save(self, *args, **kwargs):
        if self.pk is not None:
            raise TypeError("What left a finding is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("What left a finding is append-only.")
