"""Excel workbooks in which what people typed stays the text it is."""

from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

#: What begins with "=" is not computed, and addresses are no links.
_TEXT_IS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
#: The library takes a text between these for markup of its own and writes it unescaped.
_BEGINS, _ENDS = "<r>", "</r>"


class _PlainSheet(Worksheet):
    """A sheet without ready-made markup: a text that looks like it would become cells and formulas of somebody else."""

    def _write_string(self, row, col, string, cell_format=None):
        # Shared texts are written elsewhere, where nothing can be asked any more; a space is enough to make it text.
        if not self.constant_memory and string.startswith(_BEGINS) and string.endswith(_ENDS):
            string = f" {string}"
        return super()._write_string(row, col, string, cell_format)

    def _xml_rich_inline_string(self, string, attributes):
        self._xml_inline_string(string, False, attributes)


class PlainWorkbook(xlsxwriter.Workbook):
    """A workbook for texts of people; options as the library's, e.g. `constant_memory`."""

    worksheet_class = _PlainSheet

    def __init__(self, output: Any, options: dict[str, Any] | None = None) -> None:
        super().__init__(output, {**_TEXT_IS_TEXT, **(options or {})})
