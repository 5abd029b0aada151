"""Who follows what, and what there is to tell."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultations.contributions.models import Contribution
from consultations.drafts.models import DraftVersion
from consultations.process.enums import TargetKind
from consultations.process.models import Process


class News(models.Model):
    """One thing followers are told of: a contribution that became public, or a published version.

    Rows of a process are written by one transaction at a time (see `news.collect`), so their keys grow in the order in
    which they become visible: a follower who was told up to a key has missed nothing below it.
    """

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="news_for_followers")
    contribution = models.OneToOneField(
        Contribution, null=True, blank=True, on_delete=models.CASCADE, related_name="news_for_followers"
    )
    version = models.OneToOneField(
        DraftVersion, null=True, blank=True, on_delete=models.CASCADE, related_name="news_for_followers"
    )

    class Meta:
        verbose_name = _("news for followers")
        verbose_name_plural = _("news for followers")
        constraints = [
            models.CheckConstraint(
                condition=Q(contribution__isnull=False, version__isnull=True)
                | Q(contribution__isnull=True, version__isnull=False),
                name="news_is_about_one_thing",
            ),
        ]
        indexes = [models.Index(fields=["process", "id"], name="news_of_process_idx")]

    def __str__(self) -> str:
        return f"{self.process_id}: {self.contribution_id or self.version_id}"


class Follow(models.Model):
    """That a person wants to hear of a paragraph, a chapter, the draft or the whole process.

    How often, and whether by mail at all, is the person's choice in the settings (`telling.subjects.FOLLOWED`).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows")
    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="follows")
    target_kind = models.CharField(_("about"), max_length=10, choices=TargetKind.choices)
    lineage = models.CharField(_("lineage"), max_length=64, blank=True)
    #: Key of the last `News` of the process this person was told of, or that was there before.
    told_upto = models.PositiveBigIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("followed part")
        verbose_name_plural = _("followed parts")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "process", "target_kind", "lineage"], name="follow_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} → {self.process_id} {self.target_kind} {self.lineage}"
