"""From blocks to chapters and numbered paragraphs.

A draft knows chapters and, in them, paragraphs; documents nest headings deeper. Every heading with text of its own
becomes a chapter, so the lowest heading that still carries text decides (in a law the "§"), and the headings above it
stand before its title: "Abschnitt 1 › § 3 Ziel". That way nothing of the structure is lost, and a paragraph's chapter
reads the same whether or not the chapters around it change. A single heading of the top level is the document's title.
"""

import re
from collections import Counter
from itertools import zip_longest

from django.utils.translation import gettext as _

from consultations.drafts.importing.neutral import (
    Block,
    FoundImage,
    ImportedChapter,
    ImportedDraft,
    ReadDocument,
    clean_text,
)
from consultations.drafts.importing.tables import with_caption

TITLE_LENGTH = 250
#: Room for the alternative text and the caption of an image.
WORDS_LENGTH = 500
SEPARATOR = " › "
#: Headings deeper than this below the top become ordinary text: a chapter for each would tear the text apart.
MAX_HEADING_DEPTH = 4

_DECIMAL = re.compile(r"^(?P<number>\d{1,2}(?:\.\d{1,2})*)(?P<end>[.):]?)\s+(?=\S)")
_TYPED_HEADING = re.compile(
    r"^(?:(?P<part>Teil|Kapitel|Handlungsfeld)|(?P<section>Abschnitt)|(?P<clause>§|Artikel|Anlage)"
    r"|(?P<number>\d{1,2}(?:\.\d{1,2})*)\.?)\s*(?=\S)"
)
#: Items that are paragraphs of their own: "(2)" in a law, "3.1" in a text numbered throughout.
_OWN_PARAGRAPH = re.compile(r"^(?:\(\d+[a-z]?\)|\d+(?:\.\d+)+\.?)$")


def build(document: ReadDocument, fallback_title: str) -> ImportedDraft:
    """Chapters and paragraphs of a document. `fallback_title` names the chapter of text without any heading."""
    notes = Counter(document.notes)
    blocks = _with_captions([block for block in map(_clean, document.blocks) if block.text or block.images])
    if not any(block.kind == "heading" for block in blocks):
        blocks = [_recognise(block, notes) for block in blocks]
    _drop_numbers(blocks, notes)
    title, blocks = _take_title(blocks)
    chapters = _chapters(_limit_depth(blocks, notes), title or fallback_title)
    return ImportedDraft(title, chapters, {key: count for key, count in notes.items() if count})


def _clean(block: Block) -> Block:
    """The block without control characters and needless spaces; line breaks stay. Tables are clean already."""
    block.text = block.text if block.table else clean_text(block.text)
    block.footnotes = [clean_text(note) for note in block.footnotes]
    for image in block.images:
        image.alt = " ".join(clean_text(image.alt).split())[:WORDS_LENGTH]
        image.caption = " ".join(clean_text(image.caption).split())[:WORDS_LENGTH]
    if block.kind in {"title", "heading"}:
        block.text = " ".join(f"{block.marker} {block.text}".split())
    return block


def _with_captions(blocks: list[Block]) -> list[Block]:
    """The blocks with captions at their tables and images; a caption of neither is text."""
    found: list[Block] = []
    for block, following in zip_longest(blocks, blocks[1:]):
        if block.kind == "caption":
            words = " ".join(f"{block.marker} {block.text}".split())
            if _give_caption(words, found[-1] if found else None, block, following):
                block.text = block.marker = ""
            block.kind = "text"
        if block.text or block.images or block.footnotes:
            found.append(block)
    return found


def _give_caption(words: str, before: Block | None, own: Block, following: Block | None) -> bool:
    """Give a caption to what it belongs to: the table below it, its image or the one before, the table before."""
    holder = own if own.images else before
    image = holder.images[-1] if holder and holder.images and not holder.table else None
    is_of_table = image is None or image.caption or words.lower().startswith("tab")
    if is_of_table and following is not None and following.table and not following.table.caption:
        with_caption(following, words)
    elif image is not None and not image.caption:
        image.caption = words[:WORDS_LENGTH]
    elif before is not None and before.table and not before.table.caption:
        with_caption(before, words)
    else:
        return False
    return True


def _recognise(block: Block, notes: Counter) -> Block:
    """A heading that was only typed as one, e.g. "1.2 Ziele" or a bold "§ 3 Ziel"; other blocks as they are."""
    text = f"{block.marker} {block.text}".strip()
    found = _TYPED_HEADING.match(text)
    if block.kind not in {"text", "item"} or not found or len(text) > 150 or text.endswith((".", ";", ":", ",")):
        return block
    number = found["number"] or ""
    if not block.bold and "." not in number:
        return block
    notes["headings_recognised"] += 1
    level = 1 if found["part"] else 2 if found["section"] else 3 if found["clause"] else number.count(".") + 1
    return Block("heading", text, level=level, footnotes=block.footnotes)


def _drop_numbers(blocks: list[Block], notes: Counter) -> None:
    """Take "1.2" away from headings: the software numbers chapters itself. "§ 3" and "Abschnitt 1" are names and stay.

    A single number without a dot may be part of the title ("5 Ziele"), so it goes only where most headings have one.
    """
    headings = [block for block in blocks if block.kind == "heading"]
    numbered = [block for block in headings if _DECIMAL.match(block.text)]
    for block in numbered:
        found = _DECIMAL.match(block.text)
        if "." in found["number"] or found["end"] or block.marker or 2 * len(numbered) > len(headings):
            block.text = block.text[found.end() :]
            notes["heading_numbers"] += 1


def _take_title(blocks: list[Block]) -> tuple[str, list[Block]]:
    """The document's title and the blocks without it: a title block, or the only heading of the top level."""
    titles = [block for block in blocks if block.kind == "title"]
    headings = [block for block in blocks if block.kind == "heading"]
    if titles:
        rest = [block for block in blocks if block.kind != "title"]
        return " ".join(block.text for block in titles), rest
    top = min((block.level for block in headings), default=0)
    first = [block for block in headings if block.level == top]
    if len(headings) > 1 and len(first) == 1 and headings[0] is first[0]:
        return first[0].text, [block for block in blocks if block is not first[0]]
    return "", blocks


def _limit_depth(blocks: list[Block], notes: Counter) -> list[Block]:
    """Headings below the fourth level as text."""
    levels = sorted({block.level for block in blocks if block.kind == "heading"})
    deep = set(levels[MAX_HEADING_DEPTH:])
    for block in blocks:
        if block.kind == "heading" and block.level in deep:
            block.kind, block.bold = "text", True
            notes["deep_headings"] += 1
    return blocks


def _chapters(blocks: list[Block], fallback_title: str) -> list[ImportedChapter]:
    """Chapters in reading order. A heading right above a lower one only stands before the titles of those below."""
    gathered: list[tuple[str, list[list[Block]]]] = []
    path: list[Block] = []
    waiting: list[FoundImage] = []
    for block, following in zip_longest(blocks, blocks[1:]):
        if block.kind != "heading":
            if not gathered:
                gathered.append((fallback_title[:TITLE_LENGTH], []))
            block.images, waiting = waiting + block.images, []
            _add(gathered[-1][1], block)
            continue
        waiting += block.images
        path = [above for above in path if above.level < block.level] + [block]
        opens_part = following is not None and following.kind == "heading" and following.level > block.level
        if not opens_part or block.footnotes:
            notes = [[Block("text", "", footnotes=block.footnotes)]] if block.footnotes else []
            gathered.append((_title(path), notes))
    if waiting and gathered:
        _add(gathered[-1][1], Block("text", "", images=waiting))
    return [_chapter(title, paragraphs) for title, paragraphs in gathered]


def _chapter(title: str, paragraphs: list[list[Block]]) -> ImportedChapter:
    """A chapter of gathered blocks. A paragraph that is nothing but an image is called what the image is called."""
    chapter = ImportedChapter(title)
    for parts in paragraphs:
        images = [image for block in parts for image in block.images]
        if images:
            chapter.images[str(len(chapter.paragraphs))] = images
        text = _text(parts) or next((words for i in images for words in (i.caption, i.alt) if words), _("Image"))
        chapter.paragraphs.append(text)
    return chapter


def _title(path: list[Block]) -> str:
    """The heading with those above it before it; what is too long is cut from the outermost."""
    own = path[-1].text[:TITLE_LENGTH]
    above = SEPARATOR.join(block.text for block in path[:-1])
    if not above:
        return own
    room = TITLE_LENGTH - len(own) - len(SEPARATOR)
    if room < 12:
        return own
    return (above if len(above) <= room else above[: room - 1].rstrip() + "…") + SEPARATOR + own


def _add(paragraphs: list[list[Block]], block: Block) -> None:
    """Begin a paragraph, or go on with the one that introduces a list or a term."""
    if paragraphs and (not block.text or not any(part.text for part in paragraphs[-1])):
        # An image belongs to the paragraph before it, or to the one after it at the beginning of a chapter.
        paragraphs[-1].append(block)
        return
    starts = block.kind in {"text", "table", "term"} or (block.level == 0 and _OWN_PARAGRAPH.match(block.marker))
    if starts or not paragraphs or paragraphs[-1][-1].kind == "table":
        paragraphs.append([block])
    else:
        paragraphs[-1].append(block)


def _text(parts: list[Block]) -> str:
    """Lines of a paragraph, the footnotes last."""
    lines: list[str] = []
    for block in parts:
        text = f"{block.marker} {block.text}".strip()
        if block.kind == "definition" and lines:
            lines[-1] = f"{lines[-1]}: {text}"
        else:
            lines.append(text)
    lines += [note for block in parts for note in block.footnotes]
    return "\n".join(line for line in lines if line)
