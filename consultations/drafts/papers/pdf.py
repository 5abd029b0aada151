"""Papers as PDF/UA: data into the Typst files beside this one."""

from pathlib import Path

from consultations.drafts.papers.content import Data
from consultations.drafts.papers.pictures import ending_of
from frontend.typesetting import typeset

#: The Typst files of the papers; `frame.typ` is shared with documents of features above.
TEMPLATES = Path(__file__).with_name("typst")


def draft_pdf(data: Data) -> bytes:
    """A version, see `content.draft_content`."""
    return _typeset("draft.typ", data)


def comparison_pdf(data: Data) -> bytes:
    """Two versions side by side, see `comparison.comparison_content`."""
    return _typeset("comparison.typ", data)


def _typeset(template: str, data: Data) -> bytes:
    """Pictures go as files, and the data names them by `pictures` (key to name of the file)."""
    names = {key: f"{key}.{ending_of(file)}" for key, file in data["files"].items()}
    texts = {name: value for name, value in data.items() if name != "files"} | {"pictures": names}
    return typeset(TEMPLATES / template, texts, files={names[key]: file for key, file in data["files"].items()})
