"""The pure parts: weights of words, the stored model, honest folds, order, themes, groups."""

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from consultations.synthesis.learning import accuracy, groups, order, stored, tfidf, themes
from consultations.synthesis.learning.adviser import Adviser
from consultations.synthesis.learning.classifier import Classifier, in_proportion
from consultations.synthesis.learning.features import Features
from consultations.synthesis.suggesting.alike import groups_of
from tests.consultations.synthesis.suggesting.conftest import PLACES, SAID, small_vectors

TEXTS = [said.format(place) for place in PLACES for some in SAID.values() for said in some]
LABELS = [title for _place in PLACES for title, some in SAID.items() for _said in some]


def test_parts_of_words_weigh_what_scikit_learn_says():
    weights, rows = tfidf.learn(TEXTS, tfidf.count_parts, least=3)
    theirs = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True)
    expected = theirs.fit_transform(TEXTS)
    assert weights.terms == theirs.get_feature_names_out().tolist()
    assert abs(rows - expected).max() < 1e-5
    new = ["Ä", "", "Sprachkurse in Wohnungen am Abend"]
    assert abs(weights.of(new) - theirs.transform(new)).max() < 1e-5


@pytest.fixture
def adviser() -> Adviser:
    vectors = small_vectors(TEXTS)
    features, rows = Features.learn(TEXTS, vectors)
    fields = Classifier.learn(features, rows, LABELS, {})
    return Adviser(fields, {}, np.arange(len(TEXTS)), LABELS, features.meaning(vectors), {"sure": 0.9, "likely": 0.5})


def test_a_stored_adviser_says_the_same(adviser):
    again = Adviser.load(adviser.dump())
    texts = ["Sprachkurse am Abend", "Vermieter und Wohnungen", ""]
    vectors = small_vectors(texts)
    mine, theirs = adviser.advise(texts, vectors), again.advise(texts, vectors)
    assert [one.proposals[0].field for one in theirs] == [one.proposals[0].field for one in mine]
    assert [one.proposals[0].chance for one in theirs] == pytest.approx([one.proposals[0].chance for one in mine])
    assert theirs[0].proposals[0].words == mine[0].proposals[0].words != []
    assert theirs[0].proposals[0].near and again.about == adviser.about


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x80\x04K\x01."])
def test_a_damaged_model_is_not_read(content):
    with pytest.raises(stored.UnreadableModel):
        Adviser.load(content)


@pytest.mark.parametrize("labels", ["abc", "aabb", "aaabbbccdefghhh"])
def test_few_examples_in_many_fields_are_no_error(labels):
    """The first run comes after 15 decisions; with twelve fields none of them may have five by then."""
    texts = TEXTS[: len(labels)]
    features, rows = Features.learn(texts, small_vectors(texts))
    chances, fields = accuracy.held_out_chances(features, rows, list(labels), list(range(len(labels))), {})
    assert chances.shape == (len(labels), len(set(labels))) and set(fields) == set(labels)
    assert accuracy.measured(chances, fields, list(labels)) is None
    assert accuracy.thresholds(chances, fields, list(labels)) == (2.0, 0.5)


def test_groups_stay_on_one_side():
    assert groups.joined_groups(5, [(0, 2), (2, 4)]) == [0, 1, 0, 3, 0]
    vectors = small_vectors(TEXTS)
    features, rows = Features.learn(TEXTS, vectors)
    chances, fields = accuracy.held_out_chances(features, rows, LABELS, [0] * len(TEXTS), {})
    assert np.isnan(chances).all() and accuracy.measured(chances, fields, LABELS) is None
    chances, fields = accuracy.held_out_chances(features, rows, LABELS, list(range(len(TEXTS))), {})
    found = accuracy.measured(chances, fields, LABELS)
    assert found.examples == 90 and found.first > 0.95 and found.first_three == 1
    sure, likely = accuracy.thresholds(chances, fields, LABELS)
    assert likely <= sure < 1


def test_a_sample_keeps_every_label():
    labels = ["a"] * 990 + ["b"] * 10
    chosen = [labels[place] for place in in_proportion(labels, 100)]
    assert chosen.count("a") == 99 and chosen.count("b") == 1


def test_the_order_begins_with_what_is_typical():
    vectors = small_vectors(TEXTS)
    assert order.typical(vectors[:3]) == [0, 1, 2]
    found = order.typical(vectors, 9)
    assert len({LABELS[place] for place in found}) == 3
    assert order.margins(np.array([[0.5, 0.4, 0.1]])) == pytest.approx([0.1])
    assert order.margins(np.array([[1.0]])) == [1]


def test_themes_hold_what_belongs_together():
    texts = [*TEXTS, ""]
    found = themes.find_themes(texts, small_vectors(texts), 3)
    assert len(found) == 3 and sorted(place for theme in found for place in theme.members) == list(range(len(TEXTS)))
    assert all(len(theme.representatives) == 5 and set(theme.representatives) <= set(theme.members) for theme in found)
    assert themes.find_themes(TEXTS[:5], small_vectors(TEXTS[:5])) == []


def test_equal_texts_of_a_large_campaign_are_compared_once():
    texts = ["Immer derselbe Brief."] * 3_000 + ["Etwas anderes.", ""]
    assert groups_of(texts) == [list(range(3_000))]
