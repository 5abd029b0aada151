"""Which words of a letter belong to no contribution yet: nothing that was said may get lost on the way."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_WORD = re.compile(r"\S+")
_SENTENCES = re.compile(r"(?<=[.!?:;])\s+|\n+")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n")
#: A shorter piece may stand in a text by chance.
_TELLING = 12


@dataclass(frozen=True)
class Run:
    """A stretch of the full text, and whether it is part of a contribution."""

    text: str
    is_assigned: bool


def runs(full_text: str, passages: Iterable[str]) -> list[Run]:
    """The full text in stretches, in order; joined they are the full text again.

    A passage is found wherever its words stand, whatever the line breaks. Of one that was corrected while it was
    entered, the sentences that still stand in the text count. Stretches without a letter or digit need no contribution.
    """
    words = list(_WORD.finditer(full_text))
    taken = [False] * len(words)
    spelled = [match.group().casefold() for match in words]
    for passage in passages:
        if not _mark(spelled, taken, passage):
            for sentence in _SENTENCES.split(passage):
                if len(sentence.strip()) >= _TELLING:
                    _mark(spelled, taken, sentence)
    for index, match in enumerate(words):
        if not any(character.isalnum() for character in match.group()):
            taken[index] = True
    return _joined(full_text, words, taken)


def unassigned(full_text: str, passages: Iterable[str]) -> list[str]:
    """What belongs to no contribution, paragraph by paragraph as it stands in the letter."""
    return [
        part.strip()
        for run in runs(full_text, passages)
        if not run.is_assigned
        for part in _PARAGRAPHS.split(run.text)
        if part.strip()
    ]


def _mark(spelled: list[str], taken: list[bool], passage: str) -> bool:
    """Mark the words of a passage where they stand; of several places the first free one. Returns whether it stood."""
    wanted = passage.casefold().split()
    if not wanted:
        return False
    places = [
        start
        for start, word in enumerate(spelled)
        if word == wanted[0] and spelled[start : start + len(wanted)] == wanted
    ]
    if not places:
        return False
    free = [start for start in places if not all(taken[start : start + len(wanted)])]
    start = (free or places)[0]
    taken[start : start + len(wanted)] = [True] * len(wanted)
    return True


def _joined(full_text: str, words: list[re.Match], taken: list[bool]) -> list[Run]:
    found: list[Run] = []
    position = 0
    for index in range(len(words)):
        last = index + 1 == len(words)
        if not last and taken[index + 1] == taken[index]:
            continue
        end = len(full_text) if last else words[index + 1].start()
        found.append(Run(full_text[position:end], taken[index]))
        position = end
    return found
