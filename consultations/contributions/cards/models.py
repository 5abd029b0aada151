"""The documentation of a conference, kept so that it is made once."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from consultations.conferences.models import Conference
from frontend.made_once import MadeOnce


class RecordPaper(MadeOnce):
    """The documentation of a conference as PDF, made once for each state of its content."""

    conference = models.OneToOneField(Conference, on_delete=models.CASCADE, related_name="record_paper")

    class Meta:
        verbose_name = _("documentation as PDF")
        verbose_name_plural = _("documentations as PDF")

    def __str__(self) -> str:
        return str(self.conference)
