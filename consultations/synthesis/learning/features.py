"""What the classifier looks at: the meaning of a text (its vector) beside its words and parts of words."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from sklearn.preprocessing import normalize

from consultations.synthesis.learning import tfidf
from consultations.synthesis.learning.tfidf import Weights

#: Words count three quarters of the meaning.
_WORDS = 0.75
#: More texts teach the vocabulary nothing new.
SAMPLE = 20_000
_SEED = 20191
_MOST_PARTS = 60_000
#: So many texts are turned into rows at a time.
_BATCH = 10_000


class Features:
    """Learned from all texts of a process, labelled or not."""

    def __init__(self, mean: np.ndarray, words: Weights | None, parts: Weights | None) -> None:
        self.mean = mean
        self.words = words
        self.parts = parts

    @classmethod
    def learn(cls, texts: Sequence[str], vectors: np.ndarray) -> tuple["Features", sparse.csr_matrix | None]:
        """The features of texts and the row of each text; empty texts teach nothing.

        Of more than `SAMPLE` texts there are no rows: ask `of` for as many at a time as memory allows.
        """
        mean = vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1], dtype=np.float32)
        places = np.array([place for place, text in enumerate(texts) if text], dtype=np.int64)
        is_sample = len(places) > SAMPLE
        if is_sample:
            places = np.sort(np.random.default_rng(_SEED).choice(places, SAMPLE, replace=False))
        known = [texts[place] for place in places]
        words = tfidf.learn(known, tfidf.count_words, least=2 if len(known) > 3 else 1)
        parts = tfidf.learn(known, tfidf.count_parts, least=3 if len(known) > 5 else 1, most=_MOST_PARTS)
        found = cls(mean, words and words[0], parts and parts[0])
        if is_sample:
            return found, None
        if not len(texts):
            return found, found.of(texts, vectors)
        # Counting takes long, and all were counted while they were learned from. Empty ones have no words.
        at = sparse.csr_matrix((np.ones(len(places)), (places, np.arange(len(places)))), (len(texts), len(places)))
        return found, found._beside(vectors, [at @ one[1] for one in (words, parts) if one is not None])

    @property
    def word_count(self) -> int:
        """How many columns stand for words and parts of words."""
        return sum(len(one.terms) for one in (self.words, self.parts) if one is not None)

    def meaning(self, vectors: np.ndarray) -> np.ndarray:
        """Vectors as differences from what all texts have in common."""
        return normalize(vectors - self.mean)

    def of(self, texts: Sequence[str], vectors: np.ndarray) -> sparse.csr_matrix:
        """One row for each text."""
        if not len(texts):
            return sparse.csr_matrix((0, vectors.shape[1] + self.word_count), dtype=np.float32)
        batches = [slice(start, start + _BATCH) for start in range(0, len(texts), _BATCH)]
        known = [one for one in (self.words, self.parts) if one is not None]
        rows = [self._beside(vectors[some], [one.of(texts[some]) for one in known]) for some in batches]
        return sparse.vstack(rows, format="csr") if len(rows) > 1 else rows[0]

    def _beside(self, vectors: np.ndarray, parts: list[sparse.csr_matrix]) -> sparse.csr_matrix:
        words = [normalize(sparse.hstack(parts, format="csr"), copy=False) * _WORDS] if parts else []
        return sparse.hstack([sparse.csr_matrix(self.meaning(vectors)), *words], format="csr", dtype=np.float32)

    def of_descriptions(self, vectors: np.ndarray) -> sparse.csr_matrix:
        """Rows for descriptions of fields: their meaning only, because their words are those of the ministry."""
        meaning = sparse.csr_matrix(self.meaning(vectors))
        nothing = sparse.csr_matrix((len(vectors), self.word_count), dtype=np.float32)
        return sparse.hstack([meaning, nothing], format="csr", dtype=np.float32)
