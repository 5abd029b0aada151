"""What was learned as a file and back: numbers and lists of words, never a pickle, so that loading runs no code."""

import io
import json
from zipfile import BadZipFile

import numpy as np

from consultations.synthesis.learning.classifier import Classifier
from consultations.synthesis.learning.features import Features
from consultations.synthesis.learning.tfidf import Weights, count_parts, count_words

#: Files of another form are not read but made anew.
FORM = 1
_COUNTS = {"words": count_words, "parts": count_parts}
_NUMBERS = ("weights", "shifts", "descriptions")


class UnreadableModel(ValueError):
    """The file is of an earlier form, or damaged."""


def dump(classifiers: dict[str, Classifier], beside: dict[str, np.ndarray], about: dict) -> bytes:
    """Classifiers by name, all with the same features; rows of numbers beside them, and what is to be known (JSON)."""
    features = next(iter(classifiers.values())).features
    numbers: dict[str, np.ndarray] = {"mean": features.mean.astype(np.float32)}
    numbers |= {f"beside-{name}": rows for name, rows in beside.items()}
    for name in _COUNTS:
        weights = getattr(features, name)
        if weights is not None:
            numbers[f"{name}-idf"] = weights.idf
            numbers[f"{name}-terms"] = _as_bytes(weights.terms)
    shapes = []
    for at, (name, one) in enumerate(classifiers.items()):
        shapes.append({"name": name, "fields": one.fields, "prior": one.prior})
        numbers[f"{at}-known"] = one.known
        for part in _NUMBERS:
            if getattr(one, part) is not None:
                numbers[f"{at}-{part}"] = getattr(one, part)
    numbers["about"] = _as_bytes({"form": FORM, "classifiers": shapes, "about": about})
    file = io.BytesIO()
    np.savez_compressed(file, **numbers)
    return file.getvalue()


def load(content: bytes) -> tuple[dict[str, Classifier], dict[str, np.ndarray], dict]:
    """What `dump` was given. Raises UnreadableModel."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as file:
            return _read(dict(file))
    except (KeyError, OSError, TypeError, ValueError, EOFError, BadZipFile) as error:
        raise UnreadableModel(str(error)) from error


def _read(numbers: dict[str, np.ndarray]) -> tuple[dict[str, Classifier], dict[str, np.ndarray], dict]:
    about = _from_bytes(numbers["about"])
    if about["form"] != FORM:
        raise UnreadableModel(f"form {about['form']}")
    parts = {
        name: Weights(_from_bytes(numbers[f"{name}-terms"]), numbers[f"{name}-idf"], count)
        for name, count in _COUNTS.items()
        if f"{name}-idf" in numbers
    }
    features = Features(numbers["mean"], parts.get("words"), parts.get("parts"))
    found = {}
    for at, shape in enumerate(about["classifiers"]):
        own = {part: numbers.get(f"{at}-{part}") for part in _NUMBERS}
        found[shape["name"]] = Classifier(
            features, shape["fields"], known=numbers[f"{at}-known"], prior=shape["prior"], **own
        )
    beside = {name.removeprefix("beside-"): rows for name, rows in numbers.items() if name.startswith("beside-")}
    return found, beside, about["about"]


def _as_bytes(value: object) -> np.ndarray:
    return np.frombuffer(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"), dtype=np.uint8)


def _from_bytes(numbers: np.ndarray):
    return json.loads(numbers.tobytes().decode("utf-8", "surrogatepass"))
