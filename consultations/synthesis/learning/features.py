"""What the classifier looks at: the meaning of a text (its vector) beside its words and parts of words."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from consultations.synthesis.learning.texts import lemmas

#: Words count three quarters of the meaning.
_WORDS = 0.75
#: More texts teach the vocabulary nothing new.
SAMPLE = 20_000
_SEED = 20191


class Features:
    """Learned from all texts of a process, labelled or not."""

    def __init__(self, texts: Sequence[str], vectors: np.ndarray) -> None:
        self.mean = vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1], dtype=np.float32)
        known = [text for text in texts if text]
        if len(known) > SAMPLE:
            chosen = np.random.default_rng(_SEED).choice(len(known), SAMPLE, replace=False)
            known = [known[number] for number in sorted(chosen)]
        self._words = self._fit(
            TfidfVectorizer(analyzer=_terms, min_df=2 if len(known) > 3 else 1, sublinear_tf=True), known
        )
        self._parts = self._fit(
            TfidfVectorizer(
                analyzer="char_wb",
                ngram_range=(3, 5),
                lowercase=True,
                min_df=3 if len(known) > 5 else 1,
                sublinear_tf=True,
                max_features=60_000,
            ),
            known,
        )

    @staticmethod
    def _fit(vectorizer: TfidfVectorizer, texts: list[str]) -> TfidfVectorizer | None:
        try:
            return vectorizer.fit(texts)
        except ValueError:
            # No word occurs often enough.
            return None

    @property
    def word_count(self) -> int:
        """How many columns stand for words and parts of words."""
        return sum(len(one.vocabulary_) for one in (self._words, self._parts) if one is not None)

    def meaning(self, vectors: np.ndarray) -> np.ndarray:
        """Vectors as differences from what all texts have in common."""
        return normalize(vectors - self.mean)

    def of(self, texts: Sequence[str], vectors: np.ndarray) -> sparse.csr_matrix:
        """One row for each text."""
        if not len(texts):
            return sparse.csr_matrix((0, vectors.shape[1] + self.word_count), dtype=np.float32)
        parts = [one.transform(texts) for one in (self._words, self._parts) if one is not None]
        words = [normalize(sparse.hstack(parts)) * _WORDS] if parts else []
        return sparse.hstack([sparse.csr_matrix(self.meaning(vectors)), *words], format="csr", dtype=np.float32)

    def of_descriptions(self, vectors: np.ndarray) -> sparse.csr_matrix:
        """Rows for descriptions of fields: their meaning only, because their words are those of the ministry."""
        meaning = sparse.csr_matrix(self.meaning(vectors))
        nothing = sparse.csr_matrix((len(vectors), self.word_count), dtype=np.float32)
        return sparse.hstack([meaning, nothing], format="csr", dtype=np.float32)


def _terms(text: str) -> list[str]:
    """Base forms of words, and of each two that follow one another."""
    words = lemmas(text)
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]
