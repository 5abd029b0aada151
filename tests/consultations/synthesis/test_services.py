"""Coding segments and writing findings."""

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import AuditEntry
from consultations.contributions.enums import State
from consultations.synthesis.enums import FindingState, Stance
from consultations.synthesis.findings.services import ChangedMeanwhile, create_finding, update_finding
from consultations.synthesis.services import assign, needs_no_answer, unassign
from tests.factories.consultations import ActionFieldFactory, FindingFactory, make_version
from tests.factories.consultations import make_contribution as make_for


@pytest.fixture
def segment(make_contribution):
    return make_contribution().segments.get()


@pytest.fixture
def finding(make_finding, process):
    return make_finding(action_field=ActionFieldFactory(process=process))


def test_a_finding_brings_its_field_along(cast, process, segment, finding):
    assert assign(process, [segment], actor=cast.analyst, finding=finding, stance=Stance.FOR) == 1
    segment.refresh_from_db()
    assert (segment.finding, segment.action_field, segment.stance) == (finding, finding.action_field, "for")
    assert segment.assigned_by == cast.analyst
    assert (
        AuditEntry.objects.about(segment.contribution).get(action="synthesis.assign").details["finding"]
        == finding.number
    )


def test_a_field_alone_leaves_the_finding_as_it_is(cast, process, segment, finding):
    assign(process, [segment], actor=cast.analyst, finding=finding, stance=Stance.AGAINST)
    field = ActionFieldFactory(process=process)
    assign(process, [segment], actor=cast.analyst, action_field=field)
    segment.refresh_from_db()
    assert (segment.finding, segment.action_field, segment.stance) == (finding, field, "against")


def test_assigning_nothing_is_refused(cast, process, segment):
    with pytest.raises(ValueError):
        assign(process, [segment], actor=cast.analyst)


def test_needs_no_answer_and_back(cast, process, segment, finding):
    assign(process, [segment], actor=cast.analyst, finding=finding)
    assert needs_no_answer(process, [segment], actor=cast.analyst, reason="Nur Dank.") == 1
    segment.refresh_from_db()
    assert (segment.finding, segment.no_answer_reason) == (None, "Nur Dank.")
    assert unassign(process, [segment], actor=cast.analyst, reason="Doch eine Frage.") == 1
    segment.refresh_from_db()
    assert (segment.finding, segment.no_answer_reason) == (None, "")
    assert unassign(process, [segment], actor=cast.analyst, reason="Noch einmal.") == 0


def test_a_finding_takes_the_no_answer_away(cast, process, segment, finding):
    needs_no_answer(process, [segment], actor=cast.analyst, reason="Nur Dank.")
    assign(process, [segment], actor=cast.analyst, finding=finding)
    segment.refresh_from_db()
    assert (segment.finding, segment.no_answer_reason) == (finding, "")


@pytest.mark.parametrize("reason", ["", "  "])
def test_reasons_are_required(cast, process, segment, reason):
    with pytest.raises(ValueError):
        needs_no_answer(process, [segment], actor=cast.analyst, reason=reason)
    with pytest.raises(ValueError):
        unassign(process, [segment], actor=cast.analyst, reason=reason)


def test_nothing_crosses_the_border_of_a_process(cast, process, other_process, segment, finding):
    foreign_finding = FindingFactory(process=other_process)
    foreign_field = ActionFieldFactory(process=other_process)
    with pytest.raises(ValueError):
        assign(process, [segment], actor=cast.admin, finding=foreign_finding)
    with pytest.raises(ValueError):
        assign(process, [segment], actor=cast.admin, action_field=foreign_field)
    with pytest.raises(ValueError):
        create_finding(process, title="T", summary="S", action_field=foreign_field, actor=cast.admin)
    with pytest.raises(ValueError):
        update_finding(finding, actor=cast.admin, action_field=foreign_field)
    foreign = make_for(make_version(other_process).paragraphs.first()).segments.get()
    assert assign(process, [foreign, segment], actor=cast.admin, finding=finding) == 1
    foreign.refresh_from_db()
    assert foreign.finding is None


def test_only_admitted_segments_are_coded(cast, process, segment, finding):
    segment.contribution.state = State.REJECTED
    segment.contribution.save()
    assert assign(process, [segment], actor=cast.analyst, finding=finding) == 0
    segment.refresh_from_db()
    assert segment.finding is None


def test_numbers_go_on_and_are_never_given_twice(cast, process, other_process):
    field = ActionFieldFactory(process=process)
    made = [
        create_finding(process, title=f"Nr. {n}", summary="S", action_field=field, actor=cast.analyst) for n in range(5)
    ]
    assert [finding.number for finding in made] == [1, 2, 3, 4, 5]
    made[2].delete()
    assert create_finding(process, title="T", summary="S", action_field=None, actor=cast.analyst).number == 6
    assert create_finding(other_process, title="T", summary="S", action_field=None, actor=cast.admin).number == 1


def test_an_update_is_logged_with_before_and_after(cast, finding):
    update_finding(finding, actor=cast.analyst, title="Neu", summary=finding.summary)
    entry = AuditEntry.objects.about(finding).get(action="synthesis.update_finding")
    assert entry.details["changed"] == {"title": [finding.title, "Neu"]}


def test_an_update_on_top_of_somebody_elses_is_noticed(cast, finding):
    seen_at = finding.updated_at
    update_finding(finding, actor=cast.analyst, seen_at=seen_at, title="Von Anna")
    with pytest.raises(ChangedMeanwhile) as refused:
        update_finding(finding, actor=cast.lead, seen_at=seen_at, title="Von Bernd")
    assert refused.value.finding.title == "Von Anna"
    finding.refresh_from_db()
    assert finding.title == "Von Anna"


def test_state_and_number_are_not_changed_here(cast, finding):
    for changes in ({"state": FindingState.PUBLISHED}, {"number": 99}):
        with pytest.raises(ValueError):
            update_finding(finding, actor=cast.lead, **changes)


@pytest.mark.parametrize("who", ["editor", "officer", "observer", "stakeholder", "outsider"])
def test_only_analysts_code(cast, process, segment, finding, who):
    actor = getattr(cast, who)
    for attempt in (
        lambda: assign(process, [segment], actor=actor, finding=finding),
        lambda: unassign(process, [segment], actor=actor, reason="R"),
        lambda: needs_no_answer(process, [segment], actor=actor, reason="R"),
        lambda: create_finding(process, title="T", summary="S", action_field=None, actor=actor),
        lambda: update_finding(finding, actor=actor, title="T"),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
