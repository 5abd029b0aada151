"""Texts that say nearly the same: the pure function. Groups are proposed to people, nothing is deleted or hidden.

Candidates come from MinHash of parts of five characters, in bands; each pair is then compared exactly. What arrives one
by one is found by `moderation.campaigns`, which keeps its bands in the database.
"""

import re
import unicodedata
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, combinations, product

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
#: Pairs made into objects at a time.
_AT_A_TIME = 10_000
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
    # Places one after the other, two for each pair: millions of pairs are no millions of objects.
    found = array("i")
    for places in same.values():
        found.extend(chain.from_iterable(combinations(places, 2)))
    for first, second in _candidates(parts):
        if _near(parts[first], parts[second], distinct[first], distinct[second]):
            for pair in product(same[distinct[first]], same[distinct[second]]):
                found.extend(sorted(pair))
    yield from _ascending(found)


def _ascending(found: array) -> Iterator[tuple[int, int]]:
    pairs = np.frombuffer(found, dtype=np.intc).reshape(-1, 2)
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    for start in range(0, len(order), _AT_A_TIME):
        yield from map(tuple, pairs[order[start : start + _AT_A_TIME]].tolist())


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
    return np.unique(number).astype(np.uint32)


def _signatures(parts: list[np.ndarray]) -> np.ndarray:
    """MinHash of each text, (number of texts, permutations)."""
    random = np.random.default_rng(1)
    factor = random.integers(1, int(_PRIME), _PERMUTATIONS, dtype=np.uint64)[:, None]
    shift = random.integers(0, int(_PRIME), _PERMUTATIONS, dtype=np.uint64)[:, None]
    found = np.empty((len(parts), _PERMUTATIONS), dtype=np.uint32)
    for place, numbers in enumerate(parts):
        found[place] = ((factor * numbers + shift) % _PRIME).min(axis=1)
    return found


def _bands(signatures: np.ndarray) -> np.ndarray:
    """Numbers of what each text has in each band, (number of texts, bands): equal numbers, equal rows."""
    rows = _ROWS if len(signatures) <= _MANY else _ROWS_OF_MANY
    starts = range(0, _PERMUTATIONS - rows + 1, rows)
    found = np.empty((len(signatures), len(starts)), dtype=np.int32)
    for band, start in enumerate(starts):
        whole = np.ascontiguousarray(signatures[:, start : start + rows])
        _values, found[:, band] = np.unique(whole.view(np.dtype((np.void, rows * 4))).ravel(), return_inverse=True)
    return found


def _candidates(parts: list[np.ndarray]) -> Iterator[tuple[int, int]]:
    """Pairs that agree in at least one band, each once: in the first one. No list of those seen before is kept."""
    if len(parts) < 2:
        return
    bands = _bands(_signatures(parts))
    for band in range(bands.shape[1]):
        order = np.argsort(bands[:, band], kind="stable")
        numbers = bands[order, band]
        # Each text with the next one of the same number, then with the one after that, until none has any.
        at, apart = np.arange(len(order)), 1
        while len(at := at[at + apart < len(order)]):
            at = at[numbers[at] == numbers[at + apart]]
            first, second = order[at], order[at + apart]
            is_new = ~(bands[first, :band] == bands[second, :band]).any(axis=1)
            yield from zip(first[is_new].tolist(), second[is_new].tolist(), strict=True)
            apart += 1


def _near(first: np.ndarray, second: np.ndarray, first_text: str, second_text: str) -> bool:
    shared = len(np.intersect1d(first, second, assume_unique=True))
    if shared >= _JACCARD * (len(first) + len(second) - shared):
        return True
    long_enough = min(len(first_text), len(second_text)) >= _LONG_ENOUGH
    return long_enough and shared >= _CONTAINED * min(len(first), len(second))
