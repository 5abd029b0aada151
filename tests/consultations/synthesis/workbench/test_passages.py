"""Passages of a text: sentences, cutting, and fitting to a shortened text."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.synthesis.passages import cut, is_empty, moved, refitted, sentences, touch, trimmed, uncovered

TEXTS = st.text(alphabet=st.sampled_from("abcÄß .,!?\n\r-😀1[…]"), max_size=60)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("   ", []),
        ("Ein Satz", ["Ein Satz"]),
        ("Erstens z. B. Kurse. Zweitens, am 3. Mai: Busse!", ["Erstens z. B. Kurse.", "Zweitens, am 3. Mai: Busse!"]),
        ("Kopf\r\n\r\n- eins\n- zwei? Ja (doch.) Ende", ["Kopf", "- eins", "- zwei?", "Ja (doch.)", "Ende"]),
    ],
)
def test_sentences(text, found):
    assert [text[start:end] for start, end in sentences(text)] == found


@given(TEXTS)
def test_sentences_cover_the_text_and_do_not_overlap(text):
    spans = sentences(text)
    assert uncovered(text, spans) == []
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@given(TEXTS, st.integers(0, 60), st.integers(0, 60))
def test_pieces_cover_what_the_passage_covered(text, start, end):
    whole = trimmed(text, (0, len(text)))
    try:
        pieces = [piece for piece in cut(text, (0, len(text)), (start, end)) if piece]
    except ValueError:
        assert is_empty(text[start:end])
        return
    assert whole and uncovered(text, pieces) == []
    assert all(not is_empty(text[first:last]) for first, last in pieces)


def test_marking_up_to_the_full_stop_leaves_no_piece_of_punctuation():
    text = "Mehr Kurse. Mehr Busse."
    assert cut(text, (0, len(text)), (12, 22)) == ((0, 11), (12, 23), None)


@pytest.mark.parametrize(("one", "other", "together"), [((0, 4), (5, 9), True), ((0, 4), (10, 14), False)])
def test_neighbours_have_only_spaces_between_them(one, other, together):
    assert touch("Eins zwei drei", one, other) is together is touch("Eins zwei drei", other, one)


def test_what_was_taken_out_is_dropped_and_the_rest_moves_along():
    before = "Kurse fehlen. Herr Meier ist dumm. Busse fahren nicht."
    after = "Kurse fehlen. […] Busse fahren nicht."
    places, gaps = refitted(before, after, sentences(before))
    assert [place and after[slice(*place)] for place in places] == ["Kurse fehlen. […]", None, "Busse fahren nicht."]
    assert gaps == []


def test_what_is_shown_again_belongs_to_nobody():
    before, after = "Kurse fehlen.", "Kurse fehlen. Busse auch."
    places, gaps = refitted(before, after, [(0, 13)])
    assert places == [(0, 13)] and [after[slice(*gap)] for gap in gaps] == ["Busse auch."]


def test_a_mark_inside_a_sentence_stays_in_it():
    before, after = "Frau Schulze vom Amt hilft nie. Danke.", "Frau […] vom Amt hilft nie. Danke."
    assert moved(before, after, [(0, 31), (32, 38)]) == [(0, 27), (28, 34)]


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS)
def test_whatever_becomes_of_the_text_it_stays_covered(before, after):
    spans = sentences(before)
    places, gaps = refitted(before, after, spans)
    assert len(places) == len(spans)
    assert uncovered(after, [place for place in places if place] + gaps) == []
    assert all(0 <= start < end <= len(after) for start, end in [*filter(None, places), *gaps])
