"""What a language model was asked for, and what it said: kept, so that everybody can check how a text came about."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.synthesis.drafting.enums import RunState
from consultations.synthesis.models import Finding

#: A draft nobody finished by then is given up, so that another one can be asked for.
GIVEN_UP_AFTER = timedelta(minutes=30)
UNDER_WAY = (RunState.WAITING, RunState.RUNNING)


class DraftRun(models.Model):
    """One draft of a finding's summary by the language model: what was asked about which segments, what came back.

    The prompt is kept without the contributions' words: these stand in the segments, and may be withdrawn there.
    `accepted` and `dropped` are lists of sentences: {"text", "citations": [{"segment", "quote"}], "reason"}.
    """

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="draft_runs")
    state = models.CharField(_("state"), max_length=8, choices=RunState.choices, default=RunState.WAITING)
    model = models.CharField(_("model"), max_length=200, blank=True)
    prompt = models.TextField(_("prompt"), blank=True)
    segments_sent = models.JSONField(default=list, blank=True)
    segments_done = models.PositiveIntegerField(_("passages worked on"), default=0)
    raw_output = models.TextField(_("output"), blank=True)
    accepted = models.JSONField(default=list, blank=True)
    dropped = models.JSONField(default=list, blank=True)
    uncited = models.JSONField(default=list, blank=True)
    failure = models.CharField(_("failure"), max_length=300, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    #: When a worker took it, and when it was done or failed.
    claimed_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    adopted_at = models.DateTimeField(_("taken over"), null=True, blank=True)

    class Meta:
        verbose_name = _("draft by the language model")
        verbose_name_plural = _("drafts by the language model")
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding"],
                condition=models.Q(state__in=[RunState.WAITING, RunState.RUNNING]),
                name="one_draft_run_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.finding}: {self.get_state_display()}"

    @property
    def is_working(self) -> bool:
        """Whether something may still come of it; a run nobody finished in time stops nobody."""
        return self.state in UNDER_WAY and self.started_at > timezone.now() - GIVEN_UP_AFTER

    @property
    def is_given_up(self) -> bool:
        """Whether its worker died, or none ever took it."""
        return self.state in UNDER_WAY and not self.is_working
