"""Importing addressees from a table: read without storing anything, then all of it or nothing."""

import csv
import io
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import StakeholderCategory
from audit.services import record
from consultations.process.enums import Action
from consultations.process.hearing.models import Addressee, AddresseeImport, name_key
from consultations.process.hearing.services import MOST_ADDRESSEES, lock_list, verified_by_name
from consultations.process.models import Phase
from consultations.process.rules import require
from frontend.sheets import MAX_BYTES, Column, Layout, RawRow, SheetRefused, ending_of, read_rows
from frontend.texts import cleaned
from frontend.workbooks import PlainWorkbook
from regions.places.finding import RegionFinder, RegionUnknown

#: So many errors are told; a file with more is wrong as a whole.
ERRORS_TOLD = 500
MAX_ROWS = 5_000

# Headers are German whatever language the person works in: files travel between offices.
COLUMNS = (
    Column("name", "Organisation", "Name der Organisation, die eingeladen wird.", required=True, limit=200, width=40),
    Column("contact_name", "Ansprechperson", "Mit Anrede, zum Beispiel Frau Vogt. Darf leer sein.", limit=120),
    Column("email", "E-Mail", "Dorthin geht die Einladung. Wird nie veröffentlicht.", required=True, width=30),
    Column("category", "Kategorie", "Gruppe der Beteiligten, wie auf der Website genannt.", required=True, width=34),
    Column(
        "region",
        "Region",
        "Name oder amtlicher Schlüssel (AGS), zum Beispiel 15081. Leer bedeutet: landesweit.",
        width=24,
    ),
    Column("note", "Notiz", "Nur für das Team, zum Beispiel ein Aktenzeichen.", limit=300, width=30),
)
BY_KEY = {column.key: column for column in COLUMNS}
_LAYOUT = Layout("Adressaten", COLUMNS, MAX_ROWS)


class NotReadyToImport(Exception):
    """The list was imported, or the list of the hearing changed, since it was read."""


@dataclass(frozen=True)
class Row:
    """One addressee as the file has it; category and region by key."""

    line: int
    name: str
    contact_name: str
    email: str
    category: int
    region: int | None
    note: str


class _Reader:
    """Reads rows against everything cells may refer to, which is read once."""

    def __init__(self, phase: Phase) -> None:
        categories = list(StakeholderCategory.objects.filter(is_individual=False))
        self.titles = [row.title for row in categories]
        self.categories = {row.slug: row for row in categories} | {row.title.casefold(): row for row in categories}
        self.regions = RegionFinder()
        self.there = dict(phase.addressees.values_list("name_key", "email"))
        self.seen: dict[str, int] = {}
        self.errors: list[list] = []
        self.errors_total = self.known = 0

    def read(self, raw: RawRow) -> Row | None:
        """The row when it can be stored and is new; what is wrong with it is noted by line and column."""
        before = self.errors_total
        self._refuse_unusable(raw)
        texts = {key: self._text(raw, key) for key in ("name", "contact_name", "note")}
        email = self._email(raw)
        category, region = self._category(raw), self._region(raw)
        key = name_key(texts["name"])
        if key and self.errors_total == before:
            self._refuse_double(raw.line, key, email)
        if self.errors_total > before:
            return None
        if key in self.there:
            self.known += 1
            return None
        return Row(raw.line, email=email, category=category, region=region, **texts)

    def _wrong(self, line: int, key: str, message: str) -> None:
        self.errors_total += 1
        if len(self.errors) < ERRORS_TOLD:
            self.errors.append([line, BY_KEY[key].header if key else "", message])

    def _refuse_unusable(self, raw: RawRow) -> None:
        cells = dict(raw.cells)
        if cells.pop("_surplus", None):
            self._wrong(
                raw.line,
                "",
                _("The row has more cells than there are columns. Is a text with a separator not in quotes?"),
            )
        for column in COLUMNS:
            cell = cells.get(column.key)
            if cell is not None and cell.kind == "formula":
                self._wrong(raw.line, column.key, _("The cell holds a formula. Please put its result there as text."))
            elif cell is not None and cell.kind == "error":
                self._wrong(raw.line, column.key, _("The cell holds an error value."))
            elif cell is None and column.required:
                self._wrong(raw.line, column.key, _("Something has to stand here."))

    def _text(self, raw: RawRow, key: str) -> str:
        cell = raw.cells.get(key)
        if cell is None or cell.kind in ("formula", "error"):
            return ""
        text = " ".join(cleaned(cell.text.replace("\x00", "")).split())
        if text[:1] == "'" and text[1:2] in tuple("=+-@"):
            # The mark our own tables put before what looks like a formula.
            text = text[1:]
        limit = BY_KEY[key].limit
        if limit and len(text) > limit:
            self._wrong(
                raw.line,
                key,
                _("The text has %(count)s characters, at most %(limit)s are possible.")
                % {"count": len(text), "limit": limit},
            )
        return text

    def _email(self, raw: RawRow) -> str:
        address = self._text(raw, "email")
        if address:
            try:
                validate_email(address)
                if len(address) > 254:
                    raise ValidationError("")
            except ValidationError:
                self._wrong(raw.line, "email", _("This is no e-mail address."))
        return address

    def _category(self, raw: RawRow) -> int | None:
        typed = self._text(raw, "category")
        found = self.categories.get(typed.casefold())
        if typed and found is None:
            known = "; ".join(self.titles)
            self._wrong(
                raw.line,
                "category",
                _("There is no category “%(name)s”. Possible are: %(known)s.") % {"name": typed[:80], "known": known},
            )
        return found.pk if found else None

    def _region(self, raw: RawRow) -> int | None:
        typed = self._text(raw, "region")
        if not typed:
            return None
        try:
            return self.regions.find(typed).pk
        except RegionUnknown as unknown:
            self._wrong(raw.line, "region", str(unknown))
        return None

    def _refuse_double(self, line: int, key: str, email: str) -> None:
        if key in self.seen:
            self._wrong(
                line, "name", _("This organisation stands in line %(line)s already.") % {"line": self.seen[key]}
            )
        elif key in self.there and self.there[key].lower() != email.lower():
            self._wrong(
                line,
                "email",
                _("This organisation is on the list already, with another address. Please change it there."),
            )
        else:
            self.seen[key] = line


def read_upload(phase: Phase, *, upload, actor) -> AddresseeImport:
    """Read an uploaded table and keep what would be stored. Raises SheetRefused for what is no table of addressees."""
    require(actor, Action.EDIT_PROCESS, phase.process)
    data = upload.read(MAX_BYTES + 1)
    ending = ending_of(data)
    reader, rows, count = _Reader(phase), [], 0
    for raw in read_rows(io.BytesIO(data), ending, _LAYOUT):
        count += 1
        row = reader.read(raw)
        if row is not None:
            rows.append(row)
    if phase.addressees.count() + len(rows) > MOST_ADDRESSEES:
        raise SheetRefused(_("The list would have more than %(limit)s addressees.") % {"limit": MOST_ADDRESSEES})
    return AddresseeImport.objects.create(
        phase=phase,
        created_by=actor,
        file_name=cleaned(PurePath(upload.name or "").name)[-200:] or f"import{ending}",
        # With one error nothing is stored, so nothing needs to be kept either.
        rows=[] if reader.errors_total else [asdict(row) for row in rows],
        report={
            "rows": count,
            "new": len(rows),
            "known": reader.known,
            "errors_total": reader.errors_total,
            "errors": reader.errors,
        },
    )


@transaction.atomic
def confirm_import(read: AddresseeImport, *, actor) -> int:
    """Store every row of a list without errors, in one transaction. Raises NotReadyToImport."""
    phase = lock_list(read.phase)
    require(actor, Action.EDIT_PROCESS, phase.process)
    row = AddresseeImport.objects.select_for_update().get(pk=read.pk)
    if row.imported_at is not None or row.report.get("errors_total"):
        raise NotReadyToImport
    new = _build(phase, row.rows, actor)
    Addressee.objects.bulk_create(new, batch_size=500)
    row.rows, row.imported_at, row.imported_rows = [], timezone.now(), len(new)
    row.save(update_fields=["rows", "imported_at", "imported_rows"])
    record(actor, "hearing.import", phase, scope=phase.process.slug, number=len(new))
    return len(new)


def _build(phase: Phase, rows: Iterable[dict], actor) -> list[Addressee]:
    """The rows that are not on the list meanwhile, connected to the verified organisation of the same name."""
    there = dict(phase.addressees.values_list("name_key", "organisation_id"))
    taken = {pk for pk in there.values() if pk}
    known = verified_by_name()
    categories = set(StakeholderCategory.objects.values_list("pk", flat=True))
    new: list[Addressee] = []
    for values in rows:
        key = name_key(values["name"])
        if key in there:
            continue
        if values["category"] not in categories:
            raise NotReadyToImport
        organisation = known.get(key)
        if organisation is not None and organisation.pk in taken:
            organisation = None
        if organisation is not None:
            taken.add(organisation.pk)
        new.append(
            Addressee(
                phase=phase,
                name=values["name"],
                name_key=key,
                contact_name=values["contact_name"],
                email=values["email"],
                category_id=values["category"],
                region_id=values["region"],
                note=values["note"],
                organisation=organisation,
                added_by=actor,
            )
        )
    return new


def discard_import(read: AddresseeImport, *, actor) -> None:
    """Forget a list that was read; one that was imported keeps its numbers."""
    require(actor, Action.EDIT_PROCESS, read.phase.process)
    AddresseeImport.objects.filter(pk=read.pk, imported_at__isnull=True).delete()


# --- the empty table ------------------------------------------------------------------------------------------------


def csv_template() -> bytes:
    """The headers as CSV, as a German Excel opens it: semicolons, UTF-8 with its mark."""
    output = io.StringIO(newline="")
    csv.writer(output, delimiter=";").writerow([column.header for column in COLUMNS])
    return output.getvalue().encode("utf-8-sig")


def xlsx_template() -> bytes:
    """An XLSX file with the categories to choose from, and what belongs into each column."""
    output = io.BytesIO()
    workbook = PlainWorkbook(output, {"in_memory": True})
    bold = workbook.add_format({"bold": True, "bg_color": "#E7ECF3", "border": 1})
    text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    sheet, explained = workbook.add_worksheet(_LAYOUT.sheet_name), workbook.add_worksheet("Erläuterung")
    lists = workbook.add_worksheet("Listen")
    sheet.freeze_panes(1, 0)
    for index, column in enumerate(COLUMNS):
        sheet.set_column(index, index, column.width, text)
        sheet.write_string(0, index, column.header + (" *" if column.required else ""), bold)
        explained.write_string(index, 0, column.header + (" *" if column.required else ""), bold)
        explained.write_string(index, 1, column.explanation, text)
    explained.set_column(0, 0, 20)
    explained.set_column(1, 1, 90)
    titles = list(StakeholderCategory.objects.filter(is_individual=False).values_list("title", flat=True))
    for line, title in enumerate(titles):
        lists.write_string(line, 0, title)
    if titles:
        place = [column.key for column in COLUMNS].index("category")
        source = f"=Listen!$A$1:$A${len(titles)}"
        sheet.data_validation(1, place, MAX_ROWS, place, {"validate": "list", "source": source})
    lists.hide()
    workbook.close()
    return output.getvalue()
