"""The case file: everything about a process in one archive with the hash of each file, written part by part."""

import hashlib
import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone, translation

from consultations.drafts.papers.content import LANGUAGE
from consultations.drafts.papers.models import Paper
from consultations.exports.reports.content import report_content
from consultations.exports.reports.docx import fill_in
from consultations.exports.reports.docx_fields import context_of
from consultations.exports.reports.extensions import case_file_parts
from consultations.exports.reports.internal import internal_tables
from consultations.exports.reports.noun_types import Noun, as_json
from consultations.exports.reports.nouns import nouns_for
from consultations.exports.reports.numbers import Reading
from consultations.exports.reports.pdf import report_pdf
from consultations.exports.reports.scope import Scope
from consultations.exports.reports.xlsx import write_workbook
from frontend.files.checks import safe_stem
from frontend.tables import csv_lines

MANIFEST = "MANIFEST-SHA256.txt"
_PORTION = 1 << 20
#: A sign of life after so many files.
_BEAT = 25
_PATH = re.compile(r"[A-Za-z0-9._/-]{1,200}")

#: Told which percentage of the work is done.
Told = Callable[[int], None]


@dataclass(frozen=True)
class Packed:
    """A file of the archive, for its index and its manifest."""

    path: str
    explanation: str
    size: int
    sha256: str


class _Archive:
    """A ZIP on disk that remembers what is in it."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        self.packed: list[Packed] = []
        #: Called now and then while files are packed.
        self.beat: Callable[[], None] = lambda: None

    def add(self, path: str, explanation: str, portions: Iterable[bytes]) -> None:
        """Write one file. Raises ValueError for a path that leads out of the archive or is there already."""
        parts = PurePosixPath(path).parts
        taken = any(row.path == path for row in self.packed)
        if not _PATH.fullmatch(path) or path.startswith("/") or {"..", "."} & set(parts) or taken:
            raise ValueError(path)
        digest, size = hashlib.sha256(), 0
        with self._zip.open(path, "w", force_zip64=True) as target:
            for portion in portions:
                digest.update(portion)
                size += len(portion)
                target.write(portion)
        self.packed.append(Packed(path, explanation, size, digest.hexdigest()))
        if len(self.packed) % _BEAT == 0:
            self.beat()

    def add_file(self, path: str, explanation: str, file: BinaryIO) -> None:
        with file:
            self.add(path, explanation, iter(lambda: file.read(_PORTION), b""))

    def close(self, scope: Scope) -> None:
        """Index, explanation and manifest come last: they name all the others."""
        context = {"scope": scope, "process": scope.process, "files": self.packed, "at": timezone.localtime()}
        text = render_to_string("consultations/exports/reports/case_file.txt", context | {"manifest": MANIFEST})
        page = render_to_string("consultations/exports/reports/case_file.html", context | {"manifest": MANIFEST})
        self.add("LIESMICH.txt", "Was in der Akte liegt und wie man sie prüft", [text.encode()])
        self.add("index.html", "Dieses Verzeichnis", [page.encode()])
        lines = "".join(f"{row.sha256}  {row.path}\n" for row in self.packed)
        self._zip.writestr(MANIFEST, lines)
        self._zip.close()


def write_case_file(scope: Scope, path: Path, template: bytes, told: Told = lambda percent: None) -> None:
    """Write the archive. Raises what reports raise: TypesettingFailed, TemplateTrouble."""
    with translation.override(LANGUAGE):
        archive = _Archive(path)
        told(5)
        _reports(archive, scope, template, told)
        told(55)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            workbook = Path(folder, "tabellen.xlsx")
            write_workbook(scope, workbook, lambda done, total: told(55 + 15 * done // max(total, 1)))
            archive.add_file("tabellen/tabellen.xlsx", "Alle Tabellen als Arbeitsmappe", workbook.open("rb"))
        told(70)
        _tables(archive, scope)
        told(85)
        # Thousands of files take minutes: without a sign of life the report would be taken for dead.
        archive.beat = lambda: told(85)
        _papers(archive, scope)
        _attachments(archive, scope)
        for function in case_file_parts:
            for part in function(scope.process, scope.audience):
                archive.add_file(part.path, part.explanation, part.open())
        told(95)
        archive.close(scope)


def _reports(archive: _Archive, scope: Scope, template: bytes, told: Told) -> None:
    data = report_content(scope)
    told(15)
    archive.add("bericht/auswertung.pdf", "Auswertungsbericht (barrierefreies PDF)", [report_pdf(data)])
    told(45)
    filled = fill_in(template, context_of(data))
    archive.add("bericht/auswertung.docx", "Auswertungsbericht (Word)", [filled])


def _tables(archive: _Archive, scope: Scope) -> None:
    """Each noun as CSV and JSON; of an internal case file also the log and the notes."""
    reading = Reading(scope)
    for noun in nouns_for(scope):
        _table(archive, noun, reading, "tabellen", noun.title)
    if scope.is_internal:
        for noun in internal_tables():
            _table(archive, noun, reading, "intern", f"{noun.title} (intern)")


def _table(archive: _Archive, noun: Noun, reading: Reading, folder: str, explanation: str) -> None:
    head = [column.head for column in noun.columns]
    rows = (["" if value is None else value for value in row] for row in noun.rows(reading))
    lines = (line.encode() for line in csv_lines(_with_head(head, rows)))
    archive.add(f"{folder}/{noun.key}.csv", f"{explanation} als CSV", _joined(lines))
    archive.add(f"{folder}/{noun.key}.json", f"{explanation} als JSON", _joined(_json(noun, reading)))


def _with_head(head: list[str], rows: Iterable) -> Iterator:
    yield head
    yield from rows


def _json(noun: Noun, reading: Reading) -> Iterator[bytes]:
    """An array of objects, row by row."""
    yield b"["
    for number, row in enumerate(noun.rows(reading)):
        yield b",\n" if number else b"\n"
        yield json.dumps(as_json(noun, row), cls=DjangoJSONEncoder, ensure_ascii=False).encode()
    yield b"\n]\n"


def _joined(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Many short lines as few portions: each one costs a call of the compressor."""
    waiting, size = [], 0
    for line in lines:
        waiting.append(line)
        size += len(line)
        if size > _PORTION:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


def _papers(archive: _Archive, scope: Scope) -> None:
    """Published versions of the draft and their comparisons, as far as they were made as files."""
    numbers = dict(scope.versions().values_list("pk", "number"))
    papers = Paper.objects.filter(version__in=numbers, size__gt=0).order_by("version__number", "since__number", "pk")
    for pk, version, since, ending in papers.values_list("pk", "version", "since", "format"):
        if since is not None and since not in numbers:
            continue
        name = f"fassung-{numbers[version]}" if since is None else f"vergleich-{numbers[since]}-{numbers[version]}"
        content = Paper.objects.values_list("content", flat=True).get(pk=pk)
        archive.add(f"entwurf/{name}.{ending}", "Entwurf des Konzepts, wie er veröffentlicht wurde", [bytes(content)])


def _attachments(archive: _Archive, scope: Scope) -> None:
    """Released files of the contributions; one the storage has lost does not keep the rest."""
    for number, row in enumerate(scope.attachments().iterator(chunk_size=200), start=1):
        code = row.contribution.display_code
        try:
            file = row.file.open("rb")
        except FileNotFoundError:
            continue
        stem = re.sub(r"[^A-Za-z0-9_-]+", "-", safe_stem(row.name)).strip("-")[:60] or "datei"
        path = f"anlagen/{code}/{number:04d}-{stem}.{row.kind}"
        archive.add_file(path, f"Anlage zum Beitrag {code}", file)
