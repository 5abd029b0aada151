"""Reading lists of needs and offers in: check everything and store nothing, then store everything or nothing."""

import io
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from frontend.sheets import MAX_BYTES, RawRow, SheetRefused, ending_of, read_rows
from frontend.texts import cleaned, shows_nothing
from regions.demand.codes import LANGUAGES, language_choices
from regions.demand.enums import EntryState, Kind, TargetGroup
from regions.demand.forms import LONGEST
from regions.demand.models import DemandField, Entry
from regions.demand.rules import entries_of, regions_of
from regions.demand.sheets import BY_KEY, COLUMNS, LAYOUT
from regions.places.finding import RegionFinder, RegionUnknown

#: So many errors are told; a file with more is wrong as a whole.
ERRORS_TOLD = 200
_SALT = "regions.demand.import"
_VALID_FOR = 3600
#: Characters of a checked list that a form can send back; Django refuses longer ones.
MOST_SEALED = 2_000_000
_TEXTS = ("reference", "municipality", "title", "provider", "place", "times", "contact_name", "contact_phone", "source")
_LANGUAGE_CODES = frozenset(LANGUAGES)


@dataclass
class Report:
    """What an import would do, or has done."""

    new: int = 0
    changed: int = 0
    same: int = 0
    errors: list[tuple[int, str, str]] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)

    @property
    def errors_told(self) -> list[tuple[int, str, str]]:
        return self.errors[:ERRORS_TOLD]

    @property
    def total(self) -> int:
        return self.new + self.changed + self.same


class _Reader:
    """Reads rows against everything cells may refer to, which is read once."""

    def __init__(self, actor) -> None:
        self.fields = {}
        for row in DemandField.objects.all():
            self.fields |= {row.slug.casefold(): row, row.title.casefold(): row}
        self.groups = {str(label).casefold(): code for code, label in TargetGroup.choices}
        self.groups |= {code: code for code in TargetGroup.values}
        self.languages = {name.casefold(): code for code, name in language_choices()}
        self.languages |= {code: code for code in _LANGUAGE_CODES}
        self.finder = RegionFinder()
        self.own = set(regions_of(actor).values_list("pk", flat=True))
        self.seen: dict[tuple[int, str], int] = {}
        self.errors: list[tuple[int, str, str]] = []

    def read(self, raw: RawRow) -> dict[str, Any] | None:
        """The row by JSON values when it can be stored; what is wrong with it is noted by line and column."""
        before = len(self.errors)
        self._refuse_unusable(raw)
        values: dict[str, Any] = {"line": raw.line, **{key: self._text(raw, key) for key in _TEXTS}}
        values["text"] = self._text(raw, "text", lines=True)
        values["kind"] = self._kind(raw)
        values["region"], values["field"] = self._region(raw), self._field(raw)
        values["target_groups"] = self._codes(raw, "target_groups", self.groups)
        values["languages"] = self._codes(raw, "languages", self.languages)
        values["number"] = self._number(raw)
        values["contact_email"], values["website"] = self._email(raw), self._website(raw)
        values["valid_from"] = self._day(raw, "valid_from")
        values["valid_until"] = self._day(raw, "valid_until")
        self._refuse_days(raw.line, values)
        self._refuse_twice(raw.line, values)
        return values if len(self.errors) == before else None

    def _wrong(self, line: int, key: str, message: str) -> None:
        self.errors.append((line, BY_KEY[key].header if key else "", message))

    def _refuse_unusable(self, raw: RawRow) -> None:
        if "_surplus" in raw.cells:
            self._wrong(raw.line, "", _("The row has more cells than there are columns."))
        for column in COLUMNS:
            cell = raw.cells.get(column.key)
            if cell is not None and cell.kind == "formula":
                self._wrong(raw.line, column.key, _("The cell holds a formula. Please put its result there as text."))
            elif cell is not None and cell.kind == "error":
                self._wrong(raw.line, column.key, _("The cell holds an error value."))
            elif column.required and (cell is None or shows_nothing(cell.text)):
                self._wrong(raw.line, column.key, _("Something has to stand here."))

    def _text(self, raw: RawRow, key: str, *, lines: bool = False) -> str:
        cell = raw.cells.get(key)
        if cell is None or cell.kind in ("formula", "error"):
            return ""
        text = cleaned(cell.text.replace("\x00", ""))
        text = text if lines else " ".join(text.split())
        if text[:1] == "'" and text[1:2] in tuple("=+-@＝＋－＠"):
            # The mark our own tables put before what looks like a formula.
            text = text[1:]
        limit = BY_KEY[key].limit
        if limit and len(text) > limit:
            message = _("The text has %(count)s characters, at most %(limit)s are possible.")
            self._wrong(raw.line, key, message % {"count": len(text), "limit": limit})
        return text

    def _kind(self, raw: RawRow) -> str:
        typed = self._text(raw, "kind").casefold()
        found = {"bedarf": Kind.NEED, "angebot": Kind.OFFER}.get(typed)
        if typed and found is None:
            self._wrong(raw.line, "kind", _("Please write Bedarf or Angebot."))
        return str(found or "")

    def _region(self, raw: RawRow) -> int | None:
        typed = self._text(raw, "region")
        if not typed:
            return None
        try:
            region = self.finder.find(typed)
        except RegionUnknown as unknown:
            self._wrong(raw.line, "region", str(unknown))
            return None
        if region.pk not in self.own:
            self._wrong(raw.line, "region", _("You do not document needs and offers for %(name)s.") % {"name": region})
        return region.pk

    def _field(self, raw: RawRow) -> int | None:
        typed = self._text(raw, "field")
        found = self.fields.get(typed.casefold())
        if typed and found is None:
            known = "; ".join(sorted({row.title for row in self.fields.values()}))
            message = _("There is no field “%(name)s”. Possible are: %(known)s.")
            self._wrong(raw.line, "field", message % {"name": typed[:80], "known": known})
        return found.pk if found else None

    def _codes(self, raw: RawRow, key: str, known: dict[str, str]) -> list[str]:
        found = []
        for typed in self._text(raw, key).replace(";", ",").split(","):
            name = " ".join(typed.split())
            if name and name.casefold() not in known:
                self._wrong(raw.line, key, _("“%(name)s” is not known here. See the explanation in the template.") % {
                    "name": name[:60]})  # fmt: skip
            elif name:
                found.append(known[name.casefold()])
        return list(dict.fromkeys(found))

    def _number(self, raw: RawRow) -> int | None:
        typed = self._text(raw, "number")
        if not typed:
            return None
        # Python refuses to read numbers of thousands of digits.
        if not (typed.isascii() and typed.isdigit()) or len(typed) > 10 or int(typed) > 1_000_000:
            self._wrong(raw.line, "number", _("Please write a whole number."))
            return None
        return int(typed)

    def _email(self, raw: RawRow) -> str:
        address = self._text(raw, "contact_email")
        try:
            if address:
                validate_email(address)
        except ValidationError:
            self._wrong(raw.line, "contact_email", _("This is no e-mail address."))
        return address

    def _website(self, raw: RawRow) -> str:
        address = self._text(raw, "website")
        try:
            if address:
                URLValidator(["http", "https"])(address)
        except ValidationError:
            self._wrong(raw.line, "website", _("This is no address of a website. Please write it with https://"))
        return address

    def _day(self, raw: RawRow, key: str) -> str | None:
        typed = self._text(raw, key)
        if not typed:
            return None
        for style in ("%d.%m.%Y", "%Y-%m-%d"):
            try:
                return datetime.strptime(typed, style).date().isoformat()
            except ValueError:
                continue
        self._wrong(raw.line, key, _("Please write the day as 31.12.2027."))
        return None

    def _refuse_days(self, line: int, values: dict[str, Any]) -> None:
        begins, ends = values["valid_from"], values["valid_until"]
        if begins and ends and begins > ends:
            self._wrong(line, "valid_until", _("The last day is before the first."))
        if ends and ends > (timezone.localdate() + LONGEST).isoformat():
            self._wrong(line, "valid_until", _("At most three years are possible."))

    def _refuse_twice(self, line: int, values: dict[str, Any]) -> None:
        key = (values["region"] or 0, values["reference"])
        if values["reference"] and key in self.seen:
            message = _("The reference stands in line %(line)s already.") % {"line": self.seen[key]}
            self._wrong(line, "reference", message)
        self.seen.setdefault(key, line)


def check(upload, *, actor) -> Report:
    """Read an uploaded table and say what an import would do; stores nothing. Raises SheetRefused."""
    data = upload.read(MAX_BYTES + 1)
    ending = ending_of(data)
    reader, report = _Reader(actor), Report()
    for raw in read_rows(io.BytesIO(data), ending, LAYOUT):
        row = reader.read(raw)
        if row is not None:
            report.rows.append(row)
    report.errors = reader.errors
    if not report.errors:
        _compare(report)
    return report


def _known(rows: list[dict[str, Any]]):
    regions, references = {row["region"] for row in rows}, {row["reference"] for row in rows}
    return Entry.objects.filter(region__in=regions, reference__in=references)


def _compare(report: Report) -> None:
    known = {(row.region_id, row.reference): row for row in _known(report.rows)}
    for values in report.rows:
        entry = known.get((values["region"], values["reference"]))
        if entry is None:
            report.new += 1
        elif entry.is_pool:
            message = _("“%(reference)s” is the reference of an interpreters’ pool, which is changed by its form.")
            report.errors.append((values["line"], BY_KEY["reference"].header, message % {"reference": entry.reference}))
        elif _changes(entry, values):
            report.changed += 1
        else:
            report.same += 1


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    """Columns of the model from JSON values."""
    data = {key: value for key, value in values.items() if key not in ("line", "region", "field", "kind")}
    data |= {"region_id": values["region"], "field_id": values["field"]}
    for key in ("valid_from", "valid_until"):
        data[key] = date.fromisoformat(values[key]) if values[key] else None
    return data


def _changes(entry: Entry, values: dict[str, Any]) -> bool:
    return entry.kind != values["kind"] or any(getattr(entry, key) != value for key, value in _typed(values).items())


def sealed(report: Report, *, actor) -> str:
    """The checked rows as they travel with the form: signed, compressed, for this person only. Raises SheetRefused."""
    token = signing.dumps({"by": actor.pk, "rows": report.rows}, salt=_SALT, compress=True)
    if len(token) > MOST_SEALED:
        raise SheetRefused(_("The texts of the list are too long for one step. Please split it into several files."))
    return token


def unsealed(token: str, *, actor) -> list[dict[str, Any]]:
    """The rows somebody checked before. Raises SheetRefused for what is too old or somebody else's."""
    try:
        data = signing.loads(token, salt=_SALT, max_age=_VALID_FOR)
    except signing.BadSignature as error:
        raise SheetRefused(_("The check is older than an hour. Please upload the file again.")) from error
    if data["by"] != actor.pk:
        raise SheetRefused(_("The check is older than an hour. Please upload the file again."))
    return data["rows"]


def _changed_meanwhile() -> SheetRefused:
    return SheetRefused(_("The entries have changed since the check. Please upload the file again."))


@transaction.atomic
def store(rows: list[dict[str, Any]], *, actor, publish: bool) -> Report:
    """Store checked rows, all or nothing; what is there by region and reference is brought up to date.

    Raises SheetRefused when the person may not write for one of the regions any more.
    """
    own = regions_of(actor).in_bulk({row["region"] for row in rows})
    if set(own) != {row["region"] for row in rows}:
        raise SheetRefused(_("You may not write for one of these districts any more. Nothing was stored."))
    # One import at a time, so that two of the same file do not meet; nobody deletes a field meanwhile.
    fields = {row.pk for row in DemandField.objects.select_for_update(no_key=True).order_by("pk")}
    if not {row["field"] for row in rows} <= fields:
        raise _changed_meanwhile()
    mine = entries_of(actor).filter(pk__in=_known(rows).values("pk")).values("pk")
    locked = Entry.objects.select_for_update(of=("self",)).filter(pk__in=mine).order_by("pk")
    known = {(row.region_id, row.reference): row for row in locked.select_related("region")}
    report, today = Report(), timezone.localdate()
    for values in rows:
        entry = known.get((values["region"], values["reference"]))
        if entry is not None and entry.is_pool:
            raise _changed_meanwhile()
        if entry is not None and not _changes(entry, values):
            report.same += 1
            continue
        if entry is None:
            entry, report.new = Entry(created_by=actor), report.new + 1
        else:
            report.changed += 1
            entry.revision += 1
        entry.region = own[values["region"]]
        _write(entry, values, publish=publish and date.fromisoformat(values["valid_until"]) >= today)
    if report.new or report.changed:
        record(actor, "demand.import", actor, new=report.new, changed=report.changed)
    return report


def _write(entry: Entry, values: dict[str, Any], *, publish: bool) -> None:
    if entry.kind and entry.kind != values["kind"]:
        # What met a need is no property of an offer.
        entry.met_by = None
    entry.kind = values["kind"]
    for key, value in _typed(values).items():
        setattr(entry, key, value)
    if publish and entry.state == EntryState.DRAFT:
        entry.state, entry.published_at = EntryState.PUBLISHED, timezone.now()
    entry.fill_search_text()
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as taken:
        # A form was faster with the same reference.
        raise _changed_meanwhile() from taken
