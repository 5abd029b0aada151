"""Which networks were invited to a process, which meetings discussed it, and what they said."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consultations.contributions.recording.models import Statement
from consultations.process.models import Process


class NetworkInvitation(models.Model):
    """That a network was invited to a process as a whole."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="invited_networks")
    network = models.ForeignKey("regions.Network", on_delete=models.CASCADE, related_name="+")
    text = models.TextField(_("text of the invitation"))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_at = models.DateTimeField(_("invited"), auto_now_add=True)
    told = models.PositiveIntegerField(_("members that were written to"), default=0)
    #: The outbox forgets what it delivered after a week; whoever was written to must not be a second time.
    told_members = models.ManyToManyField("regions.NetworkMember", related_name="+", blank=True)

    class Meta:
        verbose_name = _("invitation of a network")
        verbose_name_plural = _("invitations of networks")
        ordering = ["invited_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["process", "network"], name="network_invited_once")]

    def __str__(self) -> str:
        return f"{self.network_id} → {self.process_id}"


class DraftDiscussion(models.Model):
    """That a meeting of a network discusses a process or its draft."""

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="network_discussions")
    meeting = models.ForeignKey("regions.NetworkMeeting", on_delete=models.PROTECT, related_name="discussions")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("discussion at a meeting")
        verbose_name_plural = _("discussions at meetings")
        ordering = ["added_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["process", "meeting"], name="discussed_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} → {self.process_id}"


class NetworkPosition(models.Model):
    """What a network said at a meeting: a statement whose contributions are answered like all others."""

    discussion = models.ForeignKey(DraftDiscussion, on_delete=models.PROTECT, related_name="positions")
    statement = models.OneToOneField(Statement, on_delete=models.PROTECT, related_name="network_position")

    class Meta:
        verbose_name = _("position of a network")
        verbose_name_plural = _("positions of networks")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.discussion_id}: {self.statement_id}"
