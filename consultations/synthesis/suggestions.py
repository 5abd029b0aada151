"""Suggesting action fields: the pure function under everything that is stored. A person always decides.

The recipe is measured (see `docs/architecture.md`): sentence vectors beside words and parts of words, a linear
classifier, and the description of each field as one more example, so that it helps from the first contribution on.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from consultations.synthesis.learning import encoder
from consultations.synthesis.learning.classifier import Classifier
from consultations.synthesis.learning.features import Features
from consultations.synthesis.learning.texts import prepared


def suggest(
    labelled: Sequence[tuple[str, str]], unlabelled: Sequence[str], fields: Mapping[str, str]
) -> list[list[str]]:
    """For each unlabelled text all fields, the most likely first.

    `labelled`: pairs of text and key of its field. `fields`: by key what the field is called and what belongs to it,
    e.g. "Sprache: Kurse, Dolmetschen". Keys that only occur in `labelled` are ranked as well. Nothing is stored.
    """
    known, texts = [prepared(text) for text, _field in labelled], [prepared(text) for text in unlabelled]
    vectors = encoder.vectors([*known, *texts])
    features, rows = Features.learn([*known, *texts], vectors)
    if rows is None:
        rows = features.of([*known, *texts], vectors)
    descriptions = dict(zip(fields, encoder.vectors([prepared(text) for text in fields.values()]), strict=True))
    labels = [field for _text, field in labelled]
    classifier = Classifier.learn(features, rows[: len(known)], labels, descriptions)
    chances = classifier.chances(rows[len(known) :])
    return [[classifier.fields[place] for place in np.argsort(-row, kind="stable")] for row in chances]
