"""What features of the results have for reports: the seals of the register and the measures."""

from collections.abc import Iterable
from io import BytesIO
from typing import BinaryIO

from django.utils.formats import date_format

from consultations.exports.reports.enums import Audience
from consultations.exports.reports.extensions import (
    CasePart,
    Section,
    TableOfSection,
    case_file_parts,
    report_annexes,
)
from consultations.process.models import Process
from consultations.results.measures.queries import public_measures
from consultations.results.register.files import register_lines, seal_text
from consultations.results.register.models import RegisterSeal
from consultations.results.register.queries import balance, seals_of


@report_annexes.append
def measures_of_report(process: Process) -> list[Section]:
    """The published measures with their state."""
    rows = [
        [
            str(measure.number),
            measure.title,
            measure.responsible,
            f"{measure.get_state_display()} ({date_format(measure.state_since, 'SHORT_DATE_FORMAT')})",
        ]
        for measure in public_measures(process)
    ]
    if not rows:
        return []
    head = ["Nr.", "Maßnahme", "Zuständig", "Stand"]
    table = TableOfSection("Maßnahmen und ihr Stand", head, rows, widest=1)
    return [Section("Maßnahmen", ["Was aufgrund der Ergebnisse getan wird."], [table])]


@report_annexes.append
def register_of_report(process: Process) -> list[Section]:
    """The seals of the register, and what became of everything received."""
    seals = list(seals_of(process))
    if not seals:
        return []
    rows = [
        [str(seal), date_format(seal.sealed_at, "SHORT_DATETIME_FORMAT"), str(seal.count), _in_lines(seal.root)]
        for seal in seals
    ]
    counts = balance(seals)
    fates = [[fate.label, str(sum(fate.counts))] for fate in counts.fates]
    text = (
        "Alles, was in einer Phase einging, steht mit seiner Prüfsumme in einem versiegelten Register. Wer eine "
        "Quittung hat, kann auf der Seite des Registers prüfen, dass der eigene Beitrag unverändert darin steht."
    )
    return [
        Section(
            "Versiegeltes Register",
            [text],
            [
                TableOfSection("Siegel", ["Phase", "Versiegelt", "Beiträge", "Wurzel (SHA-256)"], rows),
                TableOfSection("Was aus den Beiträgen wurde", ["Stand", "Anzahl"], fates),
            ],
        )
    ]


def _in_lines(root: str) -> str:
    """A hash in two lines: in one it is wider than what the page leaves for it."""
    return "\n".join((root[: len(root) // 2], root[len(root) // 2 :]))


@case_file_parts.append
def register_in_case_file(process: Process, audience: Audience) -> Iterable[CasePart]:
    """The register and the text of each seal; both hold hashes only."""
    for seal in seals_of(process):
        name = f"register/{seal.phase_key}-{seal.number}"
        yield CasePart(f"{name}.json", f"Register {seal}: eine Zeile je Beitrag, nur Prüfsummen", _register(seal))
        yield CasePart(f"{name}.txt", f"Siegel {seal} als Text", _text(seal))


def _register(seal: RegisterSeal):
    def opened() -> BinaryIO:
        return BytesIO("".join(register_lines(seal)).encode())

    return opened


def _text(seal: RegisterSeal):
    def opened() -> BinaryIO:
        return BytesIO(seal_text(seal).encode())

    return opened
