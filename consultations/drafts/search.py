"""Search in the text of a version.

The text is compared in Python, not in the database: SQLite knows capital letters of the Latin alphabet only, so that it
would not find "Übergang" for "übergang", and what was found has to be marked letter by letter anyhow.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from consultations.drafts.models import Paragraph, Section
from consultations.drafts.tables import plain

MAX_QUERY = 100
#: So many letters of a long paragraph are shown around what was found.
BEFORE, AROUND = 90, 320

_DETAILS = ("code", "responsible", "period", "indicator")


@dataclass(frozen=True)
class Piece:
    """A stretch of text; `is_hit` when it is what was searched for."""

    text: str
    is_hit: bool


@dataclass(frozen=True)
class Hit:
    """A paragraph, or with `paragraph` None a chapter, that says what was searched for."""

    section: Section
    paragraph: Paragraph | None
    pieces: list[Piece]


def cleaned(query: str) -> str:
    """A search as it comes in an address, without control characters and at most `MAX_QUERY` signs long."""
    printable = "".join(sign if sign.isprintable() else " " for sign in query[: 4 * MAX_QUERY])
    return " ".join(unicodedata.normalize("NFC", printable).split())[:MAX_QUERY].strip()


def search(sections: Sequence[Section], query: str) -> list[Hit]:
    """Chapters and paragraphs that hold every word of a cleaned query, in reading order; the paragraphs are loaded.

    Capital and small letters are the same, ß and ss too. A paragraph is also found by its number.
    """
    terms = [_fold(term)[0] for term in query.split()]
    if not any(terms):
        return []
    hits = []
    for section in sections:
        if _holds(section.title, terms):
            hits.append(Hit(section, None, _marked(section.title, terms)))
        for paragraph in section.paragraphs.all():
            text = _text(paragraph)
            if paragraph.number == query or _holds(text, terms):
                hits.append(Hit(section, paragraph, _excerpt(_marked(text, terms))))
    return hits


def _text(paragraph: Paragraph) -> str:
    """What a reader sees of a paragraph, measures with their facts."""
    details = [getattr(paragraph, name) for name in _DETAILS]
    return unicodedata.normalize("NFC", " · ".join(part for part in (plain(paragraph.text), *details) if part))


def _fold(text: str) -> tuple[str, list[int]]:
    """The text with equal signs for letters that count as equal, and for each sign its place in the text."""
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for part in sign.casefold():
            signs.append(part)
            places.append(place)
    return "".join(signs), places


def _holds(text: str, terms: Iterable[str]) -> bool:
    folded = unicodedata.normalize("NFC", text).casefold()
    return all(term in folded for term in terms)


def _marked(text: str, terms: Iterable[str]) -> list[Piece]:
    """The text in pieces; places where words of the search overlap are one hit."""
    folded, places = _fold(text)
    is_hit = [False] * len(text)
    for term in terms:
        for found in re.finditer(re.escape(term), folded):
            for place in range(places[found.start()], places[found.end() - 1] + 1):
                is_hit[place] = True
    pieces: list[Piece] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or is_hit[place] != is_hit[start]:
            pieces.append(Piece(text[start:place], is_hit[start]))
            start = place
    return pieces


def _excerpt(pieces: list[Piece]) -> list[Piece]:
    """The pieces around the first hit, cut between words."""
    first = next((number for number, piece in enumerate(pieces) if piece.is_hit), 0)
    shown: list[Piece] = []
    if first:
        before = "".join(piece.text for piece in pieces[:first])
        if len(before) > BEFORE:
            before = "… " + before[-BEFORE:].partition(" ")[2]
        shown.append(Piece(before, False))
    room = AROUND
    for piece in pieces[first:]:
        if len(piece.text) > room and not piece.is_hit:
            shown.append(Piece(piece.text[:room].rpartition(" ")[0] + " …", False))
            break
        shown.append(piece)
        room = max(0, room - len(piece.text))
    return shown
