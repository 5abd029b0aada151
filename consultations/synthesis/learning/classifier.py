"""Which action field a text belongs to, learned from what people assigned and from the fields' descriptions."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from consultations.synthesis.learning.features import Features

#: A description counts as much as two texts.
_DESCRIPTION_WEIGHT = 2.0
#: While few texts are labelled, nearness to the descriptions counts as well: as much as so many labelled texts ...
_PRIOR_TEXTS = 4
#: ... and so sharply, from a cosine to a chance.
_SHARPNESS = 10.0
_LIMIT = 2000


class Classifier:
    """Trained once; then says for any text how likely each field is. Fields without any example are never first."""

    def __init__(
        self,
        features: Features,
        examples: sparse.csr_matrix,
        labels: Sequence[str],
        descriptions: Mapping[str, np.ndarray],
    ) -> None:
        self.features = features
        self.fields = list(dict.fromkeys([*descriptions, *labels]))
        rows, names, weights = [], list(labels), [1.0] * len(labels)
        if examples.shape[0]:
            rows.append(examples)
        if descriptions:
            rows.append(features.of_descriptions(np.vstack(list(descriptions.values()))))
            names += list(descriptions)
            weights += [_DESCRIPTION_WEIGHT] * len(descriptions)
        self._prior = _PRIOR_TEXTS / (_PRIOR_TEXTS + len(labels)) if descriptions else 0.0
        self._descriptions = features.meaning(np.vstack(list(descriptions.values()))) if descriptions else None
        self._model = None
        if len(set(names)) > 1:
            model = LogisticRegression(C=10, class_weight="balanced", max_iter=_LIMIT)
            self._model = model.fit(sparse.vstack(rows, format="csr"), names, sample_weight=weights)

    def chances(self, rows: sparse.csr_matrix) -> np.ndarray:
        """How likely each of `fields` is, (number of rows, number of fields); rows add up to one."""
        found = np.zeros((rows.shape[0], len(self.fields)))
        if self._model is None:
            found[:] = 1 / max(len(self.fields), 1)
            return found
        places = [self.fields.index(name) for name in self._model.classes_]
        found[:, places] = self._model.predict_proba(rows)
        return self._with_prior(found, rows)

    def _with_prior(self, chances: np.ndarray, rows: sparse.csr_matrix) -> np.ndarray:
        """The chances, drawn towards the fields whose descriptions are near; less with every labelled text."""
        if self._descriptions is None:
            return chances
        near = np.exp(rows[:, : self._descriptions.shape[1]].toarray() @ self._descriptions.T * _SHARPNESS)
        near /= near.sum(axis=1, keepdims=True)
        # The fields that are described come first in `fields`; of the others nothing is known but their texts.
        described = near.shape[1]
        mixed = chances.copy()
        near *= chances[:, :described].sum(axis=1, keepdims=True)
        mixed[:, :described] = chances[:, :described] ** (1 - self._prior) * near**self._prior
        return mixed / mixed.sum(axis=1, keepdims=True)
