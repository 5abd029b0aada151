"""Municipalities: staff read them in where they are needed; the data of the project ends with the districts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.services import record
from regions.places.models import Region, RegionLevel
from regions.places.municipality_sheets import Municipality

_KEY = re.compile(r"^\d{7,8}$")


class MunicipalityUnknown(ValueError):
    """No municipality, or more than one, is meant by this; the text says so in words."""


class MunicipalityFinder:
    """Finds municipalities by name or key; of equal names the one in the own district is meant."""

    def __init__(self, district: Region | None = None) -> None:
        self.district = district
        self.by_ags: dict[str, Region] = {}
        self.by_name: dict[str, list[Region]] = {}
        for row in Region.objects.filter(level=RegionLevel.MUNICIPALITY).select_related("parent"):
            self.by_ags[row.ags] = row
            self.by_name.setdefault(row.name.casefold(), []).append(row)

    def find(self, written: str) -> Region:
        """The municipality of a key or name. Raises MunicipalityUnknown."""
        typed = " ".join(written.split())
        if _KEY.match(typed):
            found = self.by_ags.get(typed.zfill(8))
            if found is None:
                raise MunicipalityUnknown(_("There is no municipality with the key %(key)s.") % {"key": typed})
            return found
        named = self.by_name.get(typed.casefold(), [])
        own = [row for row in named if self.district and row.parent_id == self.district.pk]
        if len(own or named) > 1:
            keys = "; ".join(f"{row.ags} ({row.parent})" for row in (own or named)[:5])
            raise MunicipalityUnknown(
                _("Several municipalities are called “%(name)s”. Please write the key: %(keys)s.")
                % {"name": typed[:80], "keys": keys}
            )
        if not named:
            raise MunicipalityUnknown(_("There is no municipality “%(name)s” in our list.") % {"name": typed[:80]})
        return (own or named)[0]

    def find_all(self, written: str) -> list[Region]:
        """All municipalities of a list with commas, each once. Raises MunicipalityUnknown for the first unknown one."""
        parts = [part for part in re.split(r"[,;\n]", written) if part.strip()]
        return list({row.pk: row for row in map(self.find, parts)}.values())


@dataclass
class Outcome:
    """What storing a list of municipalities does, or would do: how many are new, renamed, there already."""

    new: list[Region] = field(default_factory=list)
    renamed: list[Region] = field(default_factory=list)
    known: int = 0

    @property
    def changes(self) -> int:
        return len(self.new) + len(self.renamed)


def compare(rows: Iterable[Municipality]) -> Outcome:
    """Compare lines that were checked before with what is there; nothing is saved."""
    outcome = Outcome()
    stored = {row.ags: row for row in Region.objects.filter(level=RegionLevel.MUNICIPALITY)}
    districts = {row.ags: row for row in Region.objects.districts()}
    for row in rows:
        known = stored.get(row.ags)
        if known is None:
            parent = districts[row.ags[:5]]
            outcome.new.append(Region(level=RegionLevel.MUNICIPALITY, ags=row.ags, name=row.name, parent=parent))
        elif known.name != row.name:
            known.name = row.name
            outcome.renamed.append(known)
        else:
            outcome.known += 1
    return outcome


@transaction.atomic
def store_municipalities(rows: Iterable[Municipality], *, actor: User) -> Outcome:
    """Store a list of municipalities; none is ever deleted, because others may refer to it."""
    # One list at a time, so that two of the same file do not meet.
    list(Region.objects.select_for_update(no_key=True).states().order_by("pk"))
    outcome = compare(rows)
    Region.objects.bulk_create(outcome.new, batch_size=500)
    Region.objects.bulk_update(outcome.renamed, ["name"], batch_size=500)
    if outcome.changes:
        first = (outcome.new or outcome.renamed)[0]
        new, renamed = len(outcome.new), len(outcome.renamed)
        record(actor, "regions.import_municipalities", first, new=new, renamed=renamed)
    return outcome
