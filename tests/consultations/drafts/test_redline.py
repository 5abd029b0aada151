"""The word-by-word comparison of two texts."""

from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from consultations.drafts.comparison import images_in_words, redline

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


def entry(key, alt="", caption=""):
    return {"image": key, "alt": alt, "caption": caption}


def test_images_are_told_apart_in_plain_words():
    with translation.override("de"):
        assert images_in_words([entry("a", caption="Karte")], [entry("b", caption="Karte")]) == (
            "Karte (bisheriges Bild)",
            "Karte (anderes Bild)",
        )
        assert images_in_words([entry("a", caption="Karte")], [entry("a", "Kreise", "Karte")]) == (
            "Karte",
            "Karte (beschrieben als: Kreise)",
        )
        assert images_in_words([entry("a"), entry("b", "B")], [entry("b", "B")]) == ("Bild; B", "B")
