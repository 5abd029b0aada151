"""Made files, kept so that each is made once."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consultations.drafts.models import DraftVersion
from consultations.drafts.papers.enums import PaperFormat
from frontend.made_once import MadeOnce


class Paper(MadeOnce):
    """A published version, or with `since` its comparison with an earlier one, as a file of one format.

    The content is kept in the database: a paper is some hundred kilobytes, with many pictures some megabytes, there are
    few of them, and so it is there
    completely or not at all, is deleted with its version, and leaves by no other door than the view.

    `key` says what the content was made from; when that is another one now (a cause was published, the process was
    renamed) the paper is made anew in the same row.
    """

    version = models.ForeignKey(DraftVersion, on_delete=models.CASCADE, related_name="papers")
    since = models.ForeignKey(DraftVersion, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    format = models.CharField(_("format"), max_length=4, choices=PaperFormat.choices)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "format"], condition=Q(since__isnull=True), name="paper_of_version_once"
            ),
            models.UniqueConstraint(fields=["version", "since", "format"], name="paper_of_comparison_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version} ({self.get_format_display()})"
