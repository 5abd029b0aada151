"""The documentation of a conference as PDF/UA-1."""

from pathlib import Path

from consultations.contributions.cards.content import Content
from consultations.drafts.papers.pdf import TEMPLATES
from frontend.typesetting import typeset

_TEMPLATE = Path(__file__).with_name("typst") / "record.typ"


def record_pdf(content: Content) -> bytes:
    """Set the documentation; photos go as files that the data names."""
    names = {key: f"{key}.jpg" for key in content.photos}
    files = {names[key]: read() for key, read in content.photos.items()}
    return typeset(_TEMPLATE, {**content.data, "pictures": names}, files=files, shared=TEMPLATES)
