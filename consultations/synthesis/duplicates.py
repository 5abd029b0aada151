"""Texts that say nearly the same: the pure function. Groups are proposed to people, nothing is deleted or hidden.

Candidates come from MinHash of parts of five characters, in bands; each pair is then compared exactly. What arrives one
by one is found by `moderation.campaigns`, which keeps its bands in the database.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

_PART = 5
_PERMUTATIONS = 128
#: Rows of a band: three find nearly all pairs of up to so many texts; beyond, four keep the number of candidates small.
_ROWS, _ROWS_OF_MANY, _MANY = 3, 4, 20_000
#: How much of all parts two texts have in common.
_JACCARD = 0.7
#: Of texts that are long enough: how much of the shorter one is in the longer one.
_CONTAINED, _LONG_ENOUGH = 0.6, 80
#: A line of a form: in so many texts, whose other lines differ.
_FORM_SHARE, _FORM_TEXTS = 0.3, 10
_PRIME = np.uint64((1 << 31) - 1)
_NO_WORD = re.compile(r"[\W_]+")


def near_duplicates(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Pairs of places `(i, j)`, `i < j`, of texts that are nearly the same, in ascending order and each once."""
    same: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(_without_form(texts)):
        if text:
            same[text].append(place)
    distinct = list(same)
    parts = [_parts(text) for text in distinct]
    pairs = [pair for places in same.values() for pair in combinations(places, 2)]
    for first, second in _candidates(parts):
        if _near(parts[first], parts[second], distinct[first], distinct[second]):
            pairs += [
                (min(one, other), max(one, other)) for one in same[distinct[first]] for other in same[distinct[second]]
            ]
    yield from sorted(pairs)


def _plain(text: str) -> str:
    """Small letters and digits with single spaces: neither punctuation nor line breaks make a difference."""
    return _NO_WORD.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def _without_form(texts: Sequence[str]) -> list[str]:
    """The texts plainly, without the lines of the form they were typed into ("Ihre Anregung:")."""
    lines = [[line for line in map(_plain, text.splitlines()) if line] for text in texts]
    counts = Counter(line for own in lines for line in set(own))
    least = max(_FORM_TEXTS, len(texts) * _FORM_SHARE)
    form = set()
    for line in (line for line, count in counts.items() if count >= least):
        others = [" ".join(other for other in own if other != line) for own in lines if line in own]
        # In a campaign the other lines are the same, too: then it is what people say, and no form.
        if len(set(others)) >= 0.8 * len(others):
            form.add(line)
    return [" ".join(line for line in own if line not in form) for own in lines]


def _parts(text: str) -> np.ndarray:
    """Numbers of all different parts of five characters, ascending; a shorter text is one part."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if len(codes) < _PART:
        codes = np.pad(codes, (0, _PART - len(codes)))
    number = np.zeros(len(codes) - _PART + 1, dtype=np.uint64)
    for place in range(_PART):
        number = (number * np.uint64(1_000_003) + codes[place : len(codes) - _PART + 1 + place]) % _PRIME
    return np.unique(number)


def _signatures(parts: list[np.ndarray]) -> np.ndarray:
    """MinHash of each text, (number of texts, permutations)."""
    random = np.random.default_rng(1)
    factor = random.integers(1, int(_PRIME), _PERMUTATIONS, dtype=np.uint64)[:, None]
    shift = random.integers(0, int(_PRIME), _PERMUTATIONS, dtype=np.uint64)[:, None]
    found = np.empty((len(parts), _PERMUTATIONS), dtype=np.uint32)
    for place, numbers in enumerate(parts):
        found[place] = ((factor * numbers + shift) % _PRIME).min(axis=1)
    return found


def _candidates(parts: list[np.ndarray]) -> Iterator[tuple[int, int]]:
    """Pairs that agree in at least one band, each once."""
    if len(parts) < 2:
        return
    signatures = _signatures(parts)
    rows = _ROWS if len(parts) <= _MANY else _ROWS_OF_MANY
    seen: set[tuple[int, int]] = set()
    for start in range(0, _PERMUTATIONS - rows + 1, rows):
        buckets: dict[bytes, list[int]] = defaultdict(list)
        for place, band in enumerate(np.ascontiguousarray(signatures[:, start : start + rows])):
            buckets[band.tobytes()].append(place)
        for places in buckets.values():
            for pair in combinations(places, 2):
                if pair not in seen:
                    seen.add(pair)
                    yield pair


def _near(first: np.ndarray, second: np.ndarray, first_text: str, second_text: str) -> bool:
    shared = len(np.intersect1d(first, second, assume_unique=True))
    if shared >= _JACCARD * (len(first) + len(second) - shared):
        return True
    long_enough = min(len(first_text), len(second_text)) >= _LONG_ENOUGH
    return long_enough and shared >= _CONTAINED * min(len(first), len(second))
