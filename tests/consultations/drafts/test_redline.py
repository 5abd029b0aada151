"""The word-by-word comparison of two texts."""

from hypothesis import given
from hypothesis import strategies as st

from consultations.drafts.comparison import redline

words = st.lists(st.sampled_from(["Kurse", "am", "Abend", "und", "Größe", "3,5", " ", "\n", ".", "–", "ä", "🙂"])).map(
    " ".join
)
texts = st.one_of(words, st.text())


@given(texts, texts)
def test_what_stays_and_what_comes_is_the_new_text(old, new):
    assert "".join(run.text for run in redline(old, new) if run.kind in ("same", "insert")) == new


@given(texts, texts)
def test_what_stays_and_what_goes_is_the_old_text(old, new):
    assert "".join(run.text for run in redline(old, new) if run.kind in ("same", "delete")) == old


@given(texts, texts)
def test_runs_are_never_empty_and_of_a_known_kind(old, new):
    assert all(run.text and run.kind in ("same", "insert", "delete") for run in redline(old, new))


@given(texts)
def test_the_same_text_has_no_changes(text):
    assert all(run.kind == "same" for run in redline(text, text))
