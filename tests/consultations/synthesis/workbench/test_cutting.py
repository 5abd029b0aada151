"""Cutting and joining: whatever happens, the passages cover the text."""

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audit.models import AuditEntry
from consultations.contributions.enums import State
from consultations.moderation.services import reject, release
from consultations.synthesis import steps
from consultations.synthesis.models import Segment
from consultations.synthesis.services import assign, needs_no_answer
from consultations.synthesis.workbench.cutting import CutRefused, drop, join, mark, second_reading
from consultations.synthesis.workbench.undo import UndoRefused, undo
from tests.consultations.synthesis.workbench.conftest import TEXT, passages
from tests.factories.consultations import ActionFieldFactory, ProcessRuleFactory

BUS = (17, 37)


def cut(segment, actor):
    """Mark the sentence about the bus."""
    return mark(segment, *BUS, actor=actor)


def test_marking_a_sentence_makes_three_passages_that_keep_the_assignment(cast, process, contribution, segment):
    field = ActionFieldFactory(process=process)
    assign(process, [segment], actor=cast.analyst, action_field=field)
    marked = cut(segment, cast.moderator)
    assert marked.pk == segment.pk and marked.text == "Der Bus fährt nicht."
    assert passages(contribution) == ["Es fehlen Kurse.", "Der Bus fährt nicht.", "Danke für die Beteiligung."]
    assert {(row.action_field, row.assigned_by) for row in contribution.segments.all()} == {(field, cast.analyst)}
    entry = AuditEntry.objects.about(contribution).get(action="synthesis.cut")
    assert entry.actor == cast.moderator and len(entry.details["passages"]) == 3


@pytest.mark.parametrize("place", [(0, 0), (5, 2), (16, 17), (200, 300)])
def test_nothing_marked_is_refused(cast, contribution, segment, place):
    with pytest.raises(CutRefused):
        mark(segment, *place, actor=cast.analyst)
    assert passages(contribution) == [TEXT]


def test_joined_again_it_is_the_whole_text(cast, contribution, segment):
    cut(segment, cast.analyst)
    for other in contribution.segments.exclude(pk=segment.pk):
        join(segment, other, actor=cast.analyst)
    assert passages(contribution) == [TEXT]
    assert (contribution.segments.get().start, contribution.segments.get().pk) == (None, segment.pk)


def test_only_neighbours_that_are_assigned_alike_are_joined(cast, process, contribution, segment, make_finding):
    cut(segment, cast.analyst)
    first, _middle, last = contribution.segments.order_by("start")
    with pytest.raises(CutRefused):
        join(first, last, actor=cast.analyst)
    assign(process, [first], actor=cast.analyst, finding=make_finding())
    needs_no_answer(process, [segment], actor=cast.analyst, reason="Nur Dank.")
    with pytest.raises(CutRefused):
        join(first, segment, actor=cast.analyst)
    joined = join(last, segment, actor=cast.analyst)
    assert joined.no_answer_reason == "Nur Dank."
    assert len(passages(contribution)) == 2


def test_a_second_reading_can_go_again_but_never_the_last_cover(cast, process, contribution, segment, make_finding):
    assign(process, [segment], actor=cast.analyst, finding=make_finding())
    second = second_reading(segment, actor=cast.analyst)
    assert second.is_open and passages(contribution) == [TEXT, TEXT]
    with pytest.raises(CutRefused):
        second_reading(segment, actor=cast.analyst)
    with pytest.raises(CutRefused):
        drop(segment, actor=cast.analyst)
    drop(second, actor=cast.analyst)
    assert passages(contribution) == [TEXT]
    Segment.objects.filter(pk=segment.pk).update(finding=None)
    with pytest.raises(CutRefused):
        drop(segment, actor=cast.analyst)
    cut(segment, cast.analyst)
    with pytest.raises(CutRefused):
        drop(segment, actor=cast.analyst)
    assert len(passages(contribution)) == 3


def test_what_somebody_else_changed_is_not_cut(cast, process, contribution, segment):
    seen = {segment.pk: steps.marker(segment)}
    assign(process, [segment], actor=cast.moderator, action_field=ActionFieldFactory(process=process))
    with pytest.raises(steps.SegmentsChanged):
        mark(segment, *BUS, actor=cast.analyst, seen=seen)
    assert passages(contribution) == [TEXT]


@pytest.mark.parametrize("who", ["editor", "officer", "observer", "stakeholder", "outsider"])
def test_only_analysts_cut(cast, contribution, segment, who):
    for attempt in (
        lambda actor: mark(segment, *BUS, actor=actor),
        lambda actor: second_reading(segment, actor=actor),
        lambda actor: join(segment, segment, actor=actor),
        lambda actor: drop(segment, actor=actor),
        lambda actor: undo(contribution.process, actor=actor),
    ):
        with pytest.raises(PermissionDenied):
            attempt(getattr(cast, who))


def test_what_is_not_admitted_is_not_cut(cast, contribution, segment):
    contribution.state = State.REJECTED
    contribution.save()
    with pytest.raises(CutRefused):
        cut(segment, cast.analyst)


def test_passages_follow_when_moderators_shorten_the_text(cast, process, contribution, segment, make_finding):
    cut(segment, cast.analyst)
    finding = make_finding()
    assign(process, contribution.segments.all(), actor=cast.analyst, finding=finding)
    rule = ProcessRuleFactory(process=process)
    release(
        contribution, actor=cast.moderator, expected_state=State.RELEASED, remove=["Der Bus fährt nicht."], rule=rule
    )
    assert passages(contribution) == ["Es fehlen Kurse. […]", "Danke für die Beteiligung."]
    assert set(contribution.segments.values_list("finding", flat=True)) == {finding.pk}
    entry = AuditEntry.objects.about(contribution).get(action="synthesis.refit")
    assert entry.details["dropped"] == [finding.number] and entry.actor == cast.moderator
    release(contribution, actor=cast.moderator, expected_state=State.RELEASED)
    assert passages(contribution) == ["Es fehlen Kurse. Der Bus fährt nicht.", "Danke für die Beteiligung."]


def test_rejected_and_released_again_the_passages_are_where_their_words_are(cast, process, contribution, segment):
    cut(segment, cast.analyst)
    rule = ProcessRuleFactory(process=process)
    reject(contribution, actor=cast.moderator, rule=rule, expected_state=State.RELEASED)
    release(contribution, actor=cast.moderator, expected_state=State.REJECTED, remove=["Es fehlen "], rule=rule)
    assert passages(contribution) == ["[…]Kurse.", "Der Bus fährt nicht.", "Danke für die Beteiligung."]


def test_admitting_again_adds_no_passage_over_everything(cast, contribution, segment):
    cut(segment, cast.analyst)
    release(contribution, actor=cast.moderator, expected_state=State.RELEASED)
    assert contribution.segments.count() == 3


STEPS = st.lists(
    st.tuples(st.sampled_from(["mark", "second", "join", "drop", "undo", "shorten", "restore"]), st.integers(0, 70)),
    min_size=1,
    max_size=5,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps_taken=STEPS)
def test_whatever_is_done_every_word_stays_in_a_passage(cast, process, make_contribution, steps_taken):
    contribution = make_contribution(text=TEXT)
    rule = process.rules.first()
    for step, number in steps_taken:
        rows = list(contribution.segments.order_by("pk"))
        row = rows[number % len(rows)]
        try:
            match step:
                case "mark":
                    mark(row, number, number + 17, actor=cast.analyst)
                case "second":
                    second_reading(row, actor=cast.analyst)
                case "join":
                    join(row, rows[(number + 1) % len(rows)], actor=cast.analyst)
                case "drop":
                    drop(row, actor=cast.analyst)
                case "undo":
                    undo(process, actor=cast.analyst)
                case _:
                    contribution.refresh_from_db()
                    passage = contribution.comment[number % 40 : number % 40 + 12]
                    remove = [passage] if step == "shorten" and passage.strip() else None
                    moderated = {"expected_state": State.RELEASED, "remove": remove, "rule": rule}
                    release(contribution, actor=cast.moderator, **moderated)
        except (CutRefused, UndoRefused):
            pass
        assert passages(contribution)
