"""How alike two texts are: MinHash finds candidates by the thousand, a comparison of the words confirms each.

MinHash with locality-sensitive hashing: Broder 1997; Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, ch. 3.
"""

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from rapidfuzz.distance import Indel

from consultations.contributions.models import Contribution

if TYPE_CHECKING:
    from datasketch import MinHash

_WORD = re.compile(r"\w+")

#: Words that turn a short text into its opposite.
_TURNING = {"nicht", "nichts", "nie", "niemals", "kein", "keine", "keinen", "keinem", "keiner", "keines", "weder"}
_TURNING |= {"ohne", "gegen", "dagegen", "für", "dafür", "not", "no", "never", "without", "against"}

#: Shorter texts are what people say by themselves ("Finde ich gut"): equal words are no campaign.
FEWEST_WORDS = 8
#: Below this number of words a text has little to vary, and one word may turn it round.
SHORT = 25
#: Share of words in common, in their order, from which texts are near-identical.
NEAR, NEAR_SHORT = 0.7, 0.85

#: 32 bands of 2 values: texts that share two fifths of their shingles meet with 99.6 %, a twentieth with 8 %.
BANDS, ROWS = 32, 2
_SHINGLE = 3


def words_of(text: str) -> list[str]:
    """The words of a text, without capitals, punctuation and white space."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def said(contribution: Contribution) -> list[str]:
    """The words that are compared: the text, and the wording it proposes."""
    return words_of(f"{contribution.comment}\n{contribution.proposed_text}")


def scope_of(contribution: Contribution) -> str:
    """What a contribution is about, and what it replies to: only within this are texts grouped."""
    about = contribution.lineage or contribution.object_pk
    reply = f":{contribution.parent_id}" if contribution.is_reply else ""
    return f"{contribution.target_kind}:{about}{reply}"[:140]


def digest_of(words: list[str]) -> str:
    """The same value for the same words."""
    return blake2b(" ".join(words).encode(errors="surrogatepass"), digest_size=16).hexdigest()


@lru_cache(maxsize=1)
def _empty() -> "MinHash":
    """The permutations, computed once."""
    # Here and not above: 50 MB in every process, most of which never read a contribution.
    from datasketch import MinHash

    return MinHash(num_perm=BANDS * ROWS, seed=1)


def band_keys(process_pk: int, words: list[str]) -> list[int]:
    """A signed 64-bit number for each band of a text, those of different processes apart; empty for a short text."""
    if len(words) < FEWEST_WORDS:
        return []
    sketch = _empty().copy()
    shingles = {" ".join(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)}
    sketch.update_batch([shingle.encode(errors="surrogatepass") for shingle in shingles])
    keys = []
    for band in range(BANDS):
        values = sketch.hashvalues[band * ROWS : (band + 1) * ROWS]
        key = blake2b(f"{process_pk}:{band}:".encode() + values.astype("<u8").tobytes(), digest_size=8).digest()
        keys.append(int.from_bytes(key, "big", signed=True))
    return keys


def similarity(one: list[str], other: list[str]) -> float:
    """Share of words two texts have in common in the same order, 0 to 1."""
    return Indel.normalized_similarity(one, other)


def near(one: list[str], other: list[str]) -> float:
    """The similarity of two near-identical texts, 0 for texts that are not."""
    shorter = min(len(one), len(other))
    if shorter < FEWEST_WORDS:
        return 0
    if shorter < SHORT and sorted(_TURNING.intersection(one)) != sorted(_TURNING.intersection(other)):
        return 0
    found = similarity(one, other)
    return found if found >= (NEAR if shorter >= SHORT else NEAR_SHORT) else 0
