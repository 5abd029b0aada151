"""How good the suggestions are, measured honestly: on texts the classifier has not seen, nor anything like them.

Texts that say nearly the same, members of one campaign and passages of one contribution are never on both sides.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedGroupKFold

from consultations.synthesis.learning.classifier import Classifier
from consultations.synthesis.learning.features import Features
from consultations.synthesis.learning.limits import LEAST

_FOLDS = 5
_SEED = 15


@dataclass
class Accuracy:
    """Shares between 0 and 1, and how many examples they rest on; `fields` by key: examples, found first, in three.

    `topics` by key of their field: examples, found first, and what always naming the one with most would reach.
    """

    examples: int
    first: float
    first_three: float
    macro_f1: float
    #: What always naming the field with the most examples would reach.
    guessing: float
    fields: dict[str, tuple[int, float, float]] = field(default_factory=dict)
    topics: dict[str, tuple[int, float, float]] = field(default_factory=dict)


def held_out_chances(
    features: Features,
    rows: sparse.csr_matrix,
    labels: Sequence[str],
    groups: Sequence[int],
    descriptions: Mapping[str, np.ndarray],
    beat: Callable[[float], None] = lambda share: None,
) -> tuple[np.ndarray, list[str]]:
    """Chances of every text, each by a classifier that saw neither it nor one of its group, and the fields' keys.

    Rows of texts that could not be held out are not numbers. `beat` is told how far it is, 0 to 1.
    """
    fields = list(dict.fromkeys([*descriptions, *labels]))
    chances = np.full((len(labels), len(fields)), np.nan)
    # No more parts than the largest field has examples: the split refuses to spread fewer.
    folds = min(_FOLDS, len(set(groups)), max(Counter(labels).values(), default=0))
    if folds < 2:
        return chances, fields
    split = StratifiedGroupKFold(n_splits=folds, shuffle=True, random_state=_SEED)
    for number, (known, asked) in enumerate(split.split(rows, labels, groups), start=1):
        classifier = Classifier.learn(features, rows[known], [labels[place] for place in known], descriptions)
        places = [fields.index(key) for key in classifier.fields]
        chances[asked] = 0
        chances[np.ix_(asked, places)] = classifier.chances(rows[asked])
        beat(number / folds)
    return chances, fields


def measured(chances: np.ndarray, fields: Sequence[str], labels: Sequence[str]) -> Accuracy | None:
    """The accuracy that held-out chances show; None with too few examples."""
    held_out = np.flatnonzero(~np.isnan(chances).any(axis=1))
    if len(held_out) < LEAST:
        return None
    order = np.argsort(-chances[held_out], axis=1, kind="stable")
    right = np.array([fields.index(labels[place]) for place in held_out])
    first = order[:, 0] == right
    three = (order[:, :3] == right[:, None]).any(axis=1)
    counts = Counter(right.tolist())
    return Accuracy(
        examples=len(held_out),
        first=float(first.mean()),
        first_three=float(three.mean()),
        macro_f1=float(f1_score(right, order[:, 0], labels=sorted(counts), average="macro", zero_division=0)),
        guessing=max(counts.values()) / len(held_out),
        fields={
            fields[at]: (counts[at], float(first[right == at].mean()), float(three[right == at].mean()))
            for at in sorted(counts)
        },
    )


def thresholds(chances: np.ndarray, fields: Sequence[str], labels: Sequence[str]) -> tuple[float, float]:
    """From which chance on a suggestion was right nine times in ten, and three times in five, among held-out texts.

    Above one where that was never so, or so rarely that it may be luck.
    """
    held_out = np.flatnonzero(~np.isnan(chances).any(axis=1))
    if len(held_out) < LEAST:
        return 2.0, 0.5
    best = chances[held_out].max(axis=1)
    right = chances[held_out].argmax(axis=1) == [fields.index(labels[place]) for place in held_out]
    order = np.argsort(-best, kind="stable")
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    found = []
    for wanted in (0.9, 0.6):
        enough = np.flatnonzero((share >= wanted) & (np.arange(len(order)) >= 9))
        found.append(float(best[order[enough[-1]]]) if len(enough) else 2.0)
    return found[0], found[1]
