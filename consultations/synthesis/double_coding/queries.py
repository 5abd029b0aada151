"""Reads of the double coding: what is to be coded, how far each is, and - when both are done - what came of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from consultations.process.dates import today
from consultations.process.models import Process
from consultations.synthesis.double_coding.agreement import Agreement, measure, one_against_rest
from consultations.synthesis.double_coding.models import DoubleCode, DoubleCoding, DoubleCodingItem, Place
from consultations.synthesis.double_coding.sampling import draw
from consultations.synthesis.models import ActionField, Segment

#: How long after its end a process keeps who coded what.
NAMES_KEPT = timedelta(days=365)


def population(process: Process, action_field: ActionField | None = None, kind: str = "") -> QuerySet[Segment]:
    """The admitted segments a sample is drawn from, in the order of their keys."""
    rows = Segment.objects.admitted().filter(contribution__process=process)
    if action_field:
        rows = rows.filter(action_field=action_field)
    if kind:
        rows = rows.filter(contribution__kind=kind)
    return rows.order_by("pk")


def items_of(coding: DoubleCoding) -> QuerySet[DoubleCodingItem]:
    """The passages that still count: a contribution withdrawn since then is coded no more."""
    return coding.items.filter(segment__in=Segment.objects.admitted()).order_by("number")


def open_items(coding: DoubleCoding, place: Place) -> QuerySet[DoubleCodingItem]:
    """What is not coded yet in one of the two codings."""
    return items_of(coding).exclude(codes__in=DoubleCode.objects.filter(item__double_coding=coding, place=place))


@dataclass(frozen=True)
class Progress:
    """How far one of the two is, and no more."""

    place: Place
    name: str
    done: int
    total: int
    is_handed_in: bool
    is_mine: bool

    @property
    def is_complete(self) -> bool:
        return self.done == self.total


def progress(codings: Iterable[DoubleCoding], user) -> dict[int, list[Progress]]:
    """How far the two people of each double coding are, by its key; two queries, however many there are."""
    codings = list(codings)
    counted = DoubleCodingItem.objects.filter(
        double_coding__in=codings, segment__in=Segment.objects.admitted()
    ).order_by()
    totals = dict(counted.values_list("double_coding").annotate(Count("pk")))
    done = {
        (key, place): number
        for key, place, number in DoubleCode.objects.filter(item__in=counted)
        .order_by()
        .values_list("item__double_coding", "place")
        .annotate(Count("pk"))
    }
    return {
        coding.pk: [
            Progress(
                place,
                coder_name(coding, place),
                done.get((coding.pk, place), 0),
                totals.get(coding.pk, 0),
                coding.done_at(place) is not None,
                coding.place_of(user) == place,
            )
            for place in (Place.FIRST, Place.SECOND)
        ]
        for coding in codings
    }


def coder_name(coding: DoubleCoding, place: Place) -> str:
    """Who coded, or which coding it is once the name is gone."""
    person = coding.first_coder if place == Place.FIRST else coding.second_coder
    return str(person) if person else str(place.label)


def codings_of(process: Process) -> QuerySet[DoubleCoding]:
    """The double codings of a process, the newest first, without the long list they were drawn from."""
    return (
        DoubleCoding.objects.filter(process=process)
        .select_related("process", "first_coder", "second_coder", "created_by", "action_field")
        .defer("drawn_from")
    )


def draw_is_right(coding: DoubleCoding) -> bool:
    """Whether repeating the draw gives the passages that are there; those deleted since then are passed over."""
    drawn = draw(coding.drawn_from, coding.seed, coding.size)
    rows = coding.items.values_list("number", "segment_id")
    return all(0 < number <= len(drawn) and drawn[number - 1] == key for number, key in rows)


@dataclass
class Compared:
    """One passage with both choices, and what was agreed on since."""

    item: DoubleCodingItem
    first: DoubleCode
    second: DoubleCode
    agreed: DoubleCode | None

    @property
    def differs(self) -> bool:
        return self.first.labels != self.second.labels


def compared(coding: DoubleCoding) -> list[Compared]:
    """Every passage both have coded, in order; nothing before both are done. Two queries."""
    if not coding.is_finished:
        return []
    rows = items_of(coding).select_related("segment__contribution", "segment__finding")
    rows = rows.prefetch_related("codes__action_field")
    found = []
    for item in rows:
        codes = {code.place: code for code in item.codes.all()}
        if Place.FIRST in codes and Place.SECOND in codes:
            found.append(Compared(item, codes[Place.FIRST], codes[Place.SECOND], codes.get(Place.AGREED)))
    return found


@dataclass(frozen=True)
class Result:
    """The agreement of a finished double coding: in all, by action field, by topic."""

    overall: list[Agreement]
    fields: list[Agreement]
    topics: list[Agreement]

    @property
    def rests_on_few(self) -> bool:
        return bool(self.overall) and self.overall[0].is_small


def result(coding: DoubleCoding, rows: list[Compared]) -> Result:
    """Measure the agreement of compared passages; no query beside those of `compared`."""
    fields = [(row.first.field_label, row.second.field_label) for row in rows]
    topics = [(row.first.topic_label, row.second.topic_label) for row in rows]
    overall = [
        measure(_("Action field"), fields),
        measure(_("Topic"), topics),
        measure(_("Stance"), [(row.first.stance, row.second.stance) for row in rows]),
        measure(_("No answer needed"), [(str(row.first.no_answer), str(row.second.no_answer)) for row in rows]),
    ]
    codes = [code for row in rows for code in (row.first, row.second)]
    field_names = {code.field_label: str(code.action_field) for code in codes if code.action_field}
    topic_names = {code.topic_label: f"{code.action_field}: {code.topic_title}" for code in codes if code.topic_label}
    return Result(overall, _each(field_names, fields), _each(topic_names, topics))


def _each(names: dict[str, str], pairs: list[tuple[str, str]]) -> list[Agreement]:
    return [one_against_rest(name, value, pairs) for value, name in sorted(names.items(), key=lambda row: row[1])]


def describe(code: DoubleCode | None) -> str:
    """A choice in one line: field, topic, stance, or that no answer is needed."""
    if code is None:
        return ""
    if code.no_answer:
        return _("No answer needed")
    parts = [str(code.action_field), code.topic_title, code.get_stance_display() if code.stance else ""]
    return " · ".join(part for part in parts if part)


def table(coding: DoubleCoding, rows: list[Compared]) -> Iterator[list[Any]]:
    """What both chose, as a table to download: every passage, then the agreement."""
    names = [coder_name(coding, place) for place in (Place.FIRST, Place.SECOND)]
    yield [_("No."), _("Contribution"), _("Passage"), *names, _("same"), _("Agreed"), _("Reason")]
    for row in rows:
        segment = row.item.segment
        yield [
            row.item.number,
            segment.contribution.display_code,
            segment.text,
            describe(row.first),
            describe(row.second),
            _("no") if row.differs else _("yes"),
            describe(row.agreed),
            row.agreed.note if row.agreed else "",
        ]
    found = result(coding, rows)
    yield []
    yield ["", _("Agreement on"), _("Passages"), _("Per cent"), _("Cohen's kappa"), _("Krippendorff's alpha")]
    for line in (*found.overall, *found.fields, *found.topics):
        numbers = [_number(value) for value in (line.percent, line.kappa, line.alpha)]
        yield ["", line.label, line.number if line.used is None else line.used, *numbers, line.reading]


def _number(value: float | None) -> str:
    return _("cannot be determined") if value is None else f"{value:.2f}".replace(".", ",")


def with_old_names() -> QuerySet[DoubleCoding]:
    """Double codings of processes that ended so long ago that nobody asks who coded."""
    named = Q(first_coder__isnull=False) | Q(second_coder__isnull=False) | Q(created_by__isnull=False)
    return DoubleCoding.objects.filter(named, process__finished_on__lt=today() - NAMES_KEPT)
