"""Everything a trained machine needs to advise on a text: classifiers of fields and topics, and examples to show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from consultations.synthesis.learning import stored
from consultations.synthesis.learning.classifier import Classifier
from consultations.synthesis.learning.order import margins

#: So many fields are proposed, with so many examples each.
PROPOSED, _EXAMPLES = 3, 2
#: An example is shown if it is at least so near (cosine).
_NEAR = 0.2
_FIELDS = "fields"


@dataclass
class Proposal:
    """A field for a text: how likely, which words speak for it, keys of examples near it, and a topic inside."""

    field: str
    chance: float
    words: list[str]
    near: list[int] = field(default_factory=list)
    topic: str = ""


@dataclass
class Advice:
    """Up to three proposals, the most likely first, and the distance between the first two."""

    proposals: list[Proposal]
    margin: float


@dataclass
class Adviser:
    """`topics`: by field a classifier of its topics. `pool`: keys, fields and meanings of the examples."""

    fields: Classifier
    topics: dict[str, Classifier]
    pool_keys: np.ndarray
    pool_labels: list[str]
    pool_meanings: np.ndarray
    about: dict

    def advise(self, texts: Sequence[str], vectors: np.ndarray, rows: sparse.csr_matrix | None = None) -> list[Advice]:
        """Advice on each text; `rows` are its features if they are known already."""
        if not self.fields.fields or not len(texts):
            return [Advice([], 1.0) for _text in texts]
        rows = self.fields.features.of(texts, vectors) if rows is None else rows
        chances = self.fields.chances(rows)
        order = np.argsort(-chances, axis=1, kind="stable")[:, :PROPOSED]
        near = self._examples(self.fields.features.meaning(vectors), order)
        first = [self.fields.fields[places[0]] for places in order]
        topics = self._topics(rows, first)
        found = []
        for at, margin in enumerate(margins(chances)):
            proposals = [
                Proposal(
                    key := self.fields.fields[place],
                    float(chances[at, place]),
                    self.fields.words_for(rows[at], key),
                    near.get((at, place), []),
                )
                for place in order[at]
            ]
            proposals[0].topic = topics.get(at, "")
            found.append(Advice(proposals, float(margin)))
        return found

    def _examples(self, meanings: np.ndarray, order: np.ndarray) -> dict[tuple[int, int], list[int]]:
        """Keys of the nearest examples of each proposed field, by row and place of the field."""
        found: dict[tuple[int, int], list[int]] = {}
        labels = np.array(self.pool_labels, dtype=object)
        for place, key in enumerate(self.fields.fields):
            pool = np.flatnonzero(labels == key)
            asked = np.flatnonzero((order == place).any(axis=1))
            if not len(pool) or not len(asked):
                continue
            alike = meanings[asked] @ self.pool_meanings[pool].T.astype(np.float32)
            best = np.argsort(-alike, axis=1, kind="stable")[:, :_EXAMPLES]
            for row, columns, likeness in zip(asked, best, alike, strict=True):
                keys = [int(self.pool_keys[pool[column]]) for column in columns if likeness[column] >= _NEAR]
                found[int(row), place] = keys
        return found

    def _topics(self, rows: sparse.csr_matrix, first: list[str]) -> dict[int, str]:
        """The likeliest topic inside the first field of each row, where that field's topics were learned."""
        found: dict[int, str] = {}
        for key, classifier in self.topics.items():
            asked = [at for at, name in enumerate(first) if name == key]
            if asked:
                best = classifier.chances(rows[asked]).argmax(axis=1)
                found |= {at: classifier.fields[place] for at, place in zip(asked, best, strict=True)}
        return found

    def dump(self) -> bytes:
        """The adviser as a file."""
        beside = {"keys": self.pool_keys, "meanings": self.pool_meanings.astype(np.float16)}
        about: Mapping = {**self.about, "labels": self.pool_labels}
        return stored.dump({_FIELDS: self.fields, **self.topics}, beside, dict(about))

    @classmethod
    def load(cls, content: bytes) -> "Adviser":
        """What `dump` made. Raises UnreadableModel."""
        classifiers, beside, about = stored.load(content)
        labels = about.pop("labels")
        fields = classifiers.pop(_FIELDS)
        return cls(fields, classifiers, beside["keys"], labels, beside["meanings"], about)
