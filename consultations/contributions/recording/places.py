"""What a passage is about, as people write it: "1.2", "Kapitel 3", "Entwurf", "Verfahren", "Magdeburg, Tisch 2"."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from consultations.conferences.models import ThematicTable
from consultations.contributions.targets import Target, describe
from consultations.drafts.models import DraftVersion, Paragraph, Section
from consultations.drafts.queries import published_versions
from consultations.process.enums import TargetKind
from consultations.process.models import BERLIN, Process

_SECTION = re.compile(r"^(?:kapitel|kap\.?|abschnitt|k)\s*(\d[\d.]*)$")
_PARAGRAPH = re.compile(r"^(?:absatz|abs\.?|nr\.?|nummer|ziffer|punkt)?\s*\(?(\d[\d.]*)\)?$")
_TABLE = re.compile(r"^(.*?)[\s,/:–-]*(?:tisch|t)?\s*(\d+)$")
_DRAFT = {"entwurf", "entwurf als ganzes", "gesamter entwurf", "draft"}
_PROCESS = {"verfahren", "verfahren als ganzes", "prozess", "process", "allgemein"}


class PlaceUnknown(ValueError):
    """Nothing in the process has this name; the text says so in words for staff."""


@dataclass(frozen=True)
class Offer:
    """One entry of the list to choose from: what is filled in, and the words that explain it."""

    value: str
    label: str


class Places:
    """Everything a letter can be about in one version of the draft; read once, asked often."""

    def __init__(self, process: Process, version: DraftVersion | None) -> None:
        self.process, self.version = process, version
        self.sections: list[Section] = []
        self.paragraphs: list[Paragraph] = []
        if version is not None:
            # The chain to the process is set by hand: naming a target must not cost queries.
            version.draft.process = process
            paragraphs = Prefetch("paragraphs", queryset=Paragraph.objects.order_by("order"))
            for section in version.sections.order_by("order").prefetch_related(paragraphs):
                section.version = version
                self.sections.append(section)
                for paragraph in section.paragraphs.all():
                    paragraph.version = version
                    self.paragraphs.append(paragraph)
        self.tables = list(
            ThematicTable.objects.filter(conference__process=process)
            .select_related("conference")
            .order_by("conference__date", "conference", "number")
        )
        for table in self.tables:
            table.conference.process = process
        self._paragraphs = {row.number: row for row in self.paragraphs}
        self._codes = {row.code.casefold(): row for row in self.paragraphs if row.code}
        self._sections = {row.number: row for row in self.sections}
        self._by_key = {
            (kind, row.pk): row
            for kind, rows in (
                (TargetKind.PARAGRAPH, self.paragraphs),
                (TargetKind.SECTION, self.sections),
                (TargetKind.TABLE, self.tables),
            )
            for row in rows
        }

    def find(self, name: str) -> Target:
        """The target of a name as people write it. Raises PlaceUnknown."""
        typed = " ".join(name.split())
        key = typed.casefold().removeprefix("§").strip()
        if not key:
            raise PlaceUnknown(_("Please say what it is about, for example 1.2, Kapitel 3, Entwurf or Verfahren."))
        if key in _PROCESS:
            return describe(self.process)
        if key in _DRAFT:
            return self._draft()
        if (found := _SECTION.match(key)) and (section := self._sections.get(found[1].rstrip("."))):
            return describe(section)
        if (found := _PARAGRAPH.match(key)) and (paragraph := self._paragraphs.get(found[1].rstrip("."))):
            return describe(paragraph)
        if paragraph := self._codes.get(key):
            return describe(paragraph)
        if "tisch" in key:
            return self.find_table(typed)
        raise PlaceUnknown(self._unknown(typed))

    def find_table(self, name: str) -> Target:
        """The thematic table of "magdeburg/3" or "Magdeburg, Tisch 3". Raises PlaceUnknown."""
        found = _TABLE.match(" ".join(name.split()).casefold())
        if found:
            where, number = found[1].strip(" ,/:–-"), int(found[2])
            matching = [
                table
                for table in self.tables
                if table.number == number
                and where in (table.conference.slug.casefold(), table.conference.town.casefold())
            ]
            if len(matching) == 1:
                return describe(matching[0])
        raise PlaceUnknown(
            _("There is no table “%(name)s”. Write it like “%(example)s”.")
            % {"name": name[:80], "example": table_name(self.tables[0]) if self.tables else "magdeburg/1"}
        )

    def get(self, kind: str, pk: int) -> Target | None:
        """The target with a key; None when it is in another version or was removed."""
        if kind == TargetKind.PROCESS:
            return describe(self.process)
        if kind == TargetKind.DRAFT:
            return self._draft() if self.version is not None else None
        row = self._by_key.get((kind, pk))
        return describe(row) if row is not None else None

    def offers(self) -> list[Offer]:
        """Everything that can be chosen, in reading order."""
        offers = [Offer("Verfahren", _("Process as a whole"))]
        if self.version is not None:
            offers.append(Offer("Entwurf", _("Draft as a whole")))
        for section in self.sections:
            offers.append(Offer(f"Kapitel {section.number}", section.title))
            offers += [Offer(row.number, _short(row.text)) for row in section.paragraphs.all()]
        return offers + [Offer(table_name(table), table.title) for table in self.tables]

    def has_number(self, number: str) -> bool:
        """Whether a paragraph has this number."""
        return number in self._paragraphs

    def _draft(self) -> Target:
        if self.version is None:
            raise PlaceUnknown(_("No version of the draft was published at that time."))
        return describe(self.version.draft)

    def _unknown(self, typed: str) -> str:
        if self.version is None:
            return _("“%(name)s” is unknown: no version of the draft was published at that time.") % {
                "name": typed[:80]
            }
        return _("“%(name)s” is not in the version “%(version)s”.") % {
            "name": typed[:80],
            "version": self.version.label,
        }


def table_name(table: ThematicTable) -> str:
    """How a table is written, and found again."""
    return f"{table.conference.town}, Tisch {table.number}"


def place_name(target: Target) -> str:
    """How a target is written, so that `Places.find` finds it again."""
    match target.kind:
        case TargetKind.PARAGRAPH:
            return target.object.number
        case TargetKind.SECTION:
            return f"Kapitel {target.object.number}"
        case TargetKind.TABLE:
            return table_name(target.object)
        case TargetKind.DRAFT:
            return "Entwurf"
    return "Verfahren"


def version_at(versions: list[DraftVersion], day: date) -> DraftVersion | None:
    """Of published versions, the latest first, the one people could read on a day: a letter means its numbers.

    Before the first publication the first version, because no earlier numbers are known.
    """
    end = datetime.combine(day + timedelta(days=1), time.min, tzinfo=BERLIN)
    return next((row for row in versions if row.published_at < end), versions[-1] if versions else None)


class PlacesByDay:
    """Places for many days, each version read once."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self._versions = list(published_versions(process))
        self._read: dict[int | None, Places] = {}

    def on(self, day: date) -> Places:
        """What a letter received on a day can be about."""
        version = version_at(self._versions, day)
        key = version.pk if version else None
        if key not in self._read:
            self._read[key] = Places(self.process, version)
        return self._read[key]


def places_on(process: Process, day: date) -> Places:
    """What a letter received on a day can be about."""
    return PlacesByDay(process).on(day)


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 90 else words[:89].rstrip() + "…"
