"""Agreement by numbers that others published or that follow by hand."""

import pytest

from consultations.synthesis.double_coding.agreement import measure, one_against_rest, reading
from consultations.synthesis.double_coding.sampling import draw


def test_kappa_of_cohens_textbook_table():
    # 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: 0.7 observed, 0.5 by chance.
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    found = measure("", pairs)
    assert (found.number, found.agreed, found.percent) == (50, 35, 70)
    assert found.kappa == pytest.approx(0.4)
    # Nominal alpha by its formula: 1 - (n-1) * disagreeing / sum of products of the two margins (45 and 55 of 100).
    assert found.alpha == pytest.approx(1 - 99 * 30 / (2 * 45 * 55))
    assert found.reading == reading(0.4) and not found.is_small


@pytest.mark.parametrize("pairs", [[("a", "a")] * 5, []])
def test_one_class_alone_cannot_be_judged(pairs):
    found = measure("", pairs)
    assert found.kappa is None and found.alpha is None
    assert found.percent == (100 if pairs else None)
    assert found.reading == reading(None) and found.is_small


def test_one_class_against_the_rest():
    pairs = [("a", "a"), ("a", "b"), ("b", "b"), ("c", "b")]
    found = one_against_rest("A", "a", pairs)
    assert (found.number, found.agreed, found.used) == (4, 3, 2)
    assert one_against_rest("D", "d", pairs).kappa is None


def test_everything_different_is_below_chance():
    found = measure("", [("a", "b"), ("b", "a")] * 10)
    assert found.kappa == pytest.approx(-1) and found.alpha < 0


@pytest.mark.parametrize(("value", "other"), [(-0.1, 0.1), (0.2, 0.21), (0.4, 0.41), (0.6, 0.61), (0.8, 0.81)])
def test_words_change_where_landis_and_koch_say(value, other):
    assert reading(value) != reading(other)


def test_a_draw_is_repeatable_fair_and_has_no_key_twice():
    keys = list(range(1, 1001))
    drawn = draw(keys, "abc", 100)
    assert drawn == draw(list(reversed(keys)), "abc", 100) and len(set(drawn)) == 100
    assert drawn != draw(keys, "abd", 100)
    # Every key has the same chance: over many seeds each tenth is drawn about as often.
    low = sum(key <= 100 for seed in range(200) for key in draw(keys, str(seed), 50))
    assert 850 < low < 1150
