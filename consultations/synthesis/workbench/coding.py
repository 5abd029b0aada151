"""What the coding screen shows of a contribution: its text in sentences and runs, and its passages with numbers."""

from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.translation import gettext as _

from consultations.contributions.models import Contribution
from consultations.synthesis import passages, steps
from consultations.synthesis.models import Segment
from consultations.synthesis.workbench.cutting import CutRefused, segments_of


@dataclass(frozen=True)
class Run:
    """A stretch of the text that lies in the same passages from its first to its last character."""

    start: int
    text: str
    numbers: str
    is_current: bool


@dataclass
class Sentence:
    """A sentence with the spaces up to the next one, so that all of them together are the text."""

    number: int
    start: int
    end: int
    text: str
    runs: list[Run] = field(default_factory=list)


@dataclass
class Passage:
    """A segment with its number on the screen and what can be done with it."""

    number: int
    segment: Segment
    marker: str
    is_current: bool
    #: The passages it can be joined with.
    neighbours: list["Passage"] = field(default_factory=list)
    #: Another one covers the same words, so this one could go.
    is_second: bool = False

    @property
    def joined_after(self) -> "Passage | None":
        """The next one it can be joined with."""
        return next((one for one in self.neighbours if one.number > self.number), None)

    @property
    def joined_before(self) -> "Passage | None":
        return next((one for one in reversed(self.neighbours) if one.number < self.number), None)


def passages_of(contribution: Contribution, current: Segment) -> list[Passage]:
    """The passages of a contribution in their order, with numbers from one on."""
    rows = segments_of(contribution)
    text = contribution.published_text
    found = []
    for number, row in enumerate(rows, 1):
        row.contribution = contribution
        found.append(Passage(number, row, steps.marker(row), row.pk == current.pk))
    for one in found:
        others = [other for other in found if other is not one]
        one.neighbours = [other for other in others if passages.touch(text, one.segment.span, other.segment.span)]
        one.is_second = len(found) > 1 and not passages.uncovered(text, [other.segment.span for other in others])
    return found


def sentences_of(text: str, found: list[Passage]) -> list[Sentence]:
    """The text in sentences, each in runs that begin and end where a passage does."""
    spans = passages.sentences(text) or [(0, len(text))]
    begins = [0, *[start for start, _end in spans[1:]], len(text)]
    borders = {place for one in found for place in one.segment.span}
    made = []
    for number, (start, end) in enumerate(spans, 1):
        first, last = begins[number - 1], begins[number]
        # After each line break as well: browsers count what they show, and some breaks are two characters.
        breaks = {first + at + 1 for at, character in enumerate(text[first:last]) if character == "\n"}
        cuts = sorted({first, last} | {place for place in borders | breaks if first < place < last})
        sentence = Sentence(number, start, end, text[start:end])
        for begin, stop in pairwise(cuts):
            inside = [one for one in found if one.segment.span[0] <= begin and stop <= one.segment.span[1]]
            numbers = " ".join(str(one.number) for one in inside)
            sentence.runs.append(Run(begin, text[begin:stop], numbers, any(one.is_current for one in inside)))
        made.append(sentence)
    return made


def containing(found: list[Passage], start: int, end: int) -> Segment:
    """The segment a marked stretch lies in, the current one first; raises CutRefused when it lies in several."""
    for one in sorted(found, key=lambda passage: not passage.is_current):
        text = one.segment.contribution.published_text
        inside = passages.trimmed(text, (start, end))
        if inside and one.segment.span[0] <= inside[0] and inside[1] <= one.segment.span[1]:
            return one.segment
    raise CutRefused(_("The marked words lie in several passages. Please join these first."))
