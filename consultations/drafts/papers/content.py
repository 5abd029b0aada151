"""What a paper says, as plain data that both formats read: no markup, no models, all words in German.

The text of a draft is German, so is everything around it, whatever language a visitor reads the site in. And as a paper
is made once for everybody, nothing in it may depend on who asked for it first.
"""

import hashlib
import json
import re
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations.drafts import queries
from consultations.drafts.enums import ParagraphType
from consultations.drafts.models import DraftVersion, Paragraph, Section
from consultations.drafts.papers.pictures import Space, figures_of, files_of
from consultations.drafts.papers.tables import table_data
from consultations.drafts.tables import Table, has_table, parts_of

#: Raise it when papers look or say otherwise than before: those already made are then made anew when asked for.
LAYOUT = 3

LANGUAGE = "de"

#: Texts of more characters may go on on the next page; shorter ones stay together.
LONG = 1200

#: Pictures take the width of the text; those of goals and measures stand within their border.
_SPACE, _SPACE_SET_APART = Space(147, 120), Space(138, 120)

_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")

Data = dict[str, Any]

#: What no document can hold: control characters but tab and line break, overrides of the direction, non-characters.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\ufeff\ufffe\uffff]")


def draft_key(version: DraftVersion) -> str:
    """What the paper of a version is made from, without reading it: its parts are frozen."""
    with translation.override(LANGUAGE):
        return digest([LAYOUT, _frame(version)])


def draft_content(version: DraftVersion) -> Data:
    """A version with chapters, paragraphs and the files of its pictures (`files`: bytes by key); three queries."""
    with translation.override(LANGUAGE):
        chapters = [_chapter(section) for section in queries.outline(version)]
        figures = [
            figure for chapter in chapters for paragraph in chapter["paragraphs"] for figure in paragraph["figures"]
        ]
        return printable(_frame(version) | {"chapters": chapters}) | {"files": files_of([version], figures)}


def digest(value: Any) -> str:
    """A key for data: the same as long as the data is."""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def printable(value: Any) -> Any:
    """Data with every text freed of characters that no document can hold."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value)
    if isinstance(value, dict):
        return {name: printable(part) for name, part in value.items()}
    if isinstance(value, list):
        return [printable(part) for part in value]
    return value


def frame_of(version: DraftVersion, *, title: str, head_end: str) -> Data:
    """What stands around every paper: metadata, head and foot, the notice of a demonstration."""
    process = version.draft.process
    published = timezone.localtime(version.published_at)
    address = absolute(version.draft.get_absolute_url())
    return {
        "meta": {
            "title": f"{title} – {head_end}",
            "author": process.initiator_name,
            "description": process.title,
            "day": [published.year, published.month, published.day],
            "head": process.short_title,
            "head_end": head_end,
        },
        "process": process.title,
        "notice": process.demo_notice,
        "where": {"url": address},
        "title": title,
    }


def absolute(path: str) -> str:
    """A path of this site as an address that works on paper."""
    return f"{settings.BASE_URL}{path}"


def day_of(version: DraftVersion) -> str:
    return date_format(timezone.localtime(version.published_at), "DATE_FORMAT")


def typed_parts(text: str) -> list[list[str]]:
    """A typed text as paragraphs of lines: a blank line parts paragraphs, a line break stays."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return [part.split("\n") for part in _BLANK_LINES.split(text) if part.strip()]


def facts_of(paragraph: Paragraph) -> list[dict[str, str]]:
    """Who is responsible for a measure, when, and how it is measured, as far as it is told."""
    rows = [
        (_("Responsible"), paragraph.responsible),
        (_("Period"), paragraph.period),
        (_("Indicator"), paragraph.indicator),
    ]
    if paragraph.type != ParagraphType.MEASURE:
        return []
    return [{"label": label, "value": value} for label, value in rows if value]


def label_of(paragraph: Paragraph) -> str:
    """What a goal or measure is called above its text; empty for running text."""
    if paragraph.type == ParagraphType.TEXT:
        return ""
    code = paragraph.code if paragraph.type == ParagraphType.MEASURE else ""
    return f"{paragraph.get_type_display()} {code}".strip()


def _parts(text: str) -> list[Data]:
    """The text of a paragraph as `lines` and tables (`table`)."""
    found: list[Data] = []
    for part in parts_of(text):
        if isinstance(part, Table):
            found.append({"table": table_data(part)})
        else:
            found += [{"lines": lines} for lines in typed_parts(part)]
    return found


def _frame(version: DraftVersion) -> Data:
    data = frame_of(version, title=version.draft.title, head_end=version.label)
    data |= {
        "label": version.label,
        "day": _("published on %(day)s") % {"day": day_of(version)},
        "note": typed_parts(version.note),
        "words": {
            "page": _("Page {page} of {pages}"),
            "contents": _("Contents"),
            "note": _("Note on this version"),
            "where": _("Read and comment"),
            "where_text": _(
                "You find this draft on the internet. There you read until when you can take part, and what others say:"
            ),
        },
    }
    return data


def _chapter(section: Section) -> Data:
    return {
        "number": section.number,
        "title": section.title,
        "paragraphs": [_paragraph(paragraph) for paragraph in section.paragraphs.all()],
    }


def _paragraph(paragraph: Paragraph) -> Data:
    return {
        "number": paragraph.number,
        "type": str(paragraph.type),
        "label": label_of(paragraph),
        "parts": _parts(paragraph.text),
        "figures": figures_of(paragraph.images, _SPACE if paragraph.type == ParagraphType.TEXT else _SPACE_SET_APART),
        "facts": facts_of(paragraph),
        # With a picture or a table it may be longer than a page.
        "is_long": len(paragraph.text) > LONG or bool(paragraph.images) or has_table(paragraph.text),
    }
