"""Taking passages out of what somebody wrote, without storing anything."""

from dataclasses import dataclass

from consultations.contributions.models import Contribution

#: What the public reads in place of a passage that was taken out.
REMOVED = "[…]"


class PassageNotFound(Exception):
    """A passage to be removed is not in the text; `passage` is the one."""

    def __init__(self, passage: str) -> None:
        super().__init__(passage)
        self.passage = passage


class NothingLeft(Exception):
    """Nothing readable would remain after the removal, or nothing is there: such a contribution is rejected instead."""


def find_passages(text: str, passages: list[str], *, or_in: str = "") -> list[tuple[int, int]]:
    """Places of verbatim passages in a text, all occurrences, joined where they touch.

    Raises PassageNotFound for one that is neither there nor in the other text `or_in`.
    """
    places: list[tuple[int, int]] = []
    for passage in passages:
        start = text.find(passage)
        if not passage.strip() or (start < 0 and passage not in or_in):
            raise PassageNotFound(passage)
        while start >= 0:
            places.append((start, start + len(passage)))
            # One further, not behind the passage: occurrences may overlap, and none may stay.
            start = text.find(passage, start + 1)
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def without(text: str, places: list[tuple[int, int]]) -> str:
    """The text with the passages at these places replaced by a mark."""
    parts, position = [], 0
    for start, end in places:
        parts += [text[position:start], REMOVED]
        position = end
    return "".join([*parts, text[position:]])


def taken_out(original: str, shown: str) -> list[str]:
    """The passages that are marks in what is shown of a text; all of it when nothing is shown."""
    if not shown:
        return [original] if original else []
    first, *others = shown.split(REMOVED)
    passages, position = [], len(first)
    for number, part in enumerate(others, 1):
        # What stands behind the last mark stands at the end; elsewhere at least one character was taken out.
        end = len(original) - len(part) if number == len(others) else original.find(part, position + 1)
        passages.append(original[position:end])
        position = end + len(part)
    return [passage for passage in passages if passage]


@dataclass(frozen=True)
class Shortened:
    """Title, text and proposed wording as the public would read them, and the places taken out of the text."""

    title: str
    text: str
    places: list[tuple[int, int]]
    proposal: str = ""


def shorten(contribution: Contribution, passages: list[str]) -> Shortened:
    """Take passages out of title, text and proposed wording, without storing anything.

    Raises PassageNotFound, or NothingLeft when only marks would remain of the text.
    """
    title, text, wording = original_title(contribution), contribution.comment, contribution.proposed_text
    if not text and not wording:
        # Its author has closed the account: nothing is there any more to publish.
        raise NothingLeft
    # No passage goes from one into the other: NUL is in none of them.
    anywhere = "\x00".join([title, text, wording])
    places = find_passages(text, passages, or_in=anywhere)
    in_title = find_passages(title, passages, or_in=anywhere)
    result = without(text, places)
    if places and _is_empty(result):
        raise NothingLeft
    proposal = without(wording, find_passages(wording, passages, or_in=anywhere))
    return Shortened(
        title=without(title, in_title)[:160],
        text=result,
        places=places,
        proposal="" if _is_empty(proposal) else proposal,
    )


def _is_empty(text: str) -> bool:
    """Whether nothing but marks of removed passages is left."""
    return not any(character.isalnum() for character in text.replace(REMOVED, ""))


def original_title(contribution: Contribution) -> str:
    """The title as its author wrote it."""
    return contribution.submitted_title or contribution.title
