"""Charts as pictures that stand alone."""

import pytest
from defusedxml import ElementTree

from frontend.charts import Series, stacked_bars

SERIES = [Series("dafür", "#1b7a4b"), Series("dagegen", "#b3261e", "stripes")]
SVG = "{http://www.w3.org/2000/svg}"


def test_bars_are_as_long_as_their_numbers():
    picture = ElementTree.fromstring(stacked_bars("Haltungen", SERIES, [("Kommunen", [3, 1]), ("Vereine", [0, 2])]))
    bars = [float(r.get("width")) for r in picture.iter(f"{SVG}rect") if r.get("height") == "18"]
    assert bars[0] == pytest.approx(3 * bars[1], abs=0.2) and bars[2] == pytest.approx(2 * bars[1], abs=0.2)


def test_text_is_escaped_and_ids_differ_between_charts():
    first = stacked_bars("<script>", SERIES, [('"><b>', [1, 0])])
    ElementTree.fromstring(first)
    assert "<script>" not in first and "<b>" not in first
    second = stacked_bars("Zweites", SERIES, [])
    ids = [{n.get("id") for n in ElementTree.fromstring(s).iter() if n.get("id")} for s in (first, second)]
    assert not ids[0] & ids[1]


def test_a_row_with_too_few_counts_is_an_error_of_the_caller():
    with pytest.raises(ValueError):
        stacked_bars("Haltungen", SERIES, [("Kommunen", [1])])
