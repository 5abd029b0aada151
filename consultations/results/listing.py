"""The list of published findings: what it can be narrowed to, and its order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import StakeholderCategory
from consultations.contributions.extensions import Limit
from consultations.contributions.listing import MAX_WORDS, Chosen, Narrowed, chosen_of, searched, spellings
from consultations.process.models import Process
from consultations.results.enums import AnswerDecision
from consultations.results.models import ParagraphChange
from consultations.results.outcomes import WAITING, decision_of_finding, outcome_label
from consultations.results.queries import published_findings
from consultations.synthesis.models import Finding
from consultations.synthesis.queries import public_segments
from frontend.page_cache import remember
from regions.models import Region

#: Value of the limit of fields for findings about the whole concept.
ACROSS = "uebergreifend"


@dataclass(frozen=True)
class Asked(Narrowed):
    """What an address asks the list of findings for."""

    FIRST: ClassVar = ("feld", "entscheidung", "entwurf")

    process: Process
    chosen: list[Chosen]
    text: str

    @property
    def is_limited(self) -> bool:
        return bool(self.text or any(choice.value for choice in self.chosen))

    def found(self) -> QuerySet[Finding]:
        """The published findings that fit, by field and number; those of the whole concept come last."""
        found = published_findings(self.process)
        for choice in self.chosen:
            if choice.value:
                found = choice.limit.apply(found, choice.value)
        return matching(found, self.text).order_by(
            F("action_field__order").asc(nulls_last=True), "action_field", "number"
        )


def asked(process: Process, query: Mapping[str, str]) -> Asked:
    """Read an address; values nobody knows are ignored."""
    return Asked(process, chosen_of(finding_limits(process), query), searched(query))


def matching(findings: QuerySet[Finding], text: str) -> QuerySet[Finding]:
    """Those in which every word stands, in title, summary or reason; a number finds its finding as well."""
    words = text.split()[:MAX_WORDS]
    if not words:
        return findings
    found = Q()
    for word in words:
        found &= anywhere(word)
    if text.isdecimal() and len(text) < 5:
        found |= Q(number=int(text))
    return findings.filter(found)


def anywhere(word: str, prefix: str = "") -> Q:
    """Condition that a word stands in what a finding and its answer say; `prefix` leads to the finding."""
    found = Q()
    for spelling in spellings(word):
        for name in ("title", "summary", "answer__reason"):
            found |= Q(**{f"{prefix}{name}__icontains": spelling})
    return found


def field_choices(process: Process) -> list[tuple[str, str]]:
    """The action fields of a process, and what concerns all of them."""
    rows = list(process.action_fields.order_by("order", "pk").values_list("slug", "title"))
    return [*rows, (ACROSS, _("Across all fields"))] if rows else []


def decision_choices() -> list[tuple[str, str]]:
    return [(key, outcome_label(key)) for key in (*AnswerDecision.values, WAITING)]


def finding_limits(process: Process) -> list[Limit]:
    """What findings can be narrowed to. Groups and districts are those with a public contribution behind a finding."""
    behind = public_segments().filter(finding__in=published_findings(process).order_by()).order_by()
    groups = StakeholderCategory.objects.filter(pk__in=behind.values("contribution__category"))
    regions = Region.objects.filter(pk__in=behind.values("contribution__region")).order_by("name")
    return [
        Limit("feld", _("Action field"), field_choices(process), in_field),
        Limit("entscheidung", _("Decision"), decision_choices(), _decided),
        Limit(
            "entwurf",
            _("Draft"),
            [("geaendert", _("changed because of it")), ("unveraendert", _("not changed"))],
            _changed,
        ),
        Limit(
            "gruppe",
            _("Group"),
            remember(f"groups behind results of {process.pk}", lambda: list(groups.values_list("slug", "title"))),
            lambda found, value: found.filter(_said_by(contribution__category__slug=value)),
        ),
        Limit(
            "kreis",
            _("Region"),
            remember(f"regions behind results of {process.pk}", lambda: list(regions.values_list("ags", "name"))),
            lambda found, value: found.filter(_said_by(contribution__region__ags=value)),
        ),
    ]


def in_field(rows: QuerySet, value: str) -> QuerySet:
    """Findings or passages of an action field, or of none."""
    return rows.filter(action_field__isnull=True) if value == ACROSS else rows.filter(action_field__slug=value)


def _decided(found: QuerySet[Finding], value: str) -> QuerySet[Finding]:
    return found.annotate(decided=decision_of_finding()).filter(decided=value)


def _changed(found: QuerySet[Finding], value: str) -> QuerySet[Finding]:
    caused = Exists(ParagraphChange.objects.public().filter(findings=OuterRef("pk")))
    return found.filter(caused if value == "geaendert" else ~caused)


def _said_by(**condition: str) -> Exists:
    """Condition on findings: a public contribution behind it is of this group or region."""
    return Exists(public_segments().filter(finding=OuterRef("pk"), **condition))
