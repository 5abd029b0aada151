"""The draw of a random sample that everybody can repeat."""

import hashlib
from collections.abc import Sequence


def draw(keys: Sequence[int], seed: str, size: int) -> list[int]:
    """The `size` keys whose SHA-256 of "seed:key" is smallest, in that order.

    No generator of a programming language is needed to check it, only a tool that computes SHA-256.
    """
    return sorted(keys, key=lambda key: (hashlib.sha256(f"{seed}:{key}".encode()).digest(), key))[:size]
