"""What people keep while coding: who is at work on what, notes for colleagues, and the history of topics."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultations.contributions.models import Contribution
from consultations.moderation.models import HeldUntil
from consultations.process.models import Process
from consultations.synthesis.models import ActionField, Segment, Topic


class CodingClaim(HeldUntil):
    """That somebody is coding a contribution until a moment."""

    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="coding_claim")

    class Meta:
        verbose_name = _("claim of an analyst")
        verbose_name_plural = _("claims of analysts")

    def __str__(self) -> str:
        return f"{self.contribution_id}: {self.user_id}"


class Memo(models.Model):
    """A note of the team about a passage or a topic; never public.

    It stays with its contribution when the passage is joined with another.
    """

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="coding_memos")
    contribution = models.ForeignKey(
        Contribution, null=True, blank=True, on_delete=models.CASCADE, related_name="coding_memos"
    )
    segment = models.ForeignKey(Segment, null=True, blank=True, on_delete=models.SET_NULL, related_name="memos")
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), null=True, blank=True, on_delete=models.PROTECT, related_name="memos"
    )
    text = models.TextField(_("note"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField(_("written"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contribution__isnull=True) ^ Q(topic__isnull=True), name="memo_about_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(segment__isnull=True) | Q(contribution__isnull=False), name="memo_keeps_contribution"
            ),
        ]

    def __str__(self) -> str:
        return f"{_('note')} {self.pk}"


class TopicChange(models.Model):
    """One change of a topic: who, when, why, from what to what. Stays when the topic is gone."""

    class Kind(models.TextChoices):
        CREATE = "create", _("created")
        CHANGE = "change", _("changed")
        MOVE = "move", _("moved")
        MERGE = "merge", _("merged")
        SPLIT = "split", _("split")

    action_field = models.ForeignKey(ActionField, on_delete=models.CASCADE, related_name="topic_changes")
    #: The topic it was done to; of a merged one the topic it went into.
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="changes")
    kind = models.CharField(_("change"), max_length=8, choices=Kind.choices)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(_("reason"), blank=True)
    segments_count = models.PositiveIntegerField(_("passages moved"), default=0)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("change of a topic")
        verbose_name_plural = _("changes of topics")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
