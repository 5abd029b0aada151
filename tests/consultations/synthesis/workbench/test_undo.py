"""Taking the last step back, and never another person's work."""

import pytest
from django.utils import timezone

from accounts.privacy.retention import rules
from audit.models import AuditEntry
from consultations.synthesis.enums import FindingState
from consultations.synthesis.models import CodingStep, Segment
from consultations.synthesis.services import assign, needs_no_answer, unassign
from consultations.synthesis.steps import KEPT_FOR
from consultations.synthesis.workbench.cutting import join, mark, second_reading
from consultations.synthesis.workbench.undo import UndoRefused, undo
from tests.consultations.synthesis.workbench.conftest import TEXT, passages
from tests.factories.accounts import UserFactory
from tests.factories.consultations import ActionFieldFactory


def test_one_step_after_the_other_is_taken_back(cast, process, contribution, segment, make_finding):
    finding = make_finding()
    assign(process, [segment], actor=cast.analyst, finding=finding, stance="for")
    needs_no_answer(process, [segment], actor=cast.analyst, reason="Nur Dank.")
    undo(process, actor=cast.analyst)
    segment.refresh_from_db()
    assert (segment.finding, segment.stance, segment.no_answer_reason) == (finding, "for", "")
    undo(process, actor=cast.analyst)
    segment.refresh_from_db()
    assert (segment.finding, segment.assigned_by, segment.assigned_at) == (None, None, None)
    with pytest.raises(UndoRefused):
        undo(process, actor=cast.analyst)
    assert AuditEntry.objects.about(contribution).filter(action="synthesis.undo").count() == 2
    assert CodingStep.objects.filter(undone_at__isnull=False).count() == 2


def test_a_step_is_taken_back_although_whoever_assigned_before_has_left(cast, process, segment, make_finding):
    leaver = UserFactory()
    Segment.objects.filter(pk=segment.pk).update(
        action_field=ActionFieldFactory(process=process), assigned_by=leaver, assigned_at=timezone.now()
    )
    segment.refresh_from_db()
    assign(process, [segment], actor=cast.analyst, finding=make_finding())
    leaver.delete()
    undo(process, actor=cast.analyst)
    segment.refresh_from_db()
    assert (segment.finding, segment.assigned_by) == (None, None)


def test_a_cut_a_join_and_a_reading_are_taken_back(cast, process, contribution, segment):
    mark(segment, 17, 37, actor=cast.analyst)
    first = contribution.segments.order_by("start").first()
    join(segment, first, actor=cast.analyst)
    second_reading(segment, actor=cast.analyst)
    assert len(passages(contribution)) == 3
    undo(process, actor=cast.analyst)
    assert len(passages(contribution)) == 2
    undo(process, actor=cast.analyst)
    assert passages(contribution)[0] == "Es fehlen Kurse." and contribution.segments.filter(pk=first.pk).exists()
    undo(process, actor=cast.analyst)
    assert passages(contribution) == [TEXT]


def test_many_at_once_are_one_step(cast, process, make_contribution):
    rows = [make_contribution(text=f"Nr. {number}").segments.get() for number in range(3)]
    assign(process, rows, actor=cast.analyst, action_field=ActionFieldFactory(process=process))
    assert undo(process, actor=cast.analyst).segments_count == 3
    assert not Segment.objects.filter(action_field__isnull=False).exists()


@pytest.mark.parametrize("meanwhile", ["assigned", "cut", "read twice"])
def test_what_a_colleague_did_is_not_overwritten(cast, process, contribution, segment, meanwhile):
    field = ActionFieldFactory(process=process)
    mark(segment, 17, 37, actor=cast.analyst)
    segment.refresh_from_db()
    match meanwhile:
        case "assigned":
            assign(process, [segment], actor=cast.moderator, action_field=field)
        case "cut":
            mark(segment, 17, 24, actor=cast.moderator)
        case _:
            assign(process, contribution.segments.all(), actor=cast.moderator, action_field=field)
            second_reading(segment, actor=cast.moderator)
    before = list(Segment.objects.order_by("pk").values())
    with pytest.raises(UndoRefused) as refused:
        undo(process, actor=cast.analyst)
    if meanwhile == "assigned":
        assert str(cast.moderator) in str(refused.value)
    assert list(Segment.objects.order_by("pk").values()) == before


def test_nothing_leaves_a_published_finding_this_way(cast, process, segment, make_finding):
    finding = make_finding()
    assign(process, [segment], actor=cast.analyst, finding=finding)
    finding.state, finding.published_at = FindingState.PUBLISHED, timezone.now()
    finding.save()
    with pytest.raises(UndoRefused):
        undo(process, actor=cast.analyst)
    unassign(process, [segment], actor=cast.analyst, reason="Gehört nicht dazu.")
    undo(process, actor=cast.analyst)
    segment.refresh_from_db()
    assert segment.finding == finding


def test_old_steps_are_forgotten(cast, process, segment):
    assign(process, [segment], actor=cast.analyst, action_field=ActionFieldFactory(process=process))
    rule = next(rule for rule in rules() if rule.key == "coding_steps")
    assert rule.count() == 0
    CodingStep.objects.update(done_at=timezone.now() - KEPT_FOR * 2)
    assert (rule.count(), rule.apply(), CodingStep.objects.count()) == (1, 1, 0)
