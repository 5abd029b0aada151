"""Whatever happens to contributions, findings and answers: nothing that was said is lost on the way to an answer.

The rules and what holds after each of them stand in `tests/consultations/results/work/`. More examples than usual:
`KONZEPTDIALOG_EXAMPLES=500 pytest tests/consultations/results/test_nothing_is_lost.py`.
"""

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, run_state_machine_as_test

from consultations.contributions.enums import State
from consultations.moderation.services import release
from consultations.process.enums import ModerationTime, PhaseKind
from consultations.synthesis.enums import Stance
from consultations.synthesis.models import Segment
from consultations.synthesis.services import ensure_segment
from consultations.synthesis.workbench.topics import create_topic
from tests.consultations.results.work.answering import Answering, Writing
from tests.consultations.results.work.coding import Assigning, Cutting, DoubleCodings, Topics
from tests.consultations.results.work.holding import Holding
from tests.consultations.results.work.saying import Saying
from tests.factories.accounts import StakeholderCategoryFactory
from tests.factories.consultations import ActionFieldFactory, PhaseFactory, make_second_version

#: How many sequences are tried, and how long each is; from the environment many more, and other ones each time.
MANY = int(os.environ.get("KONZEPTDIALOG_EXAMPLES", "0"))
EXAMPLES, STEPS = MANY or 18, 50 if MANY else 24


class Work(Saying, Cutting, Assigning, Topics, DoubleCodings, Writing, Answering, Holding):
    """The work on one process, in any order; it begins with two findings that rest on a contribution each."""

    @initialize(time=st.sampled_from([ModerationTime.BEFORE, ModerationTime.AFTER]))
    def begin(self, time):
        self.process.moderation_time = time
        self.process.save()
        for title in ("Kurse", "Räume"):
            create_topic(self.fields[1], actor=self.cast.analyst, title=title)
        for stance in (Stance.AGAINST, Stance.FOR):
            self.say()
            self.admit(-1, [])
            self.write_a_finding(released=True, with_field=stance == Stance.FOR)
            self.assign(-1, -1, stance, "")


@pytest.fixture
def closing_round(process, version):
    """The changed draft is with the participants, so that objections come at any time."""
    StakeholderCategoryFactory(slug="privatperson", title="Einzelpersonen", is_individual=True)
    PhaseFactory(process=process, kind=PhaseKind.CLOSING_ROUND, key="schlussrunde", title="Schlussrunde")
    return make_second_version(process, "Ganz anderer Text.")


@pytest.fixture
def same_draw(monkeypatch):
    """What is drawn by chance is the same when a sequence is repeated, whatever the keys are then."""
    monkeypatch.setattr("consultations.synthesis.double_coding.services.draw", lambda keys, seed, n: sorted(keys)[-n:])


@pytest.mark.django_db
def test_nothing_that_was_said_is_lost(process, cast, make_contribution, closing_round, same_draw):
    Work.process, Work.cast, Work.make_contribution = process, cast, staticmethod(make_contribution)
    Work.fields = [ActionFieldFactory(process=process, title=title) for title in ("Sprache", "Arbeit")]
    run_state_machine_as_test(
        Work,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            derandomize=not MANY,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_segments_are_made_by_admission(process, cast, make_contribution):
    """What the rules rely on: admission makes the segment that stands for the whole text."""
    row = make_contribution(state=State.PENDING)
    release(row, actor=cast.moderator)
    assert Segment.objects.filter(contribution=row).count() == 1
    assert ensure_segment(row).start is None
