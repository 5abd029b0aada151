"""Tables in the text of a paragraph: reading, writing, comparing. What one of them holds, nothing loses."""

from hypothesis import given
from hypothesis import strategies as st

from consultations.drafts.table_comparison import one_side, table_change, text_redline
from consultations.drafts.tables import Merged, Table, has_table, parts_of, plain, table, text_of, tidied

LEFT, UP = Merged.LEFT, Merged.UP

PLACES = """: Plätze in Kursen
| Kurs | 2026 | 2027 |
|---|---|---|
| Alphabet | 40 | << |
| Beruf | 12 | ^^ |"""

ODD = ["", "<<", "^^", "---", ":-:", "|", "\\", "\\|", "<br>", "a\nb", "\\<<", "Straße", "4 %"]
marks = st.sampled_from([LEFT, UP])
odd_cells = st.one_of(st.sampled_from(ODD), st.text(max_size=5), marks)
words = st.lists(st.sampled_from(["Kurs", "2026", "40", "Plätze", "und"]), max_size=3).map(" ".join)
cells = st.one_of(words, words, words, marks)


def tables(content):
    rows = st.lists(st.lists(content, min_size=1, max_size=3), min_size=1, max_size=4)
    return st.builds(table, rows, st.integers(0, 2), words)


def drawn(found: Table) -> list:
    return [[(cell.text, cell.colspan, cell.rowspan) for cell in row] for row in found.shown]


def test_a_table_is_read_as_it_is_written():
    [before, found, after] = parts_of(f"Es gilt:\n\n{PLACES}\n[1] Quelle")
    assert (before, after) == ("Es gilt:", "[1] Quelle")
    assert found.caption == "Plätze in Kursen" and found.head == 1
    assert drawn(found) == [
        [("Kurs", 1, 1), ("2026", 1, 1), ("2027", 1, 1)],
        [("Alphabet", 1, 1), ("40", 2, 1)],
        [("Beruf", 1, 1), ("12", 1, 1), ("", 1, 1)],
    ], "a cell of two columns cannot go on in one"
    assert plain(PLACES).startswith("Plätze in Kursen\nKurs | 2026 | 2027\nAlphabet | 40")


def test_what_editors_type_becomes_one_form():
    typed = "Vorher\r\n|a|b\r\n| :-- | --: |\r\n|c|\r\n\r\nNachher "
    assert tidied(typed) == "Vorher\n| a | b |\n|---|---|\n| c |  |\nNachher "
    assert tidied("a | b\nc | d") == "a | b\nc | d", "what was imported before there were tables stays as it is"
    assert not has_table("| a | b |") and not has_table("|---|---|")


def test_a_table_without_a_head_and_two_tables():
    one, other = table([["a", "b"]], head=0), table([["c"], ["d"]])
    assert parts_of(text_of([one, other])) == ["", one, "", other, ""]
    assert parts_of(one.markup)[1].head == 0


@given(tables(odd_cells))
def test_every_table_is_read_back(found):
    assert has_table(found.markup) and parts_of(found.markup) == ["", found, ""]
    assert table(found.rows, found.head, found.caption) == found
    area = sum(cell.colspan * cell.rowspan for row in found.shown for cell in row)
    assert area == len(found.rows) * found.width, "cells neither overlap nor leave a hole"


@given(st.text(alphabet="|-: ab\n\r<^\\", max_size=40))
def test_tidying_twice_changes_nothing(text):
    assert tidied(tidied(text)) == tidied(text)
    parts = parts_of(text)
    assert parts_of(text_of(parts)) == parts
    assert has_table(text) == any(isinstance(part, Table) for part in parts)


# --- Comparison -------------------------------------------------------------------------------------------------------


def said(change, kind: str) -> list:
    """What one side of a comparison draws."""
    return [
        [("".join(run.text for run in cell.runs), cell.colspan, cell.rowspan) for cell in row.cells]
        for row in change.side(kind).rows
    ]


@given(tables(cells), tables(cells))
def test_each_side_of_a_comparison_is_that_table(old, new):
    change = table_change(old, new)
    for kind, side in (("delete", old), ("insert", new)):
        assert said(change, kind) == drawn(side)
        assert "".join(run.text for run in change.side(kind).caption) == side.caption


@given(tables(cells), tables(cells))
def test_the_common_view_holds_every_cell_of_both(old, new):
    change = table_change(old, new)
    for kind, side in (("delete", old), ("insert", new)):
        runs = [[run for run in cell.runs if run.kind in ("same", kind)] for row in change.rows for cell in row.cells]
        texts = ("".join(run.text for run in row) for row in runs)
        assert sorted(filter(None, texts)) == sorted(cell.text for row in side.shown for cell in row if cell.text)


@given(tables(cells))
def test_the_same_table_has_no_changes(found):
    change = table_change(found, found)
    assert not change.is_rebuilt and {row.kind for row in change.rows} == {"same"}
    assert {run.kind for row in change.rows for cell in row.cells for run in cell.runs} <= {"same"}


def rebuilt(stretches, kind: str) -> list:
    """One of the texts of a redline, as parts."""
    parts: list = [""]
    for part in one_side(stretches, kind):
        if part.kind == "table":
            parts += [part.old if kind == "delete" else part.new, ""]
        else:
            parts[-1] += part.text
    return [part for part in parts if part]


texts = st.lists(st.one_of(tables(cells), words), max_size=3).map(text_of).map(tidied)


@given(texts, texts)
def test_a_redline_holds_both_texts(old, new):
    stretches = text_redline(old, new)
    for kind, text in (("delete", old), ("insert", new)):
        whole = "".join(part.markup if isinstance(part, Table) else part for part in rebuilt(stretches, kind))
        assert whole == "".join(part.markup if isinstance(part, Table) else part for part in parts_of(text))


def changed(rows, other):
    return table_change(table(rows), table(other))


def test_changed_words_new_rows_and_dropped_rows():
    change = changed(
        [["Kurs", "Plätze"], ["Alphabet", "40 Plätze"], ["Beruf", "12"]],
        [["Kurs", "Plätze"], ["Alphabet", "60 Plätze"], ["Eltern", "8"]],
    )
    assert [row.kind for row in change.rows] == ["same", "same", "delete", "insert"]
    assert [(run.kind, run.text) for run in change.rows[1].cells[1].runs] == [
        ("delete", "40"), ("insert", "60"), ("same", " Plätze"),
    ]  # fmt: skip


def test_a_new_column_is_new_and_leaves_the_others_alone():
    change = changed([["Kurs", "2027"], ["Alphabet", "40"]], [["Kurs", "2026", "2027"], ["Alphabet", "30", "40"]])
    assert [cell.kind for cell in change.rows[1].cells] == ["same", "insert", "same"]
    assert [row.kind for row in change.rows] == ["same", "same"]
    assert {run.kind for row in change.rows for run in row.cells[0].runs + row.cells[2].runs} == {"same"}


def test_renamed_heads_are_the_same_columns():
    change = changed([["Kurs", "Plätze"], ["a", "1"]], [["Angebot", "Plätze"], ["a", "1"]])
    assert [row.kind for row in change.rows] == ["same", "same"]
    assert [run.kind for run in change.rows[0].cells[0].runs] == ["delete", "insert"]


def test_other_merged_cells_are_told():
    assert changed([["a", "b"], ["c", ""]], [["a", "b"], ["c", LEFT]]).is_rebuilt
    assert table_change(table([["a"], ["b"]]), table([["a"], ["b"]], head=0)).is_rebuilt


def test_lines_of_text_become_a_table():
    stretches = text_redline("a | b\nc | d", "| a | b |\n|---|---|\n| c | d |")
    assert [part.kind for part in stretches] == ["delete", "table"]
    assert {row.kind for row in stretches[1].rows} == {"insert"}


def test_hostile_tables_are_bounded():
    """What a proposed wording of a few thousand letters could unfold to, and what comparing it could cost."""
    wide = "|" + "a|" * 4000 + "\n|---|\n"
    assert parts_of(wide + "|b\n" * 2000) == [(wide + "|b\n" * 2000).strip("\n")], "stays text"
    tall = "|---|\n" + "|a b|\n" * 4000
    assert has_table(tall) and has_table(wide)
    stretches = text_redline(wide, tall)
    assert [part.kind for part in stretches] == ["table", "table"]
    words = "| " + "x y " * 2000 + "|\n|---|\n| z |"
    assert text_redline(words, words.replace("x", "q"))
    assert not has_table("\n" * 100_000 + "|")


def test_tables_of_thousands_of_equal_rows_are_compared_in_bounded_time():
    old, new = (table([["x", str(number % 2)] for number in range(n)]) for n in (1500, 1600))
    change = table_change(old, new)
    assert len(change.side("delete").rows) == 1500 and len(change.side("insert").rows) == 1600
