"""The list of all public contributions of a process: what it can be narrowed to, full text, order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import StakeholderCategory
from consultations.contributions.codes import normalise
from consultations.contributions.enums import Channel, Kind, Publication
from consultations.contributions.extensions import Limit, list_limits
from consultations.contributions.models import Contribution
from consultations.contributions.queries import NEWEST, SORTING
from consultations.drafts.models import DraftVersion, Paragraph
from consultations.drafts.queries import current_version, published_versions
from consultations.process.enums import TargetKind
from consultations.process.models import Process
from frontend.page_cache import remember
from regions.models import Region

#: Words of a search that are looked at, and the longest text that is read at all.
MAX_WORDS, MAX_LENGTH = 8, 200


def in_list(process: Process) -> QuerySet[Contribution]:
    """Every contribution the list can show; the ministry's replies stand below what they answer."""
    return Contribution.objects.public().filter(process=process, is_official_reply=False)


@dataclass(frozen=True)
class Chosen:
    """A limit of the list with the value an address asks for; empty when it asks for none it has."""

    limit: Limit
    value: str


class Narrowed:
    """Limits as an address asks for them: those named in `FIRST` are always open, the further ones fold."""

    FIRST: ClassVar[tuple[str, ...]] = ()

    chosen: list[Chosen]

    @property
    def limits(self) -> list[Chosen]:
        """All limits of the page, in its order."""
        return self.chosen

    @property
    def first(self) -> list[Chosen]:
        """The limits most people look for."""
        return [choice for choice in self.limits if choice.limit.name in self.FIRST and choice.limit.choices]

    @property
    def further(self) -> list[Chosen]:
        return [choice for choice in self.limits if choice.limit.name not in self.FIRST and choice.limit.choices]

    @property
    def is_narrowed_further(self) -> bool:
        """Whether one of the less used limits is in use, so that the page shows them."""
        return any(choice.value for choice in self.further)


@dataclass(frozen=True)
class Listing(Narrowed):
    """What an address asks the list for."""

    FIRST: ClassVar = ("art", "kapitel")

    process: Process
    chosen: list[Chosen]
    #: Number of a paragraph as typed, and whether the current version has it.
    paragraph: str
    lineage: str | None
    text: str
    sort: str

    @property
    def is_limited(self) -> bool:
        return bool(self.text or self.paragraph or any(choice.value for choice in self.chosen))

    @property
    def is_narrowed_further(self) -> bool:
        return bool(self.paragraph) or super().is_narrowed_further

    def found(self) -> QuerySet[Contribution]:
        """The public contributions that fit, in no order."""
        found = in_list(self.process)
        for choice in self.chosen:
            if choice.value:
                found = choice.limit.apply(found, choice.value)
        if self.paragraph:
            found = found.filter(target_kind=TargetKind.PARAGRAPH, lineage=self.lineage or "")
        return matching(found, self.text)

    def keys(self) -> QuerySet[Contribution]:
        """Their keys in the order asked for: pages are cut out of these, and only what is shown is read (`shown`)."""
        return self.found().with_support().order_by(*SORTING[self.sort]).values_list("pk", flat=True)

    def contributions(self) -> QuerySet[Contribution]:
        """All of them in the order asked for, with everything a list shows."""
        return self.found().with_support().for_display().order_by(*SORTING[self.sort])


def shown(keys: Sequence[int]) -> list[Contribution]:
    """The public contributions with these keys, in this order, with everything a list shows."""
    rows = {row.pk: row for row in Contribution.objects.public().filter(pk__in=keys).with_support().for_display()}
    return [rows[key] for key in keys if key in rows]


def listing(process: Process, query: Mapping[str, str]) -> Listing:
    """Read an address; values nobody knows are ignored, a paragraph that is not there finds nothing."""
    version = current_version(process)
    chosen = chosen_of([*_own_limits(process, version), *(make(process) for make in list_limits)], query)
    number = query.get("absatz", "").replace("\x00", "").strip()[:16]
    sort = query.get("sort", "")
    return Listing(
        process=process,
        chosen=chosen,
        paragraph=number,
        lineage=_lineage(version, number) if number else None,
        text=searched(query),
        sort=sort if sort in SORTING else NEWEST,
    )


def searched(query: Mapping[str, str]) -> str:
    """The words of `?suche=`, without what no search needs."""
    return " ".join(query.get("suche", "").replace("\x00", "").split())[:MAX_LENGTH]


def chosen_of(limits: Sequence[Limit], query: Mapping[str, str]) -> list[Chosen]:
    """Limits with the values an address asks for; values nobody knows are ignored."""
    chosen = []
    for limit in limits:
        value = query.get(limit.name, "")
        chosen.append(Chosen(limit, value if value in {known for known, _label in limit.choices} else ""))
    return chosen


def matching(contributions: QuerySet[Contribution], text: str) -> QuerySet[Contribution]:
    """Those in which every word stands, in title, text, proposed wording or the name that is published.

    Parts of words count: in German the word looked for is often the end of a longer one. A code finds its contribution.
    """
    words = text.split()[:MAX_WORDS]
    if not words:
        return contributions
    found = Q()
    for word in words:
        found &= _anywhere(word)
    if code := normalise(text):
        found |= Q(code=code)
    return contributions.filter(found)


def spellings(word: str) -> set[str]:
    """The ways a word is looked for: SQLite folds the case of A to Z only, other letters are looked for both ways."""
    return {word} if word.isascii() else {word, word.lower(), word.capitalize(), word.upper()}


def _anywhere(word: str) -> Q:
    found = Q()
    for spelling in spellings(word):
        found |= Q(title__icontains=spelling) | Q(published_text__icontains=spelling)
        found |= Q(published_proposal__icontains=spelling)
        found |= Q(publication=Publication.NAMED, organisation_name__icontains=spelling)
    return found


def _lineage(version: DraftVersion | None, number: str) -> str | None:
    """The lineage of the paragraph with a number in the current version."""
    if version is None:
        return None
    return version.paragraphs.filter(number=number).values_list("lineage", flat=True).first()


def _own_limits(process: Process, version: DraftVersion | None) -> list[Limit]:
    """The limits this feature knows. Groups and districts are those that have a contribution."""
    shown = in_list(process).order_by()
    categories = StakeholderCategory.objects.filter(pk__in=shown.values("category"))
    regions = Region.objects.filter(pk__in=shown.values("region")).order_by("name")
    chapters = version.sections.order_by("order").values_list("lineage", "number", "title") if version else []
    return [
        Limit(
            "art",
            _("Kind"),
            [(value, str(label)) for value, label in Kind.choices if value != Kind.REPLY],
            lambda found, value: found.filter(kind=value),
        ),
        Limit(
            "kapitel",
            _("Chapter"),
            [(lineage, f"{number} {title}") for lineage, number, title in chapters],
            lambda found, value: _in_chapter(found, process, value),
        ),
        Limit(
            "gruppe",
            _("Group"),
            remember(f"groups of {process.pk}", lambda: list(categories.values_list("slug", "title"))),
            lambda found, value: found.filter(category__slug=value),
        ),
        Limit(
            "kreis",
            _("Region"),
            remember(f"districts of {process.pk}", lambda: list(regions.values_list("ags", "name"))),
            lambda found, value: found.filter(region__ags=value),
        ),
        Limit(
            "weg",
            _("How it reached us"),
            [(value, str(label)) for value, label in Channel.choices],
            lambda found, value: found.filter(channel=value),
        ),
    ]


def _in_chapter(found: QuerySet[Contribution], process: Process, lineage: str) -> QuerySet[Contribution]:
    """Those about a chapter or one of its paragraphs, in whichever published version they stood there."""
    paragraphs = Paragraph.objects.filter(
        version__in=published_versions(process).values("pk"), section__lineage=lineage
    ).values("lineage")
    return found.filter(
        Q(target_kind=TargetKind.SECTION, lineage=lineage) | Q(target_kind=TargetKind.PARAGRAPH, lineage__in=paragraphs)
    )
