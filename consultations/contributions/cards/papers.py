"""Making the documentation of a conference: once for each state of its content.

The documentation changes after the confirmation too: each card appears as soon as it is released. So the key is made of
all that would be printed. A usual one is made while the visitor waits, one with many cards or photos by a worker.
"""

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from consultations.conferences.models import Conference
from consultations.contributions.cards.content import MADE_AT_ONCE, Content, content_of
from consultations.contributions.cards.models import RecordPaper
from consultations.contributions.cards.pdf import record_pdf
from frontend.made_once import ask_worker, claim, may_ask

logger = logging.getLogger(__name__)


def paper_for_reading(conference: Conference) -> tuple[RecordPaper, bool]:
    """The documentation, and whether it says what is public now. If not it is made, or a worker is asked for it.

    The caller has made sure that the record may be read.
    """
    content = content_of(conference)
    paper, _created = RecordPaper.objects.get_or_create(conference=conference)
    if paper.key != content.key and not paper.has_failed:
        if content.size <= MADE_AT_ONCE:
            make(paper.pk)
        elif may_ask(RecordPaper.objects.filter(pk=paper.pk)):
            transaction.on_commit(lambda: start(paper.pk), robust=True)
        paper = RecordPaper.objects.get(pk=paper.pk)
    return paper, paper.key == content.key


def start(pk: int) -> None:
    """Ask a worker for a documentation; if none hears, the next visitor's click asks again."""
    from consultations.contributions.cards.tasks import make_record_paper

    ask_worker(make_record_paper, pk)


def make(pk: int) -> bool:
    """Make a documentation unless it is there, or somebody else is at it. Returns whether it was made now.

    A failure is written down and logged, not raised: its next try waits.
    """
    claimed_at = claim(RecordPaper.objects.filter(pk=pk))
    if claimed_at is None:
        return False
    mine = RecordPaper.objects.filter(pk=pk, claimed_at=claimed_at)
    try:
        return _make(mine, claimed_at)
    except Exception:
        logger.exception("Documentation %s could not be made.", pk)
        mine.update(claimed_at=None, failed_at=timezone.now())
        return False


def _make(mine, claimed_at: datetime) -> bool:
    paper = mine.defer("content").select_related("conference__process", "conference__region").get()
    conference = paper.conference
    # Before setting: what changes meanwhile makes the next request make it anew.
    content: Content = content_of(conference)
    if not conference.record_is_public or paper.key == content.key:
        mine.update(claimed_at=None, asked_at=None)
        return False
    pdf = record_pdf(content)
    values = {"key": content.key, "content": pdf, "size": len(pdf), "made_at": timezone.now()}
    # One update: there is never half a file. Nothing happens when the claim expired and another one took it.
    return bool(mine.update(**values, claimed_at=None, asked_at=None, failed_at=None))
