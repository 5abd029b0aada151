"""Lineage by content."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.drafts.importing.matching import (
    OFFERED,
    Matching,
    Part,
    bare,
    match_chapters,
    match_paragraphs,
    normalised,
)
from consultations.drafts.importing.read import read_draft

REAL = Path(__file__).resolve().parents[2] / "data" / "intv"


def parts(year: int, ending: str) -> list[Part]:
    name = f"intv-{year}.{ending}"
    draft = read_draft((REAL / name).read_bytes(), name)
    pairs = [(chapter.title, text) for chapter in draft.chapters for text in chapter.paragraphs]
    return [Part(str(number), text, title) for number, (title, text) in enumerate(pairs)]


@pytest.mark.parametrize(("before", "after"), [("docx", "docx"), ("odt", "md"), ("md", "docx")])
def test_every_unchanged_paragraph_of_a_real_law_keeps_its_lineage(before, after):
    old, new = parts(2012, before), parts(2021, after)
    matching = match_paragraphs(old, new)
    by_key = {part.key: part for part in old}
    unchanged = Counter(normalised(part.text) for part in old) & Counter(normalised(part.text) for part in new)
    kept = Counter(
        normalised(part.text)
        for part in new
        if part.key in matching.sure and normalised(by_key[matching.sure[part.key]].text) == normalised(part.text)
    )
    assert kept == unchanged and unchanged.total() == 58
    assert len(set(matching.sure.values())) == len(matching.sure)
    assert len(matching.doubtful) <= 8, "an editor is not asked about everything"


def test_renumbered_and_moved_paragraphs_are_the_same():
    old = [Part("a", "(1) Kurse finden abends statt.", "Kurse"), Part("b", "(2) Sie sind kostenlos.", "Kurse")]
    new = [Part(0, "(1) Neu ist dieser Satz hier.", "Kurse"), Part(1, "(2) Kurse finden abends statt.", "Kurse")]
    new.append(Part(2, "Sie sind kostenlos.", "Anderswo"))
    assert match_paragraphs(old, new).sure == {1: "a", 2: "b"}


def test_equal_texts_stay_in_their_chapter():
    old = [Part("a", "(weggefallen)", "§ 1"), Part("b", "(weggefallen)", "§ 2")]
    new = [Part(0, "(weggefallen)", "§ 2")]
    assert match_paragraphs(old, new).sure == {0: "b"}


def test_two_alike_are_asked_about():
    text = "Das Land fördert in jedem Jahr {} Kurse für neu Zugewanderte in allen Landkreisen und kreisfreien Städten."
    old = [Part("a", text.format("zehn"), "K"), Part("b", text.format("zwanzig"), "K")]
    matching = match_paragraphs(old, [Part(0, text.format("dreißig"), "K")])
    assert not matching.sure and set(matching.doubtful[0]) == {"a", "b"}


def test_a_renamed_chapter_is_known_by_its_paragraphs():
    matching = match_chapters([Part("k1", "Ausgangslage")], [Part("0", "Worum es geht")], Counter({("0", "k1"): 3}))
    assert matching.sure == {"0": "k1"}


words = st.lists(st.sampled_from(["Kurs", "Land", "Stadt", "fördert", "neu", "Jahr", "viele"]), min_size=1, max_size=12)
texts = st.lists(words.map(" ".join), max_size=12)


@given(texts, texts)
def test_no_lineage_is_given_twice(before, after):
    old = [Part(f"o{n}", text, f"k{n % 2}") for n, text in enumerate(before)]
    new = [Part(f"n{n}", text, f"k{n % 3}") for n, text in enumerate(after)]
    matching = match_paragraphs(old, new)
    assert len(set(matching.sure.values())) == len(matching.sure)
    assert not set(matching.sure) & set(matching.doubtful)
    assert not set(matching.sure.values()) & {key for keys in matching.doubtful.values() for key in keys}


@given(texts, st.randoms())
def test_any_order_of_the_same_paragraphs_keeps_all(before, random):
    old = [Part(n, text, "k") for n, text in enumerate(before)]
    shuffled = random.sample(old, len(old))
    matching = match_paragraphs(old, [Part(f"n{n}", part.text, "k") for n, part in enumerate(shuffled)])
    assert len(matching.sure) == len(old) and not matching.doubtful


@given(texts)
def test_importing_the_same_text_again_is_the_identity(before):
    old = [Part(n, text, f"k{n % 3}") for n, text in enumerate(before)]
    assert match_paragraphs(old, old) == Matching({part.key: part.key for part in old}, {})


def _unique(words_of_each: list[str]) -> list[str]:
    """Texts that stay different without numbers and signs."""
    return list({bare(text): text for text in words_of_each}.values())


@given(texts, texts)
def test_equal_texts_that_occur_once_always_match(before, after):
    old = {text: Part(("alt", text), text, "k") for text in _unique(before)}
    new = {text: Part(("neu", text), text, "anderswo") for text in _unique(after)}
    matching = match_paragraphs(list(old.values()), list(new.values()))
    for text in old.keys() & new.keys():
        assert matching.sure["neu", text] == ("alt", text)


long_words = st.lists(st.sampled_from([f"wort{n}" for n in range(14)]), min_size=4, max_size=12).map(" ".join)
long_texts = st.lists(long_words, max_size=8).map(_unique)


@given(long_texts, long_texts, st.randoms())
def test_what_a_paragraph_is_does_not_depend_on_the_order(before, after, random):
    """Similar texts included: an editor who moves paragraphs about gets the same matches and the same questions."""
    old = [Part(("alt", text), text, f"k{len(text) % 2}") for text in before]
    new = [Part(("neu", text), text, f"k{len(text) % 2}") for text in after]
    first = match_paragraphs(old, new)
    second = match_paragraphs(random.sample(old, len(old)), random.sample(new, len(new)))
    assert first.sure == second.sure
    assert {key: set(offers) for key, offers in first.doubtful.items() if len(offers) < OFFERED} == {
        key: set(offers) for key, offers in second.doubtful.items() if len(offers) < OFFERED
    }


def test_a_match_frees_its_neighbours_of_a_rival():
    """The second new text is close to both old ones, but the first old one is surely the first new one."""
    start = "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn"
    old = [Part("a", f"{start} alpha beta", "k"), Part("b", f"{start} gamma delta epsilon zeta", "k")]
    new = [Part(0, f"{start} gamma delta epsilon eta", "k"), Part(1, f"{start} alpha beta", "k")]
    assert match_paragraphs(old, new).sure == {1: "a", 0: "b"}


def test_a_large_law_is_compared_with_few_pairs(monkeypatch):
    """Every paragraph changed: the number of comparisons grows with the paragraphs, not with their square."""
    from consultations.drafts.importing import matching

    calls = Counter()
    compare = matching._similarity
    monkeypatch.setattr(
        matching, "_similarity", lambda *args, **kwargs: (calls.update(["n"]), compare(*args, **kwargs))[1]
    )
    old = [Part(n, " ".join(f"wort{(n * 7 + i * i) % 900}" for i in range(40)), "k") for n in range(1500)]
    new = [Part(f"n{part.key}", part.text + " ergänzt um dies", "k") for part in old]
    result = match_paragraphs(old, new)
    assert len(result.sure) + len(result.doubtful) == 1500
    assert calls["n"] <= 1500 * matching.COMPARED
