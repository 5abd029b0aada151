"""Action fields and topics, segments of contributions, and the findings drawn from them."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consultations.contributions.models import Contribution
from consultations.process.models import Process
from consultations.synthesis.enums import FindingState, Stance


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
    title = models.CharField(_("title"), max_length=160)
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
