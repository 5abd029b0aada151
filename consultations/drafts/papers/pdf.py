"""Papers as PDF/UA: data into the Typst files beside this one."""

from pathlib import Path

from consultations.drafts.papers.content import Data
from frontend.typesetting import typeset

_TEMPLATES = Path(__file__).with_name("typst")


def draft_pdf(data: Data) -> bytes:
    """A version, see `content.draft_content`."""
    return typeset(_TEMPLATES / "draft.typ", data)


def comparison_pdf(data: Data) -> bytes:
    """Two versions side by side, see `comparison.comparison_content`."""
    return typeset(_TEMPLATES / "comparison.typ", data)
