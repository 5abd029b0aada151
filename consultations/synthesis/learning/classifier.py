"""Which action field a text belongs to, learned from what people assigned and from the fields' descriptions."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse
from scipy.special import softmax
from sklearn.linear_model import LogisticRegression

from consultations.synthesis.learning.features import Features
from consultations.synthesis.learning.texts import SMALL_WORDS

#: A description counts as much as two texts.
_DESCRIPTION_WEIGHT = 2.0
#: While few texts are labelled, nearness to the descriptions counts as well: as much as so many labelled texts ...
_PRIOR_TEXTS = 4
#: ... and so sharply, from a cosine to a chance.
_SHARPNESS = 10.0
_LIMIT = 2000
#: More labelled texts change hardly anything: so many, those of every field in proportion, are learned from.
MOST_EXAMPLES = 4_000
_SEED = 4711


class Classifier:
    """Says for any text how likely each field is. Fields without any example are never first.

    All it knows is `fields`, `weights` (one row of numbers for each field that has an example, None as long as there
    is nothing to choose between) with `shifts`, `known` (the places of these fields), and the descriptions' vectors.
    """

    def __init__(
        self,
        features: Features,
        fields: Sequence[str],
        *,
        known: Sequence[int] = (),
        weights: np.ndarray | None = None,
        shifts: np.ndarray | None = None,
        descriptions: np.ndarray | None = None,
        prior: float = 0.0,
    ) -> None:
        self.features = features
        self.fields = list(fields)
        self.known = np.asarray(known, dtype=np.int64)
        self.weights = weights
        self.shifts = shifts
        self.descriptions = descriptions
        self.prior = prior

    @classmethod
    def learn(
        cls,
        features: Features,
        examples: sparse.csr_matrix,
        labels: Sequence[str],
        descriptions: Mapping[str, np.ndarray],
    ) -> "Classifier":
        """Learn from examples with the key of the field of each, and from the vectors of descriptions by key."""
        fields = list(dict.fromkeys([*descriptions, *labels]))
        prior = _PRIOR_TEXTS / (_PRIOR_TEXTS + len(labels)) if descriptions else 0.0
        if len(labels) > MOST_EXAMPLES:
            chosen = in_proportion(labels, MOST_EXAMPLES)
            examples, labels = examples[chosen], [labels[place] for place in chosen]
        rows, names, importance = [], list(labels), [1.0] * len(labels)
        if examples.shape[0]:
            rows.append(examples)
        meanings = None
        if descriptions:
            vectors = np.vstack(list(descriptions.values()))
            meanings = features.meaning(vectors)
            rows.append(features.of_descriptions(vectors))
            names += list(descriptions)
            importance += [_DESCRIPTION_WEIGHT] * len(descriptions)
        if len(set(names)) < 2:
            return cls(features, fields, descriptions=meanings, prior=prior)
        model = LogisticRegression(C=10, class_weight="balanced", max_iter=_LIMIT)
        model.fit(sparse.vstack(rows, format="csr"), names, sample_weight=importance)
        weights, shifts = model.coef_, model.intercept_
        if len(model.classes_) == 2:
            # Of two classes only the second has weights.
            weights, shifts = np.vstack([np.zeros_like(weights), weights]), np.append(np.zeros_like(shifts), shifts)
        return cls(
            features,
            fields,
            known=[fields.index(name) for name in model.classes_],
            weights=np.ascontiguousarray(weights, dtype=np.float32),
            shifts=shifts.astype(np.float32),
            descriptions=meanings,
            prior=prior,
        )

    def chances(self, rows: sparse.csr_matrix) -> np.ndarray:
        """How likely each of `fields` is, (number of rows, number of fields); rows add up to one."""
        found = np.zeros((rows.shape[0], len(self.fields)))
        if self.weights is None:
            found[:] = 1 / max(len(self.fields), 1)
            return found
        found[:, self.known] = softmax((rows @ self.weights.T + self.shifts).astype(np.float64), axis=1)
        return self._with_prior(found, rows)

    def words_for(self, row: sparse.csr_matrix, field: str, most: int = 4) -> list[str]:
        """The words of a text that speak most for a field, the strongest first; none for a field without examples."""
        words, place = self.features.words, self.fields.index(field)
        if self.weights is None or words is None or place not in self.known:
            return []
        start = len(self.features.mean)
        inside = (row.indices >= start) & (row.indices < start + len(words.terms))
        columns, values = row.indices[inside], row.data[inside]
        own = self.weights[int(np.flatnonzero(self.known == place)[0])]
        # What speaks for all fields alike speaks for none.
        gain = values * (own[columns] - self.weights[:, columns].mean(axis=0))
        best = [at for at in np.argsort(-gain, kind="stable")[: most * 4] if gain[at] > 0]
        return _telling([words.terms[columns[at] - start] for at in best])[:most]

    def _with_prior(self, chances: np.ndarray, rows: sparse.csr_matrix) -> np.ndarray:
        """The chances, drawn towards the fields whose descriptions are near; less with every labelled text."""
        if self.descriptions is None:
            return chances
        near = np.exp(rows[:, : self.descriptions.shape[1]].toarray() @ self.descriptions.T * _SHARPNESS)
        near /= near.sum(axis=1, keepdims=True)
        # The fields that are described come first in `fields`; of the others nothing is known but their texts.
        described = near.shape[1]
        mixed = chances.copy()
        near *= chances[:, :described].sum(axis=1, keepdims=True)
        mixed[:, :described] = chances[:, :described] ** (1 - self.prior) * near**self.prior
        return mixed / mixed.sum(axis=1, keepdims=True)


def _telling(terms: list[str]) -> list[str]:
    """Terms without small words and without those another one of them says already."""
    kept: list[str] = []
    for term in terms:
        if any(len(word) < 4 or word in SMALL_WORDS for word in term.split()):
            continue
        if not any(set(term.split()) & set(other.split()) for other in kept):
            kept.append(term)
    return kept


def in_proportion(labels: Sequence[str], number: int) -> list[int]:
    """Places of `number` labels, chosen so that each label keeps its share and none is lost."""
    random = np.random.default_rng(_SEED)
    names = np.array(labels, dtype=object)
    chosen: list[int] = []
    for name in dict.fromkeys(labels):
        places = np.flatnonzero(names == name)
        share = max(1, round(number * len(places) / len(labels)))
        chosen += random.choice(places, min(share, len(places)), replace=False).tolist()
    return sorted(chosen)
