"""Organisations that may be the same as a given one."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from accounts.enums import VerificationState
from accounts.organisations import names
from accounts.organisations.models import Organisation

#: From here on two names are told to people as similar, 100 being equal.
SIMILAR_FROM = 84
#: More would not be read.
AT_MOST = 5


@dataclass(frozen=True)
class Subject:
    """What is compared: the keys of an organisation, or of what somebody typed."""

    name_key: str
    website_key: str = ""
    register_key: str = ""
    register_court: str = ""

    @classmethod
    def typed(cls, name: str, website: str = "", register_number: str = "") -> "Subject":
        return cls(
            names.name_key(name),
            names.website_host(website),
            names.register_key(register_number),
            names.register_court(register_number),
        )

    @classmethod
    def of(cls, organisation: Organisation) -> "Subject":
        return cls.typed(organisation.name, organisation.website, organisation.register_number)


@dataclass
class Similar:
    """An organisation that may be the same, with the reasons in words, the strongest first."""

    organisation: Organisation
    score: float
    reasons: list[str] = field(default_factory=list)


class Index:
    """The keys of all organisations, read once, so that many subjects cost no further queries."""

    def __init__(self) -> None:
        rows = Organisation.objects.exclude(state__in=[VerificationState.MERGED, VerificationState.REFUSED])
        self.names: dict[int, str] = {}
        self.squeezed: dict[int, str] = {}
        self.titles: dict[int, str] = {}
        self.by_host: dict[str, set[int]] = {}
        self.by_register: dict[str, dict[int, str]] = {}
        values = rows.order_by("pk").values_list(
            "pk", "name", "name_key", "website_key", "register_key", "register_number"
        )
        for pk, title, key, host, register, number in values:
            self.names[pk], self.titles[pk] = key, title
            self.squeezed[pk] = names.squeezed(key)
            if host:
                self.by_host.setdefault(host, set()).add(pk)
            if register:
                self.by_register.setdefault(register, {})[pk] = names.register_court(number)

    def scores(self, subject: Subject, *, branches: bool = True) -> dict[int, float]:
        """How similar the names are, for those similar enough; `branches` finds names that hold another one, too."""
        key, found = subject.name_key, {}
        if len(names.squeezed(key)) < 3:
            return {pk: 100.0 for pk, other in self.names.items() if other == key}
        searches = [
            (names.squeezed(key), self.squeezed, fuzz.ratio, SIMILAR_FROM, 0.0),
            (key, self.names, fuzz.token_sort_ratio, SIMILAR_FROM, 0.0),
        ]
        if branches and len(key.split()) > 1:
            # All words of the shorter name are in the longer one: likely a branch, so it comes last.
            searches.append((key, self.names, fuzz.token_set_ratio, 100, 15.0))
        for query, choices, scorer, cutoff, less in searches:
            for text, score, pk in process.extract(query, choices, scorer=scorer, score_cutoff=cutoff, limit=20):
                if " " in text or not less:
                    found[pk] = max(found.get(pk, 0.0), score - less)
        return found

    def same_register(self, subject: Subject) -> set[int]:
        """Entries of the same number, unless both say that they are in registers of different courts."""
        if not subject.register_key:
            return set()
        court = subject.register_court
        rows = self.by_register.get(subject.register_key, {})
        return {pk for pk, other in rows.items() if not court or not other or court == other}

    def matches(self, subject: Subject, *, leave_out: int | None = None, branches: bool = True) -> dict[int, float]:
        """Keys of everything that may be the same, with a score to sort by."""
        found = self.scores(subject, branches=branches)
        for pk in self.by_host.get(subject.website_key, set()):
            found[pk] = found.get(pk, 0.0) + 100
        for pk in self.same_register(subject):
            found[pk] = found.get(pk, 0.0) + 200
        found.pop(leave_out, None)
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))[:AT_MOST])


def similar_to(subject: Subject, *, leave_out: int | None = None, index: Index | None = None) -> list[Similar]:
    """Organisations that may be the same, the likeliest first; refused and merged ones are left out."""
    index = index or Index()
    matches = index.matches(subject, leave_out=leave_out)
    rows = Organisation.objects.select_related("category", "region").in_bulk(matches)
    names_like, register = index.scores(subject), index.same_register(subject)
    found = []
    for pk, score in matches.items():
        item = Similar(rows[pk], score)
        if pk in register:
            item.reasons.append(_("same register number"))
        if subject.website_key and rows[pk].website_key == subject.website_key:
            item.reasons.append(_("same website"))
        if index.squeezed[pk] == names.squeezed(subject.name_key):
            item.reasons.append(_("same name"))
        elif pk in names_like:
            item.reasons.append(_("similar name"))
        found.append(item)
    return found
