"""What a Word template can name: one list, from which the documentation, the sample and the check are made.

Names are German: people in ministries type them into Word.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from docxtpl import RichText

from consultations.exports.reports.content import Data


@dataclass(frozen=True)
class Field:
    """One field: its name, what it holds, and a sample.

    With `parts` it is a list of rows that have these fields; with `is_list` a list of paragraphs; `is_rich` is a text
    with its own formatting, put in by {{r …}}.
    """

    name: str
    explanation: str
    sample: str = ""
    parts: tuple["Field", ...] = field(default=())
    item: str = ""
    is_list: bool = False
    is_rich: bool = False


_TABLE = (
    Field("ueberschrift", "Was die Tabelle zeigt.", "Beteiligung nach Jahren"),
    Field("kopf", "Überschriften der Spalten.", "Spalte", is_list=True),
    Field("zeilen", "Zeilen; jede ist eine Liste von Zellen in „zellen“.", item="zeile", parts=(
        Field("zellen", "Die Zellen der Zeile.", "Zelle", is_list=True),
    )),
)  # fmt: skip

FIELDS: tuple[Field, ...] = (
    Field("titel", "Überschrift des Berichts.", "Auswertung der Beteiligung"),
    Field("verfahren", "Titel des Verfahrens.", "Integrationskonzept"),
    Field("kurztitel", "Kurzer Titel des Verfahrens.", "Konzept"),
    Field("ministerium", "Das Ministerium, das das Verfahren führt.", "Ministerium für Integration"),
    Field("stand", "Tag, an dem der Bericht erstellt wurde.", "Stand: 1. Dezember 2026"),
    Field("vertraulich", "Hinweis auf internen Berichten, sonst leer.", "Intern"),
    Field("hinweis", "Hinweis auf Demonstrationsdaten, sonst leer.", "Demonstrationsdaten"),
    Field("adresse", "Adresse der Ergebnisse im Internet.", "https://beteiligung.example/verfahren/konzept/ergebnisse/"),
    Field("worum", "Worum es geht, in Absätzen.", "Das Land schreibt sein Konzept fort.", is_list=True),
    Field("zahlen", "Das Verfahren in Zahlen.", item="zahl", parts=(
        Field("name", "Was gezählt ist.", "Eingegangene Beiträge"),
        Field("wert", "Die Zahl.", "1.234"),
    )),
    Field("phasen", "Die Phasen.", item="phase", parts=(
        Field("titel", "Titel der Phase.", "Konsultation"),
        Field("zeitraum", "Erster und letzter Tag.", "1. Oktober 2026 – 30. November 2026"),
        Field("art", "Art der Phase.", "Konsultation zum Entwurf"),
    )),
    Field("konferenzen", "Die Konferenzen.", item="konferenz", parts=(
        Field("titel", "Titel der Konferenz.", "Regionalkonferenz Nord"),
        Field("datum", "Tag der Konferenz.", "28. Mai 2026"),
        Field("ort", "Ort der Konferenz.", "Stendal"),
        Field("personen", "Wie viele da waren; „–“, wenn nicht gezählt wurde.", "58"),
    )),
    Field("entscheidungen", "Wie entschieden wurde.", item="entscheidung", parts=(
        Field("name", "Die Entscheidung.", "übernommen"),
        Field("zahl", "Zahl der Ergebnisse.", "7"),
    )),
    Field("beteiligung", "Wer dabei war: je eine Tabelle nach Gruppen und nach Kreisen.", item="tabelle", parts=(
        Field("ueberschrift", "Was die Tabelle zeigt.", "Beiträge nach Gruppen"),
        Field("zeilen", "Die Zeilen.", item="zeile", parts=(
            Field("name", "Gruppe oder Kreis.", "Kommunalverwaltung"),
            Field("zahl", "Zahl der Beiträge.", "5"),
        )),
    )),
    Field("handlungsfelder", "Die Handlungsfelder mit ihren Ergebnissen.", item="feld", parts=(
        Field("titel", "Titel des Handlungsfelds.", "Sprache und Verständigung"),
        Field("gefragt", "„Wir haben gefragt“, in Absätzen.", "Was hilft beim Deutschlernen?", is_list=True),
        Field("ergebnisse", "Die Ergebnisse des Felds.", item="ergebnis", parts=(
            Field("nummer", "Nummer des Ergebnisses.", "4"),
            Field("titel", "Titel des Ergebnisses.", "Kleinere Kurse auf dem Land"),
            Field("stand", "Bei nicht veröffentlichten Ergebnissen ihr Stand, sonst leer.", "in Abstimmung"),
            Field("gesagt", "„Sie haben gesagt“, in Absätzen; der letzte nennt ein Sprachmodell, wenn es half.",
                  "Kurse kommen nicht zustande.", is_list=True),
            Field("beitraege", "Wie viele Beiträge dahinterstehen.", "4 Beiträge"),
            Field("positionen", "Wer wo steht.", item="position", parts=(
                Field("gruppe", "Gruppe der Beteiligten.", "Zivilgesellschaft"),
                Field("dafuer", "Beiträge dafür.", "3"),
                Field("bedingt", "Beiträge unter Bedingungen.", "1"),
                Field("dagegen", "Beiträge dagegen.", "2"),
                Field("geteilt", "Beiträge, deren Passagen verschieden zum Ergebnis stehen.", "0"),
                Field("ohne", "Beiträge ohne Angabe.", "0"),
                Field("summe", "Alle Beiträge der Gruppe.", "6"),
            )),
            Field("entscheidung", "Die Entscheidung.", "übernommen"),
            Field("begruendung", "Die Begründung, in Absätzen.", "Sechs Personen genügen künftig.", is_list=True),
            Field("zustaendig", "Wer sich kümmert.", "Referat Integration"),
            Field("ohne_aenderung", "Warum der Entwurf bleibt, in Absätzen.", "Es steht schon darin.", is_list=True),
            Field("aenderungen", "Geänderte Absätze.", item="aenderung", parts=(
                Field("absatz", "Nummer des Absatzes.", "Absatz 4.2"),
                Field("art", "Geändert, neu oder entfallen.", "geändert"),
                Field("fassung", "In welcher Fassung.", "Fassung 2"),
                Field("text", "Die Änderung: Gestrichenes [− … −], Eingefügtes [+ … +].", "zwölf sechs", is_rich=True),
            )),
        )),
    )),
    Field("synopse", "Jede Passage und was daraus wurde.", item="passage", parts=(
        Field("beitrag", "Nummer des Beitrags.", "AB12-CD34"),
        Field("wer", "Von wem, soweit zugestimmt wurde.", "Verein (Beispiel)"),
        Field("was", "Die Passage, gekürzt.", "Bitte kleinere Kurse."),
        Field("ergebnis", "Das Ergebnis.", "4. Kleinere Kurse auf dem Land"),
        Field("entscheidung", "Die Entscheidung.", "übernommen"),
        Field("begruendung", "Die Begründung, gekürzt.", "Sechs Personen genügen künftig."),
    )),
    Field("synopse_hinweis", "Hinweis, wenn die Synopse zu lang für Papier ist, sonst leer.", "Die ersten Passagen"),
    Field("anhaenge", "Kapitel des Anhangs.", item="anhang", parts=(
        Field("titel", "Überschrift des Kapitels.", "Wie ausgewertet wurde"),
        Field("absaetze", "Der Text, in Absätzen.", "Alle Kanäle zählen gleich.", is_list=True),
        Field("tabellen", "Die Tabellen.", item="tabelle", parts=_TABLE),
    )),
)  # fmt: skip


@dataclass(frozen=True)
class Documented:
    """A field as the documentation names it: where it stands, how it is written, what it holds."""

    level: int
    notation: str
    explanation: str

    @property
    def indent(self) -> str:
        return "\N{NO-BREAK SPACE}" * 4 * self.level


def documented(fields: tuple[Field, ...] = FIELDS, owner: str = "", level: int = 0) -> Iterator[Documented]:
    """All fields in their order, those of a list behind it."""
    for one in fields:
        path = f"{owner}.{one.name}" if owner else one.name
        if one.parts or one.is_list:
            item = one.item or "absatz"
            notation = f"{{% for {item} in {path} %}} … {{% endfor %}}"
        else:
            notation = f"{{{{r {path} }}}}" if one.is_rich else f"{{{{ {path} }}}}"
        yield Documented(level, notation, one.explanation)
        if one.parts:
            yield from documented(one.parts, one.item, level + 1)


def sample(fields: tuple[Field, ...] = FIELDS) -> dict[str, Any]:
    """A report that has everything a template could name."""
    return {one.name: _sample(one) for one in fields}


def _sample(one: Field) -> Any:
    if one.parts:
        return [sample(one.parts), sample(one.parts)]
    if one.is_rich:
        return RichText(one.sample)
    return [one.sample, one.sample] if one.is_list else one.sample


def context_of(data: Data) -> dict[str, Any]:
    """A report (`content.report_content`) under the names of `FIELDS`."""
    return {
        "titel": data["title"],
        "verfahren": data["process"],
        "kurztitel": data["meta"]["head"],
        "ministerium": data["meta"]["author"],
        "stand": data["day"],
        "vertraulich": data["confidential"],
        "hinweis": data["notice"],
        "adresse": data["where"]["url"],
        "worum": _paragraphs(data["summary"]),
        "zahlen": [{"name": row["label"], "wert": row["value"]} for row in data["facts"]],
        "phasen": _named(data["phases"], "titel", "zeitraum", "art"),
        "konferenzen": _named(data["conferences"], "titel", "datum", "ort", "personen"),
        "entscheidungen": _named(data["decisions"], "name", "zahl"),
        "beteiligung": [
            {"ueberschrift": table["caption"], "zeilen": _named(table["rows"], "name", "zahl")}
            for table in data["participation"]["tables"]
        ],
        "handlungsfelder": [_field(row) for row in data["fields"]],
        "synopse": _named(data["synopsis"]["rows"], "beitrag", "wer", "was", "ergebnis", "entscheidung", "begruendung"),
        "synopse_hinweis": data["synopsis"]["note"],
        "anhaenge": [_annex(row) for row in data["annexes"]],
    }


def _named(rows: list[list[str]], *names: str) -> list[dict[str, str]]:
    return [dict(zip(names, row, strict=True)) for row in rows]


def _paragraphs(parts: list[list[str]]) -> list[str]:
    return ["\n".join(lines) for lines in parts]


def _field(row: Data) -> dict[str, Any]:
    findings = [_finding(finding) for finding in row["findings"]]
    return {"titel": row["title"], "gefragt": _paragraphs(row["asked"]), "ergebnisse": findings}


def _finding(row: Data) -> dict[str, Any]:
    stances = row["positions"]["stances"]
    return {
        "nummer": str(row["number"]),
        "titel": row["title"],
        "stand": row["state"],
        # With the text and not in a field of its own: a template cannot forget it.
        "gesagt": [*_paragraphs(row["summary"]), *filter(None, [row["machine"]])],
        "beitraege": row["count"],
        "positionen": _named(stances, "gruppe", "dafuer", "bedingt", "dagegen", "geteilt", "ohne", "summe"),
        "entscheidung": row["decision"],
        "begruendung": _paragraphs(row["reason"]),
        "zustaendig": row["responsible"],
        "ohne_aenderung": _paragraphs(row["no_change"]),
        "aenderungen": [_change(change) for change in row["changes"]],
    }


def _change(change: Data) -> dict[str, Any]:
    return {
        "absatz": change["name"],
        "art": change["kind"],
        "fassung": change["version"],
        "text": _redline(change),
    }


def _redline(change: Data) -> RichText:
    """Deleted and inserted words by colour, line, weight and brackets; tables cell by cell."""
    text = RichText()
    for part in change["runs"]:
        if part["kind"] == "table":
            for row in part["table"]["head"] + part["table"]["body"]:
                text.add("\n")
                for cell in row["cells"]:
                    for run in cell["runs"]:
                        _add(text, run["kind"], run["text"])
                    text.add(" | ")
        else:
            _add(text, part["kind"], part["text"])
    for detail in change["details"]:
        text.add(f"\n{detail['label']}: ", bold=True)
        if detail["old"]:
            _add(text, "delete", detail["old"])
        if detail["new"]:
            _add(text, "insert", detail["new"])
    return text


def _add(text: RichText, kind: str, words: str) -> None:
    if kind == "delete":
        text.add(f"[−{words}−]", strike=True, color="8A1020")
    elif kind == "insert":
        text.add(f"[+{words}+]", bold=True, underline="single", color="00552B")
    else:
        text.add(words)


def _annex(row: Data) -> dict[str, Any]:
    tables = [
        {"ueberschrift": t["caption"], "kopf": t["head"], "zeilen": [{"zellen": cells} for cells in t["rows"]]}
        for t in row["tables"]
    ]
    return {"titel": row["title"], "absaetze": _paragraphs(row["paragraphs"]), "tabellen": tables}
