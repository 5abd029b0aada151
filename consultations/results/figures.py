"""The numbers of the results as figures: bars on a page, a picture and a table to take along.

Only what everybody may read is counted. A contribution can have several passages, each with an outcome of its own;
figures of what became of contributions count passages, so that every row adds up.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consultations.process.models import Process
from consultations.results.enums import AnswerDecision
from consultations.results.listing import ACROSS
from consultations.results.outcomes import OUTCOMES, WAITING, outcome_label, with_outcome
from consultations.results.queries import Share, decisions_by_field, shares
from consultations.synthesis.queries import public_segments
from frontend.charts import Series, stacked_bars
from frontend.page_cache import remember
from regions.models import Region

#: Colour and pattern of each outcome in a picture; pages have fills of their own, for dark mode.
_LOOKS = {
    "accepted": ("#00664f", "plain"),
    "partly": ("#00664f", "stripes"),
    "already": ("#0b5c80", "plain"),
    "not_accepted": ("#a3231b", "lines"),
    "forwarded": ("#0b5c80", "dots"),
    "open": ("#7a5c00", "grid"),
    "waiting": ("#6b7280", "plain"),
    "none": ("#6b7280", "stripes"),
}
#: Digits of a district's key; a municipality's key begins with them.
_DISTRICT = 5


@dataclass(frozen=True)
class Bar:
    """One row: its name, numbers by outcome, and the query that narrows the list of results to it."""

    label: str
    counts: dict[str, int]
    query: str = ""

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @cached_property
    def shares(self) -> list[Share]:
        return shares([(key, outcome_label(key), self.counts.get(key, 0)) for key in OUTCOMES])

    @property
    def words(self) -> str:
        """The same in words, e.g. "2 taken up, 1 forwarded"."""
        return ", ".join(f"{self.counts[key]} {label}" for key, label in OUTCOMES.items() if self.counts.get(key))


@dataclass(frozen=True)
class Figure:
    """A figure: rows of numbers by outcome, and what is counted (`unit`)."""

    name: str
    title: str
    unit: str
    bars: list[Bar]

    @property
    def total(self) -> int:
        return sum(bar.total for bar in self.bars)

    @property
    def keys(self) -> list[str]:
        """The outcomes that occur, in their order."""
        return [key for key in OUTCOMES if any(bar.counts.get(key) for bar in self.bars)]

    @property
    def rows(self) -> list[tuple[Bar, float]]:
        """The bars with their widths in percent of the longest one."""
        longest = max((bar.total for bar in self.bars), default=0) or 1
        return [(bar, round(100 * bar.total / longest, 3)) for bar in self.bars]

    @property
    def legend(self) -> list[Share]:
        """The outcomes that occur, with their sums."""
        return shares([(key, outcome_label(key), sum(b.counts.get(key, 0) for b in self.bars)) for key in self.keys])


def _decisions(process: Process) -> Figure:
    counts: Counter[str] = Counter()
    for by_decision in decisions_by_field(process).values():
        counts.update(by_decision)
    bars = [
        Bar(outcome_label(key), {key: counts[key]}, f"entscheidung={key}")
        for key in (*AnswerDecision.values, WAITING)
        if counts[key]
    ]
    return Figure("entscheidungen", _("Results by decision"), _("Results"), bars)


def _fields(process: Process) -> Figure:
    counts = decisions_by_field(process)
    bars = [
        Bar(field.title, dict(counts.get(field.pk, {})), urlencode({"feld": field.slug}))
        for field in process.action_fields.order_by("order", "pk")
    ]
    if None in counts:
        bars.append(Bar(_("Across all fields"), dict(counts[None]), f"feld={ACROSS}"))
    return Figure("handlungsfelder", _("Results by action field"), _("Results"), bars)


def _groups(process: Process) -> Figure:
    rows = _passages(process, "contribution__category__title", "contribution__category__slug")
    bars = [
        Bar(
            title or _("Conference cards and others without a category"),
            counts,
            urlencode({"gruppe": slug}) if slug else "",
        )
        for (title, slug), counts in rows.items()
    ]
    bars.sort(key=lambda bar: -bar.total)
    return Figure("gruppen", _("What became of the contributions, by category"), _("Passages"), bars)


def _districts(process: Process) -> Figure:
    by_key: dict[str, Counter[str]] = defaultdict(Counter)
    for (ags,), counts in _passages(process, "contribution__region__ags").items():
        by_key[(ags or "")[:_DISTRICT]].update(counts)
    names = dict(Region.objects.filter(ags__in=by_key).values_list("ags", "name"))
    bars = [Bar(names.get(ags, ags) or _("without a region"), dict(counts)) for ags, counts in by_key.items()]
    bars.sort(key=lambda bar: (-bar.total, bar.label))
    return Figure("regionen", _("What became of the contributions, by district"), _("Passages"), bars)


def _passages(process: Process, *names: str) -> dict[tuple, dict[str, int]]:
    """Public passages by these columns and outcome."""
    segments = with_outcome(public_segments().filter(contribution__process=process), process).order_by()
    counts: dict[tuple, dict[str, int]] = defaultdict(dict)
    for *key, outcome, number in segments.values_list(*names, "outcome").annotate(number=Count("pk")):
        counts[tuple(key)][outcome] = number
    return counts


_MAKERS: dict[str, Callable[[Process], Figure]] = {
    "entscheidungen": _decisions,
    "handlungsfelder": _fields,
    "gruppen": _groups,
    "regionen": _districts,
}


def figure(process: Process, name: str) -> Figure | None:
    """A figure by its name in addresses, None for others; its numbers are kept like the pages that show them."""
    maker = _MAKERS.get(name)
    if maker is None:
        return None
    return remember(f"figure {name} of {process.pk} in {get_language()}", lambda: maker(process))


def figures(process: Process) -> list[Figure]:
    """All figures in their order."""
    return [found for name in _MAKERS if (found := figure(process, name))]


def source_note(process: Process) -> str:
    """What a picture or a table says about itself: process, day, and that it is a demonstration."""
    day = timezone.localdate().strftime("%d.%m.%Y")
    note = _("%(process)s, as of %(day)s") % {"process": process.short_title, "day": day}
    return f"{note}. {process.demo_notice}" if process.demo_notice else note


def picture(process: Process, shown: Figure) -> SafeString:
    """The figure as a picture for reports and slides."""
    series = [Series(outcome_label(key), *_LOOKS[key]) for key in shown.keys]
    rows = [(bar.label, [bar.counts.get(key, 0) for key in shown.keys]) for bar in shown.bars]
    return stacked_bars(f"{shown.title} ({shown.unit})", series, rows, note=f"{shown.title} – {source_note(process)}")


def table(process: Process, shown: Figure) -> Iterator[list[Any]]:
    """The figure as rows with headings, sums and where it is from."""
    yield ["", *(outcome_label(key) for key in shown.keys), _("Total")]
    for bar in shown.bars:
        yield [bar.label, *(bar.counts.get(key, 0) for key in shown.keys), bar.total]
    yield [_("Total"), *(sum(bar.counts.get(key, 0) for bar in shown.bars) for key in shown.keys), shown.total]
    yield []
    yield [f"{shown.title} ({shown.unit})"]
    yield [source_note(process)]
    yield [settings.BASE_URL + reverse("results:numbers", kwargs={"process_slug": process.slug})]
