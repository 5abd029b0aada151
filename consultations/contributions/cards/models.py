"""The documentation of a conference, kept so that it is made once."""

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.conferences.models import Conference

#: A worker that has not delivered by then is taken for dead. Longer than any documentation takes.
CLAIM_HELD = timedelta(minutes=5)
#: So long one request to a worker stands before the next visitor's click may send another.
ASKED_HELD = timedelta(minutes=1)
#: After a failure the next try waits so long.
PAUSE_AFTER_FAILURE = timedelta(minutes=10)


class RecordPaper(models.Model):
    """The documentation of a conference as PDF, made once for each state of its content.

    `key` says what it was made from; the content is written with it in one update, so there is never half a file.
    """

    conference = models.OneToOneField(Conference, on_delete=models.CASCADE, related_name="record_paper")
    key = models.CharField(max_length=64, blank=True)
    content = models.BinaryField(blank=True, default=b"")
    size = models.PositiveIntegerField(_("size"), default=0)
    made_at = models.DateTimeField(_("made"), null=True, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("documentation as PDF")
        verbose_name_plural = _("documentations as PDF")

    def __str__(self) -> str:
        return str(self.conference)

    @property
    def has_failed(self) -> bool:
        """Whether the last try failed, so recently that the next one waits."""
        return self.failed_at is not None and self.failed_at > timezone.now() - PAUSE_AFTER_FAILURE
