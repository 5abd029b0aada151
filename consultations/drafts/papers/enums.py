"""Formats and states of papers."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PaperFormat(TextChoices):
    """The formats a paper is offered in; the value is the ending of its file name."""

    PDF = "pdf", "PDF"
    DOCX = "docx", _("Word (DOCX)")

    @property
    def content_type(self) -> str:
        if self is PaperFormat.PDF:
            return "application/pdf"
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
