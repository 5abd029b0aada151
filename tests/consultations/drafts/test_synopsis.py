"""What became of each paragraph between two versions: in memory, without a database."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from consultations.drafts.models import Paragraph
from consultations.drafts.synopsis import Fate, Totals, longest_increasing, synopsis

WORDS = [f"wort{number}" for number in range(60)]


def chapter(lineage: str, paragraphs: list[tuple[str, str]]) -> SimpleNamespace:
    rows = [
        Paragraph(lineage=key, text=text, number=f"{lineage}.{n}", order=n)
        for n, (key, text) in enumerate(paragraphs, 1)
    ]
    return SimpleNamespace(lineage=lineage, title=lineage, paragraphs=SimpleNamespace(all=lambda: rows))


def entries(old, new):
    return [entry for row in synopsis(old, new) for entry in row.entries]


def one(old, new):
    return {entry.lineage: entry for entry in entries([chapter("k", old)], [chapter("k", new)])}


#: Chapters as lists of lineages; every lineage once a version.
versions = st.lists(st.integers(0, 30), unique=True).flatmap(
    lambda rows: st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows)).map(
        lambda places: [
            chapter(
                f"k{k}", [(f"a{row}", f"Text {row % 7}") for row, place in zip(rows, places, strict=True) if place == k]
            )
            for k in range(4)
        ]
    )
)


def lineages(version):
    return [paragraph.lineage for section in version for paragraph in section.paragraphs.all()]


@given(versions, versions)
def test_every_paragraph_of_both_versions_appears_once(old, new):
    found = [entry.lineage for entry in entries(old, new)]
    assert len(found) == len(set(found)) and set(found) == set(lineages(old)) | set(lineages(new))


@given(versions, versions)
def test_the_newer_version_is_read_in_its_own_order(old, new):
    assert [entry.lineage for entry in entries(old, new) if entry.new] == lineages(new)


@given(versions, versions)
def test_each_redline_holds_both_texts(old, new):
    for entry in entries(old, new):
        if entry.old:
            assert "".join(run.text for run in entry.old_runs) == entry.old.text
        if entry.new:
            assert "".join(run.text for run in entry.new_runs) == entry.new.text


@given(versions)
def test_a_version_does_not_differ_from_itself(version):
    assert not any(row.is_different for row in synopsis(version, version))
    assert Totals.of(synopsis(version, version)).unchanged == len(lineages(version))


@given(versions, versions)
def test_without_the_moved_paragraphs_the_order_is_the_same(old, new):
    stayed = {entry.lineage for entry in entries(old, new) if entry.old and entry.new and not entry.is_moved}
    assert [row for row in lineages(old) if row in stayed] == [row for row in lineages(new) if row in stayed]


@given(st.lists(st.integers(), unique=True))
def test_the_longest_increasing_sequence_increases_and_none_is_longer(numbers):
    found = [numbers[position] for position in longest_increasing(numbers)]
    assert found == sorted(found)
    best = [1] * len(numbers)
    for i in range(len(numbers)):
        best[i] += max((best[j] for j in range(i) if numbers[j] < numbers[i]), default=0)
    assert len(found) == max(best, default=0)


@given(st.permutations(WORDS), st.integers(20, 60), st.data())
def test_a_paragraph_cut_in_two_is_recognised(words, length, data):
    words = words[:length]
    cut = data.draw(st.integers(5, length - 5))
    first, second = " ".join(words[:cut]), " ".join(words[cut:])
    found = one([("a", " ".join(words)), ("z", "Ende.")], [("a", first), ("b", second), ("z", "Ende.")])
    assert found["b"].split_from is found["a"] and found["a"].split_into == [found["b"]]
    assert all(run.kind == "same" for run in found["b"].runs)
    found = one([("a", " ".join(words))], [("b", first), ("a", second)])
    assert found["b"].split_from is found["a"]


@given(st.permutations(WORDS))
def test_other_words_are_no_split(words):
    old, kept, other = " ".join(words[:30]), " ".join(words[:15]), " ".join(words[30:])
    assert one([("a", old)], [("a", kept), ("b", other)])["b"].split_from is None


def test_a_split_reaches_over_several_new_neighbours_and_marks_what_is_new():
    text = "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn"
    words = text.split()
    parts = [" ".join(words[:5]), " ".join(words[5:10]), " ".join(words[10:]) + " und mehr"]
    found = one([("a", text)], [("a", parts[0]), ("b", parts[1]), ("c", parts[2])])
    assert found["a"].split_into == [found["b"], found["c"]]
    assert "".join(run.text for run in found["c"].runs if run.kind == "insert").strip() == "und mehr"


@given(st.permutations(WORDS), st.integers(10, 60), st.data())
def test_two_paragraphs_joined_are_recognised(words, length, data):
    words = words[:length]
    cut = data.draw(st.integers(5, length - 5))
    first, second = " ".join(words[:cut]), " ".join(words[cut:])
    for kept, gone in (("a", "b"), ("b", "a")):
        found = one([("a", first), ("b", second), ("z", "Ende.")], [(kept, f"{first} {second}"), ("z", "Ende.")])
        assert found[gone].merged_into is found[kept] and found[kept].merged_from == [found[gone]]
        assert found[gone].fate == Fate.DROPPED and all(run.kind == "same" for run in found[gone].runs)
        assert not any(run.text.strip() for run in found[kept].runs if run.kind != "same")
        assert "".join(run.text for run in found[kept].old_runs) == found[kept].old.text
        assert "".join(run.text for run in found[kept].new_runs) == found[kept].new.text


@given(st.permutations(WORDS))
def test_other_words_are_no_merge(words):
    first, second, other = " ".join(words[:15]), " ".join(words[15:30]), " ".join(words[30:45])
    found = one([("a", first), ("b", second)], [("a", f"{first} {other}")])
    assert found["b"].merged_into is None and found["a"].merged_from == []
    assert all(run.kind == "delete" for run in found["b"].runs)


def test_three_paragraphs_joined_mark_only_what_is_new_and_what_is_missing():
    one_text, two_text, three_text = (" ".join(WORDS[start : start + 8]) for start in (0, 10, 20))
    found = one(
        [("a", one_text), ("b", two_text), ("c", f"{three_text} entfällt")],
        [("a", f"{one_text} {two_text} {three_text} neu")],
    )
    assert found["a"].merged_from == [found["b"], found["c"]]
    assert "".join(run.text for run in found["a"].runs if run.kind == "insert").strip() == "neu"
    assert "".join(run.text for run in found["c"].runs if run.kind == "delete").strip() == "entfällt"


def test_a_new_number_is_no_move_but_another_place_is():
    found = one([("a", "A"), ("b", "B"), ("c", "C")], [("neu", "N"), ("a", "A"), ("b", "B"), ("c", "C")])
    assert not any(found[key].is_different for key in "abc") and found["neu"].fate == Fate.ADDED
    found = one([("a", "A"), ("b", "B"), ("c", "C")], [("c", "C"), ("a", "A"), ("b", "B")])
    assert [key for key in "abc" if found[key].is_moved] == ["c"]
    rows = entries(
        [chapter("k1", [("a", "A")]), chapter("k2", [("b", "B")])], [chapter("k2", [("a", "A"), ("b", "B")])]
    )
    assert {row.lineage: row.is_moved for row in rows} == {"a": True, "b": False}


def test_a_dropped_paragraph_stands_where_it_stood():
    found = entries([chapter("k", [("a", "A"), ("x", "X"), ("b", "B")])], [chapter("k", [("a", "A"), ("b", "B")])])
    assert [(row.lineage, row.is_dropped) for row in found] == [("a", False), ("x", True), ("b", False)]
    old = [chapter("k1", [("a", "A")]), chapter("k2", [("x", "X")]), chapter("k3", [("b", "B")])]
    chapters = synopsis(old, [old[0], old[2]])
    assert [row.section.lineage for row in chapters] == ["k1", "k2", "k3"] and chapters[1].new is None
    assert chapters[1].entries[0].is_dropped
