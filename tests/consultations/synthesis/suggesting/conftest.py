"""A small encoder in the place of the real one, which takes seconds to load: equal words, near vectors."""

import re
import zlib

import numpy as np
import pytest

from consultations.synthesis.learning import encoder
from consultations.synthesis.suggesting import keeping, runs, similar
from consultations.synthesis.suggesting.enums import RunKind
from tests.factories.consultations import ActionFieldFactory

#: By field, sentences that belong there.
SAID = {
    "Sprache": [
        "Mehr Sprachkurse am Abend, {}",
        "Dolmetschen bei Terminen im Amt {}",
        "Sprachkurse mit Kinderbetreuung {}",
    ],
    "Wohnen": [
        "Bezahlbare Wohnungen fehlen in {}",
        "Vermieter lehnen Familien ab, {}",
        "Wohnungen auch in Dörfern wie {}",
    ],
    "Arbeit": [
        "Abschlüsse schneller anerkennen, {}",
        "Praktika in Betrieben von {}",
        "Arbeit und Ausbildung für alle in {}",
    ],
}
PLACES = ["Stendal", "Halle", "Burg", "Genthin", "Dessau", "Naumburg", "Zeitz", "Salzwedel", "Köthen", "Aken"]


def small_vectors(texts) -> np.ndarray:
    found = np.zeros((len(texts), encoder.DIMENSIONS), dtype=np.float32)
    for row, text in zip(found, texts, strict=True):
        for word in re.findall(r"\w{4,}", text.lower()):
            row[zlib.crc32(word.encode()) % encoder.DIMENSIONS] += 1
        if length := np.linalg.norm(row):
            row /= length
    return found


@pytest.fixture(autouse=True)
def _small_encoder(monkeypatch):
    monkeypatch.setattr(encoder, "vectors", small_vectors)
    monkeypatch.setattr(encoder, "is_there", lambda: True)
    monkeypatch.setattr(encoder, "NAME", "small/1")
    # Runs are done by the tests themselves.
    monkeypatch.setattr(runs, "start", lambda pk: None)
    similar._matrices.clear()
    keeping.adviser_of.cache_clear()


@pytest.fixture
def fields(process):
    return {title: ActionFieldFactory(process=process, title=title, text=f"{title}.") for title in SAID}


@pytest.fixture
def say(make_contribution, fields):
    """Contributions of a field, assigned or not; returns their segments."""

    def make(title: str, number: int, *, assigned: bool = True, start: int = 0):
        found = []
        for place in range(start, start + number):
            text = SAID[title][place % 3].format(PLACES[place % len(PLACES)])
            segment = make_contribution(title=f"{title} {place}", text=f"{text} Nummer {place}").segments.get()
            if assigned:
                segment.action_field = fields[title]
                segment.save()
            found.append(segment)
        return found

    return make


@pytest.fixture
def train(process):
    """Do a run now."""

    def run(kind=RunKind.SUGGESTIONS, **options):
        asked = runs.ask(process, kind, **options)
        assert keeping.work_on(asked.pk)
        asked.refresh_from_db()
        return asked

    return run
