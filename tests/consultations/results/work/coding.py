"""Contributions are cut into passages, and these assigned, with topics, undo and a double coding."""

import contextlib
from itertools import pairwise

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from consultations.synthesis.double_coding import services as double_coding
from consultations.synthesis.double_coding.models import DoubleCoding
from consultations.synthesis.services import ReasonMissing, assign, needs_no_answer, unassign
from consultations.synthesis.steps import latest
from consultations.synthesis.workbench.cutting import CutRefused, drop, join, mark, second_reading, segments_of
from consultations.synthesis.workbench.topics import (
    TopicRefused,
    change_topic,
    create_topic,
    merge_topics,
    move_topic,
    split_topic,
)
from consultations.synthesis.workbench.undo import UndoRefused, undo
from tests.consultations.results.work.desk import NUMBERS, REASONS, STANCES, Desk

#: Where a mark begins inside its passage, and how many characters it has.
PLACES = st.sampled_from([(0, 8), (5, 4), (11, 7), (6, 99), (0, 99)])


class Assigning(Desk):
    """Where passages belong."""

    @rule(number=NUMBERS, other=NUMBERS, stance=STANCES, reason=REASONS)
    def assign(self, number, other, stance, reason):
        segment, finding = self.segment(number), self.finding(other)
        if segment and finding:
            with contextlib.suppress(ReasonMissing):
                given = {"finding": finding, "stance": stance, "reason": reason}
                assign(self.process, [segment], actor=self.cast.analyst, **given)

    @rule(number=NUMBERS, other=NUMBERS)
    def sort(self, number, other):
        if segment := self.segment(number):
            topic = self.topic(other)
            place = {"topic": topic} if topic else {"action_field": self.pick(self.fields, other)}
            assign(self.process, [segment], actor=self.cast.analyst, **place)

    @rule(number=NUMBERS, reason=REASONS)
    def unassign(self, number, reason):
        if segment := self.segment(number):
            with contextlib.suppress(ReasonMissing):
                unassign(self.process, [segment], actor=self.cast.analyst, reason=reason)

    @rule(number=NUMBERS)
    @precondition(lambda self: self.segments().unassigned().exists())
    def needs_no_answer(self, number):
        if segment := self.segment(number):
            needs_no_answer(self.process, [segment], actor=self.cast.analyst, reason="Nur ein Dank.")

    @rule()
    @precondition(lambda self: latest(self.process, self.cast.analyst))
    def undo(self):
        with contextlib.suppress(UndoRefused):
            undo(self.process, actor=self.cast.analyst)


class Cutting(Desk):
    """Which passages there are."""

    @rule(number=NUMBERS, place=PLACES)
    def mark(self, number, place):
        if segment := self.segment(number):
            with contextlib.suppress(CutRefused):
                start = segment.span[0] + place[0]
                mark(segment, start, start + place[1], actor=self.cast.analyst)

    @rule(number=NUMBERS, other=NUMBERS)
    @precondition(lambda self: self.several().exists())
    def join(self, number, other):
        pairs = list(pairwise(segments_of(self.pick(self.several(), number))))
        with contextlib.suppress(CutRefused):
            join(*self.pick(pairs, other), actor=self.cast.analyst)

    @rule(number=NUMBERS)
    def read_again(self, number):
        if segment := self.segment(number):
            with contextlib.suppress(CutRefused):
                second_reading(segment, actor=self.cast.analyst)

    @rule(number=NUMBERS, other=NUMBERS)
    @precondition(lambda self: self.several().exists())
    def drop_a_reading(self, number, other):
        with contextlib.suppress(CutRefused):
            drop(self.pick(segments_of(self.pick(self.several(), number)), other), actor=self.cast.analyst)


class Topics(Desk):
    """What the headings are."""

    @rule(number=NUMBERS, title=st.sampled_from(["Kurse", "Busse", "Räume"]), part_of=st.booleans(), other=NUMBERS)
    @precondition(lambda self: self.topics().count() < 4)
    def create(self, number, title, part_of, other):
        parent = self.topic(other) if part_of else None
        field = parent.action_field if parent else self.pick(self.fields, number)
        with contextlib.suppress(TopicRefused):
            create_topic(field, actor=self.cast.analyst, title=title, parent=parent)

    @rule(number=NUMBERS, title=st.sampled_from(["Sprachkurse", "Räume"]))
    @precondition(lambda self: self.topics().exists())
    def rename(self, number, title):
        with contextlib.suppress(TopicRefused):
            change_topic(self.topic(number), actor=self.cast.analyst, title=title)

    @rule(number=NUMBERS, other=NUMBERS, to_top=st.booleans())
    @precondition(lambda self: self.topics().exists())
    def move(self, number, other, to_top):
        with contextlib.suppress(TopicRefused):
            move_topic(self.topic(number), None if to_top else self.topic(other), actor=self.cast.analyst)

    @rule(number=NUMBERS, other=NUMBERS)
    @precondition(lambda self: self.topics().count() > 1)
    def merge_two_topics(self, number, other):
        with contextlib.suppress(TopicRefused):
            merge_topics(self.topic(number), self.topic(other), actor=self.cast.analyst, reason="Dasselbe.")

    @rule(number=NUMBERS, other=NUMBERS)
    @precondition(lambda self: self.segments().filter(topic__isnull=False).exists())
    def split_a_topic(self, number, other):
        topic = self.pick(self.topics().filter(segments__in=self.segments()).distinct(), number)
        rows = [self.pick(topic.segments.order_by("pk"), other)]
        with contextlib.suppress(TopicRefused):
            split_topic(topic, rows, actor=self.cast.analyst, title=f"Abgeteilt {number % 2}")


class DoubleCodings(Desk):
    """Two people code a sample by themselves, and what they agree on is written through."""

    @rule()
    @precondition(lambda self: self.segments().count() > 1 and not DoubleCoding.objects.exists())
    def draw(self):
        people = {"first": self.cast.analyst, "second": self.cast.moderator}
        double_coding.draw_sample(self.process, actor=self.cast.lead, size=1, **people)

    @rule(same=st.sampled_from([False, False, True]))
    @precondition(lambda self: any(not coding.is_finished for coding in DoubleCoding.objects.all()))
    def code_the_sample(self, same):
        coding = DoubleCoding.objects.order_by("pk").last()
        for person, field in ((self.cast.analyst, self.fields[0]), (self.cast.moderator, self.fields[not same])):
            with contextlib.suppress(double_coding.NotPossible):
                for item in coding.items.order_by("number"):
                    double_coding.save_code(item, actor=person, action_field=field)
                double_coding.hand_in(coding, actor=person)

    @rule(number=NUMBERS, no_answer=st.booleans(), stance=STANCES, topical=st.booleans())
    @precondition(lambda self: any(coding.is_finished for coding in DoubleCoding.objects.all()))
    def settle(self, number, no_answer, stance, topical):
        coding = next(one for one in DoubleCoding.objects.order_by("-pk") if one.is_finished)
        item = self.pick(coding.items.order_by("number"), number)
        topic = self.topic(number) if topical else None
        field = topic.action_field if topic else self.pick(self.fields, number)
        choice = {"action_field": field, "topic": topic, "stance": stance, "no_answer": no_answer}
        if item is not None:
            with contextlib.suppress(double_coding.NotPossible):
                double_coding.settle(item, actor=self.cast.lead, reason="So besprochen.", **choice)
