"""Making the documentation of a conference: once for each state of its content.

The documentation changes after the confirmation too: each card appears as soon as it is released. So the key is made of
all that would be printed. A usual one is made while the visitor waits, one with many cards or photos by a worker.
"""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from consultations.conferences.models import Conference
from consultations.contributions.cards.content import MADE_AT_ONCE, Content, content_of
from consultations.contributions.cards.models import ASKED_HELD, CLAIM_HELD, RecordPaper
from consultations.contributions.cards.pdf import record_pdf

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
        elif _may_ask(paper):
            transaction.on_commit(lambda: start(paper.pk), robust=True)
        paper = RecordPaper.objects.get(pk=paper.pk)
    return paper, paper.key == content.key


def start(pk: int) -> None:
    """Ask a worker for a documentation. A broker that is down is no error: the next visitor's click asks again."""
    from consultations.contributions.cards.tasks import make_record_paper

    try:
        make_record_paper.delay(pk)
    except Exception:  # every broker has exceptions of its own
        logger.warning("The broker did not take documentation %s; it is made when somebody asks for it.", pk)


def make(pk: int) -> bool:
    """Make a documentation unless it is there, or somebody else is at it. Returns whether it was made now.

    The row is claimed by one conditional update, so that two workers or two visitors make one file; the claim of a dead
    worker expires. A failure is written down and logged, not raised: its next try waits.
    """
    claimed_at = timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=claimed_at - CLAIM_HELD)
    if not RecordPaper.objects.filter(free, pk=pk).update(claimed_at=claimed_at):
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


def _may_ask(paper: RecordPaper) -> bool:
    """Whether a worker is to be asked now: nobody did a moment ago, and none is at it."""
    now = timezone.now()
    asked = Q(asked_at=None) | Q(asked_at__lt=now - ASKED_HELD)
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_HELD)
    return bool(RecordPaper.objects.filter(asked, free, pk=paper.pk).update(asked_at=now))
