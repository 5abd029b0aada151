"""What an address asks of the synopsis: limits, words, order."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar

from django.db.models import Case, F, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from consultations.contributions.extensions import Limit
from consultations.contributions.listing import (
    MAX_WORDS,
    Chosen,
    Listing,
    Narrowed,
    chosen_of,
    in_list,
    listing,
    matching,
)
from consultations.drafts.models import Paragraph
from consultations.drafts.queries import current_version
from consultations.process.models import Process
from consultations.results.listing import anywhere, field_choices, in_field
from consultations.results.outcomes import OUTCOMES, outcome_label, with_outcome
from consultations.synthesis.enums import FindingState
from consultations.synthesis.models import Segment
from consultations.synthesis.queries import public_segments

#: Limits of contributions the synopsis offers as well; the others stay with their list.
OF_CONTRIBUTIONS = ("kapitel", "gruppe", "kreis", "art")
#: The order without `?sort=`: as the draft is read.
DEFAULT_SORT = "absatz"


@dataclass(frozen=True)
class Asked(Narrowed):
    """Which passages, in which order."""

    FIRST: ClassVar = ("feld", "entscheidung", "kapitel")

    process: Process
    contributions: Listing
    chosen: list[Chosen]
    sort: str
    is_descending: bool

    @property
    def text(self) -> str:
        return self.contributions.text

    @property
    def paragraph(self) -> str:
        return self.contributions.paragraph

    @property
    def knows_paragraph(self) -> bool:
        """Whether the current version has the paragraph that was asked for."""
        return self.contributions.lineage is not None

    @property
    def limits(self) -> list[Chosen]:
        return [*self.chosen, *self.contributions.chosen]

    @property
    def is_limited(self) -> bool:
        return bool(self.text or self.paragraph or any(choice.value for choice in self.limits))

    @property
    def is_narrowed_further(self) -> bool:
        return bool(self.paragraph) or super().is_narrowed_further

    @property
    def words(self) -> list[str]:
        """What the table is narrowed to, in words for the print."""
        found = [f"{c.limit.label}: {dict(c.limit.choices)[c.value]}" for c in self.limits if c.value]
        if self.paragraph:
            found.append(_("Paragraph %(number)s") % {"number": self.paragraph})
        return [*found, f"„{self.text}“"] if self.text else found

    def found(self) -> QuerySet[Segment]:
        """The public passages that fit, with their outcome, in no order."""
        rows = with_outcome(public_segments().filter(contribution__process=self.process), self.process)
        said = replace(self.contributions, text="")
        if said.is_limited:
            rows = rows.filter(contribution__in=said.found())
        for choice in self.chosen:
            if choice.value:
                rows = choice.limit.apply(rows, choice.value)
        return rows.filter(self._says()) if self.text else rows

    def _says(self) -> Q:
        """Condition that the words stand in the contribution, or in the published result it led to."""
        answer = Q(finding__state=FindingState.PUBLISHED)
        for word in self.text.split()[:MAX_WORDS]:
            answer &= anywhere(word, "finding__")
        return Q(contribution__in=matching(in_list(self.process), self.text)) | answer

    def keys(self) -> QuerySet[Segment]:
        """Their keys in the order asked for: pages are cut out of these, and only what is shown is read."""
        key = _SORTING[self.sort](self.process)
        order = F("sorted_by").desc(nulls_last=True) if self.is_descending else F("sorted_by").asc(nulls_last=True)
        rows = self.found().annotate(sorted_by=key)
        return rows.order_by(order, "contribution__received_at", "contribution", "start", "pk").values_list(
            "pk", flat=True
        )


def asked(process: Process, query: Mapping[str, str]) -> Asked:
    """Read an address; values nobody knows are ignored."""
    said = listing(process, query)
    said = replace(said, chosen=[choice for choice in said.chosen if choice.limit.name in OF_CONTRIBUTIONS])
    sort = query.get("sort", "")
    name = sort.removeprefix("-")
    known = name in _SORTING
    return Asked(
        process,
        said,
        chosen_of(_limits(process), query),
        name if known else DEFAULT_SORT,
        known and sort.startswith("-"),
    )


def _limits(process: Process) -> list[Limit]:
    return [
        Limit("feld", _("Action field"), field_choices(process), in_field),
        Limit(
            "entscheidung",
            _("Decision"),
            [(key, outcome_label(key)) for key in OUTCOMES],
            lambda rows, value: rows.filter(outcome=value),
        ),
    ]


def _by_place(process: Process) -> Coalesce:
    """Where the paragraph or chapter stands in the current version; nothing for what is about something else."""
    version = current_version(process)
    rows = Paragraph.objects.filter(version=version).order_by()
    paragraph = rows.filter(lineage=OuterRef("contribution__lineage")).values("order")[:1]
    # A chapter comes before its first paragraph; grouped by nothing, so that there is one row.
    chapter = rows.filter(section__lineage=OuterRef("contribution__lineage")).values("version")
    first = chapter.annotate(first=Min("order")).values("first")
    return Coalesce(Subquery(paragraph), Subquery(first), output_field=IntegerField())


def _by_finding(process: Process) -> Case:
    """The number of a published result; an unpublished one has no part in the order."""
    return Case(When(finding__state=FindingState.PUBLISHED, then=F("finding__number")))


def _by_outcome(process: Process) -> Case:
    cases = [When(outcome=key, then=Value(place)) for place, key in enumerate(OUTCOMES)]
    return Case(*cases, output_field=IntegerField())


#: What each column is sorted by. Names are never sorted by: they would tell who wrote without a name.
_SORTING = {
    "eingang": lambda process: F("contribution__received_at"),
    "gruppe": lambda process: F("contribution__category__order"),
    "absatz": _by_place,
    "feld": lambda process: F("action_field__order"),
    "ergebnis": _by_finding,
    "entscheidung": _by_outcome,
}
