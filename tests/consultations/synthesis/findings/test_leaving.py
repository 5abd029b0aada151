"""Nothing leaves a finding silently, whatever the door."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from consultations.synthesis.enums import Leaving, Stance
from consultations.synthesis.findings.merging_services import split_finding
from consultations.synthesis.models import Finding, Segment, SegmentRemoval
from consultations.synthesis.services import ReasonMissing, assign, needs_no_answer, unassign


@pytest.fixture
def finding(make_finding):
    return make_finding()


@pytest.fixture
def other(make_finding):
    return make_finding()


@pytest.fixture
def opposing(cast, process, make_contribution, finding):
    """A segment against the finding, whose text was released with it."""
    segment = make_contribution(title="Dagegen").segments.get()
    Segment.objects.filter(pk=segment.pk).update(finding=finding, stance=Stance.AGAINST)
    segment.refresh_from_db()
    return segment


DOORS = {
    Leaving.TAKEN_OUT: lambda p, s, f, o, **k: unassign(p, [s], **k),
    Leaving.MOVED: lambda p, s, f, o, **k: assign(p, [s], finding=o, stance=Stance.AGAINST, **k),
    Leaving.NO_ANSWER: lambda p, s, f, o, **k: needs_no_answer(p, [s], **k),
    Leaving.STANCE: lambda p, s, f, o, **k: assign(p, [s], finding=f, stance=Stance.FOR, **k),
}


@pytest.mark.parametrize("kind", DOORS)
def test_every_door_asks_for_a_reason_and_keeps_it(cast, process, finding, other, opposing, kind):
    with pytest.raises(ReasonMissing):
        DOORS[kind](process, opposing, finding, other, actor=cast.analyst, reason="  ")
    opposing.refresh_from_db()
    assert (opposing.finding, opposing.stance) == (finding, Stance.AGAINST)
    assert not SegmentRemoval.objects.exists()

    DOORS[kind](process, opposing, finding, other, actor=cast.analyst, reason=" Verlesen. ")
    row = finding.removals.get()
    assert (row.kind, row.stance, row.reason, row.removed_by) == (kind, Stance.AGAINST, "Verlesen.", cast.analyst)
    assert row.segment == opposing and row.moved_to == (other if kind == Leaving.MOVED else None)
    finding.refresh_from_db()
    assert finding.released_at is None, "a finding that lost an opposing passage is released again"


def test_of_many_none_is_moved_when_one_lacks_a_reason(cast, process, make_contribution, other, opposing):
    free = make_contribution().segments.get()
    with pytest.raises(ReasonMissing) as refused:
        assign(process, [free, opposing], actor=cast.analyst, finding=other)
    assert refused.value.segments == [opposing]
    free.refresh_from_db()
    assert free.finding is None


def test_what_stands_against_it_ends_the_release_and_what_supports_it_does_not(
    cast, process, make_contribution, finding
):
    first, second = (make_contribution().segments.get() for _ in range(2))
    assign(process, [first], actor=cast.analyst, finding=finding, stance=Stance.FOR)
    finding.refresh_from_db()
    assert finding.released_at
    assign(process, [second], actor=cast.analyst, finding=finding, stance=Stance.AGAINST)
    finding.refresh_from_db()
    assert finding.released_at is None and not SegmentRemoval.objects.exists()


def test_nothing_is_assigned_to_a_merged_finding(cast, process, make_contribution, finding, other):
    Finding.objects.filter(pk=finding.pk).update(merged_into=other)
    with pytest.raises(ValueError, match="merged"):
        assign(process, [make_contribution().segments.get()], actor=cast.analyst, finding=finding)


def test_the_list_only_grows(cast, process, opposing):
    unassign(process, [opposing], actor=cast.analyst, reason="R")
    row = SegmentRemoval.objects.get()
    for change in (row.save, row.delete, SegmentRemoval.objects.all().delete):
        with pytest.raises(TypeError):
            change()
    with pytest.raises(TypeError):
        SegmentRemoval.objects.update(reason="anders")


@pytest.mark.parametrize("who", ["officer", "outsider", "stakeholder"])
def test_who_may_not(cast, process, finding, opposing, who):
    with pytest.raises(PermissionDenied):
        split_finding(finding, [opposing], title="T", summary="S", reason="R", actor=getattr(cast, who))


@pytest.mark.parametrize("page", ["segments", "segment", "cited"])
def test_the_forms_ask_and_keep_what_was_chosen(client, cast, process, finding, other, opposing, page):
    client.force_login(cast.analyst)
    slug = {"process_slug": process.slug}
    move = {"do": "assign", "finding": other.pk, "stance": "for"}
    if page == "segments":
        url, data = (
            reverse("synthesis_admin:segments", kwargs=slug) + "?status=alle",
            {**move, "segments": [opposing.pk]},
        )
    elif page == "segment":
        url, data = reverse("synthesis_admin:segment", kwargs={**slug, "pk": opposing.pk}), move
    else:
        url = reverse("synthesis_admin:cited_segment", kwargs={**slug, "number": finding.number, "pk": opposing.pk})
        data = {"do": "stance", "stance": "for"}
    response = client.post(url, data, follow=True)
    assert response.status_code == 200
    opposing.refresh_from_db()
    assert (opposing.finding, opposing.stance) == (finding, Stance.AGAINST)
    assert 'value="for" selected' in response.content.decode()
    client.post(url, {**data, "reason": "Doch anders gemeint."})
    assert finding.removals.get().reason == "Doch anders gemeint."
