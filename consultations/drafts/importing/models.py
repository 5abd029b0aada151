"""A read file that waits for confirmation."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consultations.drafts.models import Draft

#: So long a preview waits; after that the file is uploaded again.
KEPT_FOR = timedelta(hours=24)


def in_a_day():
    return timezone.now() + KEPT_FOR


class DraftImport(models.Model):
    """What was read from a file, and how it matches the working copy, until the editor applies or discards it.

    It is kept on the server so that what the editor confirms is what they saw. Nothing else refers to it.
    """

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="imports")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires"), default=in_a_day)
    file_name = models.CharField(_("file"), max_length=200)
    # The revision of the working copy the matches were made with; None when it had none.
    base_revision = models.PositiveBigIntegerField(null=True, blank=True)
    # `ImportedDraft.as_json()`.
    structure = models.JSONField()
    # {"chapters": {…}, "paragraphs": {…}}, each {"sure": {"3": lineage}, "doubtful": {"5": [lineage, …]}}; keys are
    # positions in the structure.
    matches = models.JSONField()

    class Meta:
        verbose_name = _("import of a draft")
        verbose_name_plural = _("imports of drafts")
        constraints = [models.UniqueConstraint(fields=["draft", "created_by"], name="one_import_per_person")]

    def __str__(self) -> str:
        return self.file_name
