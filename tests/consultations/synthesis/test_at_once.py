"""Two people evaluate the same contribution at once, in any pair of things to do: one waits, never both for each other.

Each statement that locks or writes is held up a little, so that the two really meet in the middle of their work.
"""

from itertools import combinations_with_replacement
from time import sleep

import pytest
from django.db import DatabaseError, connection
from django.db.models import F

from consultations.contributions.enums import State
from consultations.contributions.own.services import withdraw_contribution
from consultations.moderation.services import release
from consultations.results.services import publish_results
from consultations.synthesis.double_coding import services as double_coding
from consultations.synthesis.enums import Stance
from consultations.synthesis.findings.merging_services import merge_findings, split_finding
from consultations.synthesis.findings.services import create_finding
from consultations.synthesis.models import Finding, Segment
from consultations.synthesis.services import assign
from consultations.synthesis.suggesting.decisions import accept
from consultations.synthesis.suggesting.enums import Certainty, RunKind, RunState
from consultations.synthesis.suggesting.models import LearningRun, Suggestion
from consultations.synthesis.workbench.cutting import mark, second_reading
from consultations.synthesis.workbench.topics import create_topic, merge_topics, split_topic
from consultations.synthesis.workbench.undo import undo
from tests.consultations.test_concurrency import at_once
from tests.factories.consultations import ActionFieldFactory, make_contribution

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time."),
]

TEXT = "Mehr Zeit, bitte. Und Räume. Danke für alles."


class Scene:
    """Two findings that cite passages of one contribution, with two topics, a suggestion and a double coding."""

    def __init__(self, process, cast, paragraph, number):
        self.process, self.cast = process, cast
        analyst = cast.analyst
        self.field = ActionFieldFactory(process=process, title=f"Feld {number}", slug=f"feld-{number}")
        words = {"title": "Z", "summary": "S", "action_field": self.field}
        self.one, self.other = (create_finding(process, actor=analyst, **words) for _place in range(2))
        self.topics = [create_topic(self.field, actor=analyst, title=title) for title in ("Zeit", "Räume")]
        self.said = make_contribution(paragraph, text=TEXT, title=f"Beitrag {number}", user=cast.stakeholder)
        whole = self.said.segments.get()
        self.draw(whole)
        self.more = make_contribution(paragraph, text=f"Noch etwas. {number}", title=f"Mehr {number}")
        middle = mark(self.reading(whole), 18, 28, actor=analyst)
        self.passages = list(Segment.objects.filter(contribution=self.said).exclude(pk=whole.pk).order_by("start"))
        self.middle = middle
        self.suggest(self.more.segments.get())
        for row, finding, topic in zip(
            self.passages, (self.one, self.other, self.one), [*self.topics] * 2, strict=False
        ):
            assign(process, [row], actor=analyst, finding=finding, topic=topic, stance=Stance.AGAINST)

    def reading(self, whole):
        return second_reading(whole, actor=self.cast.analyst)

    def draw(self, segment):
        """Two people disagree about the whole text."""
        coding = double_coding.DoubleCoding.objects.create(
            process=self.process, seed="a", size=1, first_coder=self.cast.analyst, second_coder=self.cast.moderator
        )
        self.item = double_coding.DoubleCodingItem.objects.create(double_coding=coding, number=1, segment=segment)
        for person, topic in zip((self.cast.analyst, self.cast.moderator), self.topics, strict=True):
            double_coding.save_code(self.item, actor=person, action_field=self.field, topic=topic)
            double_coding.hand_in(coding, actor=person)

    def suggest(self, segment):
        LearningRun.objects.filter(process=self.process).delete()
        run = LearningRun.objects.create(process=self.process, kind=RunKind.SUGGESTIONS, state=RunState.DONE)
        Suggestion.objects.create(
            run=run,
            segment=segment,
            rank=1,
            action_field=self.field,
            topic=self.topics[1],
            chance=0.9,
            certainty=Certainty.SURE,
        )

    def things_to_do(self):
        process, cast, reason = self.process, self.cast, {"reason": "Darum."}
        everything = Segment.objects.filter(contribution__in=[self.said, self.more])
        rule = process.rules.get()
        words = {"title": "Neu", "summary": "Neu."}
        return {
            "shorten": lambda: release(
                self.said, actor=cast.moderator, expected_state=State.RELEASED, remove=["Und Räume."], rule=rule
            ),
            "withdraw": lambda: withdraw_contribution(self.said),
            "mark": lambda: mark(self.passages[2], 30, 35, actor=cast.analyst),
            "assign": lambda: assign(process, everything, actor=cast.moderator, finding=self.other, **reason),
            "sort": lambda: assign(process, everything, actor=cast.lead, topic=self.topics[0]),
            "undo": lambda: undo(process, actor=cast.analyst),
            "accept": lambda: accept(process, self.more.segments.get(), 1, actor=cast.moderator),
            "merge findings": lambda: merge_findings(self.one, self.other, actor=cast.lead, **reason),
            "split finding": lambda: split_finding(self.one, [self.passages[0]], actor=cast.analyst, **words, **reason),
            "merge topics": lambda: merge_topics(self.topics[0], self.topics[1], actor=cast.lead, **reason),
            "split topic": lambda: split_topic(self.topics[0], everything, actor=cast.analyst, title="Neu"),
            "settle": lambda: double_coding.settle(
                self.item, actor=cast.lead, action_field=self.field, topic=self.topics[0], **reason
            ),
            "publish": lambda: publish_results(process, actor=cast.lead),
        }


def held_up(execute, sql, params, many, context):
    if sql.startswith(("INSERT", "UPDATE", "DELETE", "SAVEPOINT")) or " FOR " in sql[-60:]:
        sleep(0.004)
    return execute(sql, params, many, context)


def slowly(act):
    def run():
        with connection.execute_wrapper(held_up):
            return act()

    return run


def test_no_two_of_them_wait_for_each_other(process, cast, paragraph):
    names = list(Scene(process, cast, paragraph, 0).things_to_do())
    stuck = []
    for number, pair in enumerate(combinations_with_replacement(names, 2), start=1):
        scene = Scene(process, cast, paragraph, number)
        acts = scene.things_to_do()
        results = at_once(*[slowly(acts[name]) for name in pair])
        stuck += [(pair, str(result)) for result in results if isinstance(result, DatabaseError)]
        lost = Segment.objects.filter(topic__isnull=False).exclude(action_field=F("topic__action_field"))
        assert not lost.exists() and not Segment.objects.filter(finding__merged_into__isnull=False).exists(), pair
        Segment.objects.filter(contribution__in=[scene.said, scene.more]).update(finding=None, topic=None)
        Finding.objects.filter(process=process).update(merged_into=None)
    assert not stuck, stuck
