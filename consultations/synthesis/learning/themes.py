"""Themes among texts without labels: groups of what is near, named by what is said there more than elsewhere.

They help to find headings; they are no classification. Ward's method on vectors beside latent semantic analysis, for
many texts on the centres of many small groups.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from sklearn.cluster import AgglomerativeClustering, MiniBatchKMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.preprocessing import normalize

from consultations.synthesis.learning import tfidf
from consultations.synthesis.learning.limits import MOST_THEMES
from consultations.synthesis.learning.texts import lemmas

#: Fewer texts make no themes.
LEAST = 12
#: Up to so many texts each one is compared with each other.
_EXACT = 10_000
_CENTRES = 600
_LSA, _LSA_WEIGHT = 100, 0.7
_SEED = 11
_REPRESENTATIVES, _NEARNESS = 5, 0.7
_PHRASES = 4
_NOUN = re.compile(r"(?<![.!?:;\"„“(\n])(?<!^)\s([A-ZÄÖÜ][a-zäöüß]{3,})\b")
#: Nouns every participation is full of.
_COMMON = frozenset(
    """
    absatz anfang art beispiel beitrag bereich dame ende entwurf fassung frage grund herr jahr konzept land leute
    mal mensch monat person problem punkt sache satz seite stunde tag teil thema uhr vorschlag woche zeit
    """.split()  # noqa: SIM905
)


@dataclass
class Found:
    """One theme: places of its members, the nearest to its centre first, with their nearness, and who stands for it."""

    members: list[int]
    nearness: list[float]
    representatives: list[int]
    phrases: list[str] = field(default_factory=list)


def usual_number(texts: int) -> int:
    """How many themes are looked for when nobody says: more texts have more, but ever fewer new ones."""
    return max(2, min(30, round(math.sqrt(texts / 2))))


def find_themes(
    texts: Sequence[str],
    vectors: np.ndarray,
    wanted: int = 0,
    beat: Callable[[float], None] = lambda share: None,
) -> list[Found]:
    """Themes, the largest first; none for fewer than `LEAST` texts. Every text that says something is in one."""
    said = np.array([place for place, text in enumerate(texts) if text], dtype=np.int64)
    if len(said) < LEAST:
        return []
    number = min(wanted or usual_number(len(said)), MOST_THEMES, len(said) // 3)
    texts = [texts[place] for place in said]
    positions = _positions(texts, vectors[said])
    beat(0.4)
    groups = _groups(positions, max(2, number))
    beat(0.7)
    nouns = [_nouns(text) for text in texts]
    names = _phrases(nouns, groups)
    found = []
    for group in np.unique(groups):
        members = np.flatnonzero(groups == group)
        centre = normalize(positions[members].mean(axis=0, keepdims=True))[0]
        near = positions[members] @ centre
        order = np.argsort(-near, kind="stable")
        members, near = members[order], near[order]
        found.append(
            Found(
                said[members].tolist(),
                [float(one) for one in near],
                said[members[_representatives(positions[members], near)]].tolist(),
                names[group],
            )
        )
    return sorted(found, key=lambda theme: -len(theme.members))


def _positions(texts: list[str], vectors: np.ndarray) -> np.ndarray:
    """Meaning beside the main directions of the words, rows of length one."""
    meaning = normalize(vectors - vectors.mean(axis=0))
    learned = tfidf.learn(texts, tfidf.count_words, least=2 if len(texts) > 3 else 1)
    if learned is None:
        return meaning
    words = learned[1]
    directions = min(_LSA, words.shape[1] - 1, len(texts) - 1)
    if directions < 2:
        return meaning
    main = normalize(TruncatedSVD(directions, random_state=_SEED).fit_transform(words))
    return normalize(np.hstack([meaning, _LSA_WEIGHT * main]).astype(np.float32))


def _groups(positions: np.ndarray, number: int) -> np.ndarray:
    ward = AgglomerativeClustering(n_clusters=number, linkage="ward")
    if len(positions) <= _EXACT:
        return ward.fit_predict(positions)
    small = MiniBatchKMeans(_CENTRES, n_init=1, batch_size=4096, random_state=_SEED).fit(positions)
    return ward.fit_predict(small.cluster_centers_)[small.labels_]


def _nouns(text: str) -> list[str]:
    """Nouns in their base form: words with a capital inside a sentence."""
    return [noun for word in _NOUN.findall(text) for noun in lemmas(word) if noun not in _COMMON]


def _phrases(nouns: list[list[str]], groups: np.ndarray) -> dict[int, list[str]]:
    """For each group the nouns it uses more than the others do, by log-odds with a prior of all texts.

    Monroe, Colaresi, Quinn: Fightin' Words (2008); counted once for each text.
    """
    everywhere = Counter(noun for some in nouns for noun in set(some))
    total = sum(everywhere.values())
    within: dict[int, Counter] = {group: Counter() for group in np.unique(groups)}
    for some, group in zip(nouns, groups, strict=True):
        within[group].update(set(some))
    found = {}
    for group, counts in within.items():
        own, rest = sum(counts.values()), total - sum(counts.values())
        scores = {
            noun: _log_odds(count, own, everywhere[noun] - count, rest, everywhere[noun], total)
            for noun, count in counts.items()
            if count > 1 or own < 20
        }
        best = sorted(scores, key=lambda noun: (-scores[noun], noun))
        found[group] = [noun.capitalize() for noun in _different(best)[:_PHRASES]]
    return found


def _log_odds(count: int, own: int, others: int, rest: int, prior: int, total: int) -> float:
    weight = 10 * prior / total
    inside = math.log((count + weight) / max(own + 10 - count - weight, 0.5))
    outside = math.log((others + weight) / max(rest + 10 - others - weight, 0.5))
    return (inside - outside) / math.sqrt(1 / (count + weight) + 1 / (others + weight))


def _different(nouns: list[str]) -> list[str]:
    """Without those that are a part of one before, or contain it."""
    kept: list[str] = []
    for noun in nouns:
        if not any(noun in other or other in noun for other in kept):
            kept.append(noun)
        if len(kept) == _PHRASES:
            break
    return kept


def _representatives(positions: np.ndarray, near: np.ndarray) -> list[int]:
    """Places of up to five members that are near the centre and not near each other (maximal marginal relevance)."""
    pool = min(len(positions), 200)
    chosen = [0]
    while len(chosen) < min(_REPRESENTATIVES, pool):
        taken = (positions[:pool] @ positions[chosen].T).max(axis=1)
        score = _NEARNESS * near[:pool] - (1 - _NEARNESS) * taken
        score[chosen] = -np.inf
        chosen.append(int(score.argmax()))
    return chosen
