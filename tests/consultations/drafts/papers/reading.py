"""Addresses of papers, and readers of both formats."""

from io import BytesIO

from django.urls import reverse
from docx import Document
from pypdf import PdfReader

#: Whatever Typst, Word or HTML could take for an order.
HOSTILE = (
    '#panic("x") *fett* _kursiv_ @quelle $x^2$ \\ `code` <marke> #import "/etc/passwd": * ] [ } { ~ -- "Zitat" '
    "// Kommentar /* */ = keine Überschrift &amp; <script>alert(1)</script> {{ 7*7 }}"
)


def paper_url(process, number=1, ending="pdf"):
    return reverse("drafts:paper", args=[process.slug, number, ending])


def comparison_url(process, ending="pdf", query="?von=1&bis=2"):
    return reverse("drafts:comparison_paper", args=[process.slug, ending]) + query


def pdf_of(content: bytes) -> PdfReader:
    return PdfReader(BytesIO(content))


def text_of(reader: PdfReader) -> str:
    """All text of a PDF on one line, words broken at the end of a line put together."""
    pages = "\n".join(page.extract_text() for page in reader.pages)
    return " ".join(pages.replace("-\n", "").replace("\u00ad\n", "").split())


def docx_of(content: bytes):
    return Document(BytesIO(content))


def tags_of(reader: PdfReader) -> list[tuple[str, dict]]:
    """Types of the structure elements of a tagged PDF in reading order, each with its element."""
    found = []

    def walk(node):
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for part in node:
                walk(part)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append((node["/S"], node))
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found
