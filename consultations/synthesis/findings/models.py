"""Every text a finding has had."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consultations.synthesis.models import ActionField, Finding


class FindingVersion(models.Model):
    """Title, summary and action field of a finding as somebody saved them.

    The newest one is what the team works on. The public reads `Finding.title` and `summary`; of a published finding
    these change only when a newer version is released, so that no unreleased word gets out.
    """

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"))
    action_field = models.ForeignKey(ActionField, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_machine_drafted = models.BooleanField(_("drafted with a language model"), default=False)
    #: Who wrote title and summary as they are in this version; somebody else releases it.
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField(_("saved"), auto_now_add=True)
    released_at = models.DateTimeField(_("released"), null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Keys of the segments the finding rested on when this version was released last.
    released_segments = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("text of a finding")
        verbose_name_plural = _("texts of findings")
        ordering = ["finding", "number"]
        constraints = [models.UniqueConstraint(fields=["finding", "number"], name="finding_version_once")]

    def __str__(self) -> str:
        return f"{self.finding_id}/{self.number}"
