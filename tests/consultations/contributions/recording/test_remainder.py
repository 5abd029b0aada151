"""What of a letter belongs to no contribution yet."""

from hypothesis import given
from hypothesis import strategies as st

from consultations.contributions.recording.remainder import runs, unassigned
from tests.consultations.contributions.recording.conftest import FIRST, LETTER, SECOND


def test_what_was_recorded_is_no_remainder():
    assert unassigned(LETTER, [FIRST, SECOND]) == ["Sehr geehrte Damen und Herren,", "Mit freundlichen Grüßen"]


def test_other_line_breaks_and_spaces_are_the_same_words():
    assert unassigned("Ein Satz\nüber zwei  Zeilen.", ["ein satz über zwei Zeilen."]) == []


def test_of_a_corrected_passage_the_unchanged_sentences_count():
    rest = unassigned(
        "Der erste Satz bleibt gleich. Der zweite Sazt hat einen Fehler.",
        ["Der erste Satz bleibt gleich. Der zweite Satz hat einen Fehler."],
    )
    assert rest == ["Der zweite Sazt hat einen Fehler."]


def test_a_sentence_that_stands_twice_is_recorded_twice_only_with_two_passages():
    text = "Mehr Zeit bitte. Anderes. Mehr Zeit bitte."
    assert unassigned(text, ["Mehr Zeit bitte."]) == ["Anderes. Mehr Zeit bitte."]
    assert unassigned(text, ["Mehr Zeit bitte.", "Mehr Zeit bitte."]) == ["Anderes."]


def test_lines_and_dashes_need_no_contribution():
    assert unassigned("Ein Satz. ---- \n ***", ["Ein Satz."]) == []


@given(st.text(alphabet="ab .\n-", max_size=60), st.lists(st.text(alphabet="ab .\n", max_size=20), max_size=4))
def test_nothing_is_lost_or_invented(text, passages):
    found = runs(text, passages)
    assert "".join(run.text for run in found) == (text if text.split() else "")
