"""The evaluation report as PDF/UA-1."""

from pathlib import Path

from consultations.drafts.papers.pdf import TEMPLATES
from consultations.exports.reports.content import Data
from frontend.typesetting import typeset

_TEMPLATE = Path(__file__).with_name("typst") / "report.typ"


def report_pdf(data: Data) -> bytes:
    """Set the report, see `content.report_content`. Raises TypesettingFailed."""
    texts = {name: value for name, value in data.items() if name != "files"} | {"pictures": {}}
    return typeset(_TEMPLATE, texts, files=data["files"], shared=TEMPLATES)
