"""Which paragraph of an imported text is which paragraph of the working copy: by content, never by position.

Equal texts come first, so that every unchanged paragraph keeps its lineage; then similar ones. What is similar but not
surely the same is doubtful, and the editor decides. No lineage is given twice.
"""

import heapq
import re
import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from consultations.drafts.tables import plain

#: Similarity in words (0 to 100) from which two paragraphs are the same without asking …
SURE = 80.0
#: … if no other one comes closer than this, …
MARGIN = 10.0
#: … and below which they are not even offered as the same.
POSSIBLE = 45.0
#: Standing in the same chapter counts a little.
SAME_CHAPTER = 5.0
#: So many candidates are offered for a doubtful paragraph.
OFFERED = 3
#: Which old texts are compared word by word: those that share most of so many rarest words, at most so many.
RARE_WORDS = 25
COMPARED = 40

_MARK = re.compile(r"^(?:\(\w{1,3}\)|\d{1,3}(?:\.\d{1,3})*[.)]?(?=\s)|[a-z]{1,2}\)|[•–·-](?=\s))\s*")
_FOOTNOTE = re.compile(r"\s?\[\d+\]")
_SIGNS = str.maketrans({"„": '"', "“": '"', "”": '"', "»": '"', "«": '"', "–": "-", "—": "-", "‐": "-", "’": "'"})


@dataclass(frozen=True)
class Part:
    """A paragraph or chapter to be matched: `key` names it, `context` is the title of its chapter."""

    key: Hashable
    text: str
    context: str = ""


@dataclass
class Matching:
    """`sure`: new key -> old key. `doubtful`: new key -> old keys it may be, the likeliest first."""

    sure: dict = field(default_factory=dict)
    doubtful: dict = field(default_factory=dict)


def normalised(text: str) -> str:
    """Text without what does not make it another text: kind of quotes and dashes, spaces, numbers of footnotes.

    A table is its words, so that one that was imported as lines of text is found again as a table.
    """
    text = _FOOTNOTE.sub("", unicodedata.normalize("NFKC", plain(text)).replace("\u00ad", "").translate(_SIGNS))
    return " ".join(text.split())


def bare(text: str) -> str:
    """The normalised text without the numbers and bullets its lines begin with: "(3)" becomes "(2)" by renumbering."""
    return normalised("\n".join(_MARK.sub("", line.strip()) for line in plain(text).split("\n"))).casefold()


def match_paragraphs(old: Sequence[Part], new: Sequence[Part]) -> Matching:
    """Match paragraphs: equal texts, then similar ones."""
    matching = Matching()
    free_old, free_new = list(old), list(new)
    for key in (
        lambda part: (normalised(part.text), bare(part.context)),
        lambda part: (bare(part.text), bare(part.context)),
        lambda part: normalised(part.text),
        lambda part: bare(part.text),
    ):
        free_old, free_new = _match_equal(free_old, free_new, key, matching)
    _match_similar(free_old, free_new, matching)
    return matching


def _match_equal(
    old: list[Part], new: list[Part], key: Callable[[Part], Hashable], matching: Matching
) -> tuple[list[Part], list[Part]]:
    """Match parts with an equal key in reading order; returns what is left of both."""
    waiting: dict[Hashable, deque[Part]] = defaultdict(deque)
    for part in old:
        waiting[key(part)].append(part)
    left_new = []
    used = set()
    for part in new:
        candidates = waiting.get(key(part))
        if candidates:
            found = candidates.popleft()
            matching.sure[part.key] = found.key
            used.add(found.key)
        else:
            left_new.append(part)
    return [part for part in old if part.key not in used], left_new


def _match_similar(old: list[Part], new: list[Part], matching: Matching) -> None:
    """Match what is surely the same, best first; offer the rest."""
    pairs = _similar_pairs(old, new)
    by_new, by_old = defaultdict(list), defaultdict(list)
    for score, new_key, old_key in pairs:
        by_new[new_key].append((score, old_key))
        by_old[old_key].append((score, new_key))
    used: set[Hashable] = set()
    open_pairs = [pair for pair in pairs if pair[0] >= SURE]
    is_settled = False
    # A match may free others of their rivals. Repeating makes the outcome independent of the order of the paragraphs:
    # of two pairs that exclude each other, never more than one is far enough ahead.
    while not is_settled:
        is_settled = True
        for score, new_key, old_key in open_pairs:
            if new_key in matching.sure or old_key in used:
                continue
            rivals = [s for s, key in by_new[new_key] if key != old_key and key not in used]
            rivals += [s for s, key in by_old[old_key] if key != new_key and key not in matching.sure]
            if score - max(rivals, default=0.0) >= MARGIN:
                matching.sure[new_key] = old_key
                used.add(old_key)
                is_settled = False
        open_pairs = [pair for pair in open_pairs if pair[1] not in matching.sure and pair[2] not in used]
    for part in new:
        if part.key not in matching.sure:
            offered = sorted((pair for pair in by_new[part.key] if pair[1] not in used), key=lambda pair: -pair[0])
            if offered:
                matching.doubtful[part.key] = [key for _score, key in offered[:OFFERED]]


def _similar_pairs(old: list[Part], new: list[Part]) -> list[tuple[float, Hashable, Hashable]]:
    """Pairs that may be the same as (similarity, new key, old key)."""
    old_words = [_words(part.text) for part in old]
    new_words = [_words(part.text) for part in new]
    # One sign for each word: rapidfuzz then compares words, which tells sentences apart better than letters do. The
    # area begins beyond the surrogates and has room for a million different words. In the order of the alphabet, so
    # that no choice below depends on where a paragraph stands.
    vocabulary = sorted({word for words in old_words + new_words for word in words})
    signs = {word: chr(0xE000 + number) for number, word in enumerate(vocabulary)}
    old_texts = ["".join(signs[word] for word in words) for words in old_words]
    contexts = [bare(part.context) for part in old]
    index: dict[str, list[int]] = defaultdict(list)
    for position, text in enumerate(old_texts):
        for sign in set(text):
            index[sign].append(position)
    pairs = []
    for part, words in zip(new, new_words, strict=True):
        text, context = "".join(signs[word] for word in words), bare(part.context)
        for position in _candidates(text, index, old_texts):
            score = _similarity(text, old_texts[position], same_chapter=context == contexts[position])
            if score >= POSSIBLE:
                pairs.append((score, part.key, old[position].key))
    return pairs


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", bare(text))


def _candidates(text: str, index: dict[str, list[int]], old_texts: Sequence[str]) -> list[int]:
    """Old texts that share the rarest words: comparing every pair of a large law would take minutes."""
    shared: Counter = Counter()
    for sign in sorted(set(text), key=lambda sign: (len(index.get(sign, ())), sign))[:RARE_WORDS]:
        shared.update(index.get(sign, ()))
    if len(shared) <= COMPARED:
        return list(shared)
    return heapq.nlargest(COMPARED, shared, key=lambda position: (shared[position], old_texts[position]))


def _similarity(new: str, old: str, *, same_chapter: bool) -> float:
    """Similarity of two encoded texts; one that holds nearly all of the other is possible, but never sure."""
    score = fuzz.ratio(new, old) + (SAME_CHAPTER if same_chapter else 0.0)
    shorter = min(len(new), len(old))
    if same_chapter and score < SURE and shorter >= 6:
        held = 100.0 * LCSseq.similarity(new, old) / shorter
        if held >= 70.0:
            score = max(score, min(held * 0.8, SURE - 1))
    return score


def match_chapters(old: Sequence[Part], new: Sequence[Part], shared: Counter) -> Matching:
    """Match chapters: by equal title, then by the paragraphs they share, then by similar title.

    `shared` counts (new key, old key) -> paragraphs that stand in both.
    """
    matching = Matching()
    free_old, free_new = _match_equal(list(old), list(new), lambda part: bare(part.text), matching)
    used = set(matching.sure.values())
    for (new_key, old_key), _count in shared.most_common():
        if new_key in matching.sure or old_key in used:
            continue
        # The most of what is in the new one came from the old one: it was renamed.
        total = sum(count for (key, _old), count in shared.items() if key == new_key)
        if 2 * shared[new_key, old_key] > total:
            matching.sure[new_key] = old_key
            used.add(old_key)
    left_old = [part for part in free_old if part.key not in used]
    _match_similar(left_old, [part for part in free_new if part.key not in matching.sure], matching)
    return matching
