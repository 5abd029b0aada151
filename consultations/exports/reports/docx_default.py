"""The Word template that is used until a ministry brings its own: built here, so that it can be read and tested."""

from functools import lru_cache
from io import BytesIO

from django.utils import translation
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.shared import Mm, Pt
from docx.table import Table

from consultations.drafts.papers import docx_parts as parts
from consultations.drafts.papers.content import LANGUAGE

#: What stands in head and foot and in the properties, as `docx_parts.new_document` wants it.
_FRAME = {
    "meta": {
        "title": "{{ titel }} – {{ kurztitel }}",
        "author": "{{ ministerium }}",
        "description": "{{ verfahren }}",
        "day": [2026, 1, 1],
        "head": "{{ kurztitel }}",
        "head_end": "{{ titel }}",
    },
    "where": {"url": "{{ adresse }}"},
    "words": {"page": "Seite {page} von {pages}"},
}


@lru_cache(maxsize=1)
def default_template() -> bytes:
    """The template as a file, also for download: the best start for an own one."""
    with translation.override(LANGUAGE):
        document = parts.new_document(_FRAME)
    for level, size in ((2, 12), (3, 10.5)):
        style = parts.look(document.styles[f"Heading {level}"], size, bold=True, color=parts.ACCENT, before=12, after=4)
        style.paragraph_format.keep_with_next = True
    _title(document)
    _contents(document)
    _numbers(document)
    _results(document)
    _synopsis(document)
    _annex(document)
    document.core_properties.last_modified_by = "Konzeptdialog"
    output = BytesIO()
    document.save(output)
    return output.getvalue()


def _title(document: Document) -> None:
    document.add_paragraph("{{ ministerium }}")
    document.add_paragraph("{{ titel }}", style="Title")
    document.add_paragraph("{{ verfahren }}", style="Subtitle")
    document.add_paragraph("{{ stand }}")
    _if(document, "vertraulich", lambda: document.add_paragraph("{{ vertraulich }}"))
    _if(document, "hinweis", lambda: document.add_paragraph("{{ hinweis }}"))
    document.add_paragraph("{{ adresse }}")


def _contents(document: Document) -> None:
    """A field Word can bring up to date; until then it names the chapters."""
    document.add_paragraph("Inhalt", style="TOC Heading")
    first = document.add_paragraph(style=parts.CONTENTS_ENTRY)
    begin = (
        parts.element("w:fldChar", fldCharType="begin"),
        parts.instruction('TOC \\o "1-2" \\h \\z \\u'),
        parts.element("w:fldChar", fldCharType="separate"),
    )
    for part in begin:
        first.add_run()._r.append(part)
    first.add_run("Das Verfahren in Zahlen")
    document.add_paragraph("Wer dabei war", style=parts.CONTENTS_ENTRY)
    _loop(
        document,
        "feld in handlungsfelder",
        lambda: document.add_paragraph("{{ feld.titel }}", style=parts.CONTENTS_ENTRY),
    )
    document.add_paragraph("Synopse", style=parts.CONTENTS_ENTRY)
    last = document.add_paragraph("Anhang", style=parts.CONTENTS_ENTRY)
    last.add_run()._r.append(parts.element("w:fldChar", fldCharType="end"))


def _numbers(document: Document) -> None:
    heading = document.add_heading("Worum es geht", level=1)
    heading.paragraph_format.page_break_before = True
    _paragraphs(document, "worum")
    document.add_heading("Das Verfahren in Zahlen", level=1)
    _table(document, ["Angabe", "Wert"], "zahl in zahlen", ["{{ zahl.name }}", "{{ zahl.wert }}"], [60, 102])
    document.add_heading("Phasen", level=2)
    cells = ["{{ phase.titel }}", "{{ phase.zeitraum }}", "{{ phase.art }}"]
    _table(document, ["Phase", "Zeitraum", "Art"], "phase in phasen", cells, [62, 60, 40])
    document.add_heading("Konferenzen", level=2)
    cells = [f"{{{{ konferenz.{name} }}}}" for name in ("titel", "datum", "ort", "personen")]
    _table(document, ["Konferenz", "Datum", "Ort", "Personen"], "konferenz in konferenzen", cells, [70, 36, 36, 20])
    document.add_heading("Wie entschieden wurde", level=2)
    cells = ["{{ entscheidung.name }}", "{{ entscheidung.zahl }}"]
    _table(document, ["Entscheidung", "Ergebnisse"], "entscheidung in entscheidungen", cells, [122, 40])
    document.add_heading("Wer dabei war", level=1)

    def participation() -> None:
        document.add_heading("{{ tabelle.ueberschrift }}", level=2)
        cells = ["{{ zeile.name }}", "{{ zeile.zahl }}"]
        _table(document, ["Gruppe oder Kreis", "Beiträge"], "zeile in tabelle.zeilen", cells, [122, 40])

    _loop(document, "tabelle in beteiligung", participation)


def _results(document: Document) -> None:
    def field() -> None:
        document.add_heading("{{ feld.titel }}", level=1)
        _if(document, "feld.gefragt", lambda: _labelled(document, "Wir haben gefragt", "feld.gefragt"))
        _loop(document, "ergebnis in feld.ergebnisse", lambda: _finding(document))

    _loop(document, "feld in handlungsfelder", field)


def _labelled(document: Document, label: str, name: str) -> None:
    document.add_paragraph().add_run(label).bold = True
    _paragraphs(document, name)


def _finding(document: Document) -> None:
    document.add_heading("{{ ergebnis.nummer }}. {{ ergebnis.titel }}", level=2)
    _if(document, "ergebnis.stand", lambda: document.add_paragraph("{{ ergebnis.stand }}"))
    document.add_heading("Sie haben gesagt", level=3)
    _paragraphs(document, "ergebnis.gesagt")
    document.add_paragraph("{{ ergebnis.beitraege }}")
    names = ("gruppe", "dafuer", "bedingt", "dagegen", "geteilt", "ohne", "summe")
    heads = ["Gruppe", "dafür", "bedingt", "dagegen", "geteilt", "ohne Angabe", "Summe"]
    cells = [f"{{{{ position.{name} }}}}" for name in names]
    _if(
        document,
        "ergebnis.positionen",
        lambda: _table(document, heads, "position in ergebnis.positionen", cells, [50, 17, 19, 20, 18, 21, 17]),
    )
    document.add_heading("Wir machen", level=3)
    decision = document.add_paragraph()
    decision.add_run("Entscheidung: ").bold = True
    decision.add_run("{{ ergebnis.entscheidung }}")
    _paragraphs(document, "ergebnis.begruendung")

    def responsible() -> None:
        paragraph = document.add_paragraph()
        paragraph.add_run("Zuständig: ").bold = True
        paragraph.add_run("{{ ergebnis.zustaendig }}")

    def changes() -> None:
        document.add_heading("Was sich im Entwurf geändert hat", level=3)
        _loop(document, "aenderung in ergebnis.aenderungen", lambda: _change(document))

    _if(document, "ergebnis.zustaendig", responsible)
    _if(document, "ergebnis.aenderungen", changes)
    _if(
        document,
        "ergebnis.ohne_aenderung",
        lambda: _labelled(document, "Warum der Entwurf bleibt, wie er ist", "ergebnis.ohne_aenderung"),
    )


def _change(document: Document) -> None:
    name = document.add_paragraph()
    name.add_run("{{ aenderung.absatz }}").bold = True
    name.add_run(" – {{ aenderung.art }}, {{ aenderung.fassung }}")
    document.add_paragraph("{{r aenderung.text }}")


def _synopsis(document: Document) -> None:
    _turn(document, WD_ORIENT.LANDSCAPE)
    document.add_heading("Synopse", level=1)
    _if(document, "synopse_hinweis", lambda: document.add_paragraph("{{ synopse_hinweis }}"))
    names = ("beitrag", "wer", "was", "ergebnis", "entscheidung", "begruendung")
    heads = ["Beitrag", "Wer", "Was", "Ergebnis", "Entscheidung", "Begründung"]
    cells = [f"{{{{ passage.{name} }}}}" for name in names]
    _table(document, heads, "passage in synopse", cells, [26, 34, 62, 42, 30, 55])


def _turn(document: Document, orientation: WD_ORIENT) -> None:
    """Go on a new page, upright or across."""
    last = document.paragraphs[-1]
    if not last.text:
        # The break brings an empty paragraph of its own; two may need a page for themselves.
        last._p.getparent().remove(last._p)
    section = document.add_section(WD_SECTION.NEW_PAGE)
    if section.orientation != orientation:
        section.orientation = orientation
        section.page_width, section.page_height = section.page_height, section.page_width


def _annex(document: Document) -> None:
    _turn(document, WD_ORIENT.PORTRAIT)
    document.add_heading("Anhang", level=1)

    def chapter() -> None:
        document.add_heading("{{ anhang.titel }}", level=2)
        _paragraphs(document, "anhang.absaetze")
        _loop(document, "tabelle in anhang.tabellen", lambda: _wide_table(document))

    _loop(document, "anhang in anhaenge", chapter)


def _wide_table(document: Document) -> None:
    """A table of any number of columns."""
    document.add_paragraph().add_run("{{ tabelle.ueberschrift }}").bold = True
    table: Table = document.add_table(rows=4, cols=3, style="Table Grid")
    parts.mark_header_row(table.rows[0])
    for row, over, shown in ((0, "titel in tabelle.kopf", "titel"), (2, "zelle in zeile.zellen", "zelle")):
        table.cell(row, 0).paragraphs[0].add_run(f"{{%tc for {over} %}}")
        table.cell(row, 1).paragraphs[0].add_run(f"{{{{ {shown} }}}}").bold = row == 0
        table.cell(row, 2).paragraphs[0].add_run("{%tc endfor %}")
    _small(table)
    table.cell(1, 0).paragraphs[0].add_run("{%tr for zeile in tabelle.zeilen %}")
    table.cell(3, 0).paragraphs[0].add_run("{%tr endfor %}")
    document.add_paragraph()


def _paragraphs(document: Document, name: str) -> None:
    _loop(document, f"absatz in {name}", lambda: document.add_paragraph("{{ absatz }}"))


def _loop(document: Document, over: str, body) -> None:
    document.add_paragraph(f"{{%p for {over} %}}")
    body()
    document.add_paragraph("{%p endfor %}")


def _if(document: Document, name: str, body) -> None:
    document.add_paragraph(f"{{%p if {name} %}}")
    body()
    document.add_paragraph("{%p endif %}")


def _table(document: Document, heads: list[str], over: str, cells: list[str], widths: list[int]) -> None:
    """A table whose head is repeated on every page, with a row for each of a list."""
    table: Table = document.add_table(rows=4, cols=len(heads), style="Table Grid")
    table.autofit = False
    parts.mark_header_row(table.rows[0])
    for index, head in enumerate(heads):
        run = table.cell(0, index).paragraphs[0].add_run(head)
        run.bold = True
    table.cell(1, 0).paragraphs[0].add_run(f"{{%tr for {over} %}}")
    for index, cell in enumerate(cells):
        table.cell(2, index).paragraphs[0].add_run(cell)
    table.cell(3, 0).paragraphs[0].add_run("{%tr endfor %}")
    for index, width in enumerate(widths):
        # The grid for LibreOffice, the cells for Word.
        table.columns[index].width = Mm(width)
        for row in table.rows:
            row.cells[index].width = Mm(width)
    _small(table)
    document.add_paragraph()


def _small(table: Table) -> None:
    for run in (run for row in table.rows for cell in row.cells for run in cell.paragraphs[0].runs):
        run.font.size = Pt(9)
