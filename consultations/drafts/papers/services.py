"""Making papers: once each, by a worker or, where it takes no time, while the visitor waits.

Measured on two cores: a draft of 54 paragraphs takes 0.2 s as PDF and as DOCX, one of 1,500 paragraphs 2 s as PDF and
2.5 s as DOCX, three times as long on a busy machine. So a short paper that is missing is made in the request, which
needs no worker and no waiting page, and every other one by a worker. When a version is published a worker makes all of
them, so that hardly anybody ever waits.
"""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Sum
from django.db.models.functions import Length
from django.utils import timezone

from consultations.drafts.images.models import VersionImage
from consultations.drafts.models import DraftVersion, Paragraph
from consultations.drafts.papers.comparison import comparison_content, comparison_key
from consultations.drafts.papers.content import draft_content, draft_key
from consultations.drafts.papers.docx import comparison_docx, draft_docx
from consultations.drafts.papers.enums import PaperFormat
from consultations.drafts.papers.models import Paper
from consultations.drafts.papers.pdf import comparison_pdf, draft_pdf
from frontend.made_once import ask_worker, claim, may_ask

logger = logging.getLogger(__name__)

#: Up to so many paragraphs, those of both versions of a comparison together, a paper is made in the request.
MADE_AT_ONCE = 120
#: ... unless these have more characters, four times as many as usual.
MADE_AT_ONCE_CHARACTERS = 200_000
#: ... or more pictures: a large PNG takes up to half a second to be made smaller.
MADE_AT_ONCE_PICTURES = 6

_DRAFT = {PaperFormat.PDF: draft_pdf, PaperFormat.DOCX: draft_docx}
_COMPARISON = {PaperFormat.PDF: comparison_pdf, PaperFormat.DOCX: comparison_docx}


def paper_for_reading(version: DraftVersion, file_format: PaperFormat, *, since: DraftVersion | None = None) -> Paper:
    """The row of a paper; if it is missing it is made when it is short, else a worker is asked for it.

    The caller has made sure that both versions may be read. Sets `is_current` on the row: whether its
    content can be handed out.
    """
    key = _key(version, since)
    paper = _row(version, file_format, since)
    if paper.key != key and not paper.has_failed:
        if _is_short(version, since):
            make(paper.pk)
            paper = Paper.objects.get(pk=paper.pk)
        elif may_ask(Paper.objects.filter(pk=paper.pk)):
            transaction.on_commit(lambda: start(paper.pk), robust=True)
            paper = Paper.objects.defer("content").get(pk=paper.pk)
    paper.is_current = paper.key == key
    return paper


def order_papers(version: DraftVersion) -> None:
    """Have a worker make all papers of a version just published, the comparison with the version before included."""
    pairs = [(version, None)] + ([(version, version.previous)] if version.previous else [])
    for newer, since in pairs:
        for file_format in PaperFormat:
            paper = _row(newer, file_format, since)
            if may_ask(Paper.objects.filter(pk=paper.pk)):
                start(paper.pk)


def start(pk: int) -> None:
    """Ask a worker for a paper; if none hears, the next visitor's click asks again."""
    from consultations.drafts.papers.tasks import make_paper

    ask_worker(make_paper, pk)


def make(pk: int) -> bool:
    """Make a paper unless it is there, or somebody else is at it. Returns whether it was made now.

    A failure is written down and logged, not raised: its next try waits.
    """
    claimed_at = claim(Paper.objects.filter(pk=pk))
    if claimed_at is None:
        return False
    mine = Paper.objects.filter(pk=pk, claimed_at=claimed_at)
    try:
        return _make(mine, claimed_at)
    except Exception:
        logger.exception("Paper %s could not be made.", pk)
        mine.update(claimed_at=None, failed_at=timezone.now())
        return False


def _make(mine, claimed_at: datetime) -> bool:
    paper = mine.defer("content").select_related("version__draft__process", "since__draft__process").get()
    # Before reading: what changes meanwhile makes the file newer than its key, and the next request makes it anew.
    key = _key(paper.version, paper.since)
    if paper.key == key:
        mine.update(claimed_at=None, asked_at=None)
        return False
    file_format = PaperFormat(paper.format)
    if paper.since is None:
        content = _DRAFT[file_format](draft_content(paper.version))
    else:
        content = _COMPARISON[file_format](comparison_content(paper.since, paper.version))
    # One update: there is never half a file. Nothing happens when the claim expired and another one took it.
    return bool(
        mine.update(
            key=key,
            content=content,
            size=len(content),
            made_at=timezone.now(),
            claimed_at=None,
            asked_at=None,
            failed_at=None,
        )
    )


def _key(version: DraftVersion, since: DraftVersion | None) -> str:
    return draft_key(version) if since is None else comparison_key(since, version)


def _row(version: DraftVersion, file_format: PaperFormat, since: DraftVersion | None) -> Paper:
    paper, _created = Paper.objects.defer("content").get_or_create(version=version, since=since, format=file_format)
    return paper


def _is_short(version: DraftVersion, since: DraftVersion | None) -> bool:
    versions = [version.pk] if since is None else [version.pk, since.pk]
    size = Paragraph.objects.filter(version__in=versions).aggregate(rows=Count("pk"), characters=Sum(Length("text")))
    if size["rows"] > MADE_AT_ONCE or (size["characters"] or 0) > MADE_AT_ONCE_CHARACTERS:
        return False
    return VersionImage.objects.filter(version__in=versions).count() <= MADE_AT_ONCE_PICTURES
