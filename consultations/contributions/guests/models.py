"""What is remembered of guests besides their contributions."""

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.process.models import Process


class GuestPassQuerySet(models.QuerySet):
    """Passes by how they were got."""

    def without_proof(self) -> "GuestPassQuerySet":
        return self.filter(challenge__isnull=True)

    def since(self, moment: datetime) -> "GuestPassQuerySet":
        return self.filter(used_at__gt=moment)

    def outdated(self) -> "GuestPassQuerySet":
        """Those nothing asks for any more: their challenge has expired, and the hour that is counted is over."""
        now = timezone.now()
        return self.filter(expires_at__lt=now, used_at__lt=now - timedelta(days=1))


class GuestPass(models.Model):
    """That one contribution of a guest passed the gate against floods: by a proof of work, or without one.

    A challenge is spent once: its unique row refuses the second use, whichever process of the web server it reaches.
    Rows do not say whose contribution it was, and are purged.
    """

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="+")
    challenge = models.CharField(_("spent challenge"), max_length=64, unique=True, null=True, blank=True)
    used_at = models.DateTimeField(default=timezone.now, db_index=True)
    expires_at = models.DateTimeField()

    objects = GuestPassQuerySet.as_manager()

    class Meta:
        verbose_name = _("pass of a guest")
        verbose_name_plural = _("passes of guests")
        indexes = [models.Index(fields=["process", "used_at"], name="guest_pass_process_idx")]

    def __str__(self) -> str:
        return f"{self.process_id}: {self.used_at:%Y-%m-%d %H:%M}"
