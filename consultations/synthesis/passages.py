"""Passages of a text: pure functions on places `(start, end)`, in characters of the published text.

What they keep together: the passages of an admitted contribution cover every character of its text that is no space.
"""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

Span = tuple[int, int]

#: A sentence ends with its mark and the spaces after it, or with the line.
_SENTENCE = re.compile(r"[^\n]*?(?:[.!?…]+[\"'“”»«)\]]*(?=\s|$)[^\S\n]*|\n\s*|$)")
_WORD = re.compile(r"\S+\s*|\s+")
#: Before a full stop that ends no sentence: a number, one letter, or what German texts shorten.
_NO_END = re.compile(
    r"(?:^|[\s(„\"])(?:\d{1,3}|[^\W\d_]|bzw|ca|ggf|vgl|inkl|Nr|Abs|Art|Dr|Prof|Str|usw|etc|evtl|max|min|bspw)\.\s*$",
    re.IGNORECASE,
)


def is_empty(text: str) -> bool:
    """Whether nothing is said: only spaces and punctuation."""
    return all(character.isspace() or unicodedata.category(character)[0] in "PZC" for character in text)


def trimmed(text: str, span: Span) -> Span | None:
    """The place without spaces at its ends; None when nothing else is there."""
    start, end = max(span[0], 0), min(span[1], len(text))
    part = text[start:end]
    if not part.strip():
        return None
    return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())


def sentences(text: str) -> list[Span]:
    """The sentences of a text in their order, without spaces at their ends; together they cover it."""
    found: list[Span] = []
    begin = position = 0
    while position < len(text):
        match = _SENTENCE.match(text, position)
        position = match.end() if match and match.end() > position else len(text)
        if "\n" not in text[begin:position] and position < len(text) and _NO_END.search(text[begin:position]):
            continue
        if span := trimmed(text, (begin, position)):
            found.append(span)
        begin = position
    return found


def uncovered(text: str, spans: Iterable[Span]) -> list[Span]:
    """The stretches of a text that no passage covers and that are not only spaces, in their order."""
    gaps, position = [], 0
    for start, end in [*sorted(spans), (len(text), len(text))]:
        if start > position and (gap := trimmed(text, (position, start))):
            gaps.append(gap)
        position = max(position, end)
    return gaps


def cut(text: str, span: Span, marked: Span) -> tuple[Span | None, Span, Span | None]:
    """What a passage becomes when a part of it is marked: before, marked, after; blank pieces are None.

    Punctuation left alone at an end goes with the marked part. Raises ValueError when nothing is marked inside.
    """
    inside = trimmed(text, (max(span[0], marked[0]), min(span[1], marked[1])))
    if inside is None or is_empty(text[inside[0] : inside[1]]):
        raise ValueError("Nothing is marked inside the passage.")
    start, end = inside
    if is_empty(text[span[0] : start]):
        start = span[0]
    if is_empty(text[end : span[1]]):
        end = span[1]
    inside = trimmed(text, (start, end)) or inside
    return trimmed(text, (span[0], inside[0])), inside, trimmed(text, (inside[1], span[1]))


def touch(text: str, one: Span, other: Span) -> bool:
    """Whether two passages overlap or only spaces lie between them."""
    first, second = sorted((one, other))
    return second[0] <= first[1] or not text[first[1] : second[0]].strip()


def moved(before: str, after: str, spans: Iterable[Span]) -> list[Span | None]:
    """Where passages of an earlier text are in the later one; None for those of which no word is left.

    What stands in place of a word belongs to every passage the word belonged to.
    """
    old, new = _words(before), _words(after)
    matcher = SequenceMatcher(None, [word for word, _at in old], [word for word, _at in new], autojunk=False)
    codes = matcher.get_opcodes()
    return [_moved(span, codes, old, new, (before, after)) for span in spans]


def _words(text: str) -> list[tuple[str, Span]]:
    return [(match.group().strip(), match.span()) for match in _WORD.finditer(text)]


def _moved(span: Span, codes, old, new, texts: tuple[str, str]) -> Span | None:
    before, after = texts
    places: list[Span] = []
    kept = False
    for kind, first, last, new_first, new_last in codes:
        if kind == "equal":
            for index in range(last - first):
                (word, (start, end)), (_same, (there, there_end)) = old[first + index], new[new_first + index]
                inside = trimmed(before, (max(start, span[0]), min(end, span[1])))
                if start < span[1] and end > span[0] and inside:
                    offset = there - start
                    places.append((inside[0] + offset, min(inside[1] + offset, there_end)))
                    kept = kept or not is_empty(word)
        elif kind == "replace" and old[first][1][0] < span[1] and old[last - 1][1][1] > span[0]:
            places.append((new[new_first][1][0], new[new_last - 1][1][1]))
            kept = kept or _shares(before, after, old[first:last], new[new_first:new_last], span)
    if not places or not kept:
        return None
    return trimmed(after, (min(place[0] for place in places), max(place[1] for place in places)))


def _shares(before: str, after: str, gone, come, span: Span) -> bool:
    """Whether of a replaced stretch the passage's own letters are still there: one word was changed, not removed."""
    start, end = max(gone[0][1][0], span[0]), min(gone[-1][1][1], span[1])
    there = after[come[0][1][0] : come[-1][1][1]]
    return not is_empty(there.replace("[…]", "")) and not is_empty(before[start:end])


def refitted(before: str, after: str, spans: list[Span]) -> tuple[list[Span | None], list[Span]]:
    """Passages of an earlier text fitted to the later one, and the stretches no passage covers any more.

    Punctuation that is left over goes with the passage before it, else with the one after it.
    """
    places = moved(before, after, spans)
    gaps = []
    for start, end in uncovered(after, [place for place in places if place]):
        if is_empty(after[start:end]) and any(places):
            _attach(places, (start, end))
        else:
            gaps.append((start, end))
    return places, gaps


def _attach(places: list[Span | None], gap: Span) -> None:
    earlier = [index for index, place in enumerate(places) if place and place[1] <= gap[0]]
    if earlier:
        index = max(earlier, key=lambda number: places[number][1])
        places[index] = (places[index][0], gap[1])
        return
    index = min((index for index, place in enumerate(places) if place), key=lambda number: places[number][0])
    places[index] = (gap[0], places[index][1])
