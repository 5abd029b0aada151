"""Documents of statements: the PDF of a released one, made once; files of one in preparation, made when asked for."""

import hashlib
import logging
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from django.db.models import Q
from django.utils import timezone

from consultations.contributions.statements.content import Data
from consultations.contributions.statements.models import StatementPaper
from consultations.drafts.papers.docx_parts import new_document
from consultations.drafts.papers.pdf import TEMPLATES
from frontend.typesetting import typeset

logger = logging.getLogger(__name__)

_TEMPLATE = Path(__file__).with_name("typst") / "statement.typ"

#: A worker that has not delivered by then is taken for dead. Longer than any statement takes.
CLAIM_HELD = timedelta(minutes=5)
#: After a failure the next try waits so long.
PAUSE_AFTER_FAILURE = timedelta(minutes=10)


def statement_pdf(data: Data) -> bytes:
    """The statement as PDF/UA-1."""
    return typeset(_TEMPLATE, data, shared=TEMPLATES)


def statement_docx(data: Data) -> bytes:
    """The statement as a Word document, for whoever works on with it."""
    document = new_document(data)
    words = data["words"]
    document.add_paragraph(f"{data['title']}: {data['organisation']}", style="Title")
    document.add_paragraph(f"{words['about']} {data['process']}")
    for row in data["facts"]:
        document.add_paragraph(f"{row['label']}: {row['value']}")
    _add_section(document, words["introduction"], data["introduction"])
    for chapter in data["chapters"]:
        document.add_heading(chapter["title"], level=1)
        for item in chapter["items"]:
            document.add_heading(f"{item['place']} – {item['kind']}", level=2)
            if item["title"]:
                document.add_paragraph().add_run(item["title"]).bold = True
            _add_parts(document, item["text"])
            if item["wording"]:
                document.add_paragraph().add_run(words["wording"]).bold = True
                _add_parts(document, item["wording"])
            if item["backings"]:
                document.add_paragraph(f"{words['backings']} {'; '.join(item['backings'])}")
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _add_section(document, title: str, parts: list[list[str]]) -> None:
    if parts:
        document.add_heading(title, level=1)
        _add_parts(document, parts)


def _add_parts(document, parts: list[list[str]]) -> None:
    for part in parts:
        document.add_paragraph("\n".join(part))


def start(pk: int) -> None:
    """Ask a worker for the document. A broker that is down is no error: the sweep finds what was not made."""
    from consultations.contributions.statements.tasks import make_paper

    try:
        make_paper.delay(pk)
    except Exception:  # every broker has exceptions of its own
        logger.warning("The broker did not take the document of statement %s; the sweep will.", pk)


def make(pk: int) -> bool:
    """Make the PDF of a released statement unless it is there, or somebody else is at it; returns whether it was made.

    It is made of what was fixed at the release, so that it says the same whenever a worker gets to it, and it is never
    made again. The claim of a dead worker expires.
    """
    now = timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_HELD)
    if not StatementPaper.objects.filter(free, pk=pk, made_at=None).update(claimed_at=now):
        return False
    mine = StatementPaper.objects.filter(pk=pk, claimed_at=now, made_at=None)
    try:
        pdf = statement_pdf(mine.get().content)
    except Exception:
        logger.exception("The document of statement %s could not be made.", pk)
        mine.update(claimed_at=None, failed_at=timezone.now())
        return False
    return bool(
        mine.update(
            pdf=pdf,
            size=len(pdf),
            sha256=hashlib.sha256(pdf).hexdigest(),
            made_at=timezone.now(),
            claimed_at=None,
            failed_at=None,
        )
    )


def sweep() -> int:
    """Make what a dead worker or broker left behind; returns how many."""
    now = timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM_HELD)
    rested = Q(failed_at=None) | Q(failed_at__lt=now - PAUSE_AFTER_FAILURE)
    waiting = StatementPaper.objects.filter(free & rested, made_at=None).order_by("pk")
    return sum(make(pk) for pk in waiting.values_list("pk", flat=True)[:50])
