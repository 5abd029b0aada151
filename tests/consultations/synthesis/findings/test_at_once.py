"""Two people at one finding."""

import pytest

from consultations.synthesis.enums import Stance
from consultations.synthesis.findings.merging_services import merge_findings
from consultations.synthesis.findings.services import Merged
from consultations.synthesis.models import Finding, Segment
from consultations.synthesis.services import assign
from tests.consultations.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def test_two_merge_crosswise_and_one_wins(cast, make_finding):
    one, two = make_finding(), make_finding()
    results = at_once(
        lambda: merge_findings(one, two, reason="R", actor=cast.analyst),
        lambda: merge_findings(two, one, reason="R", actor=cast.moderator),
    )
    assert sum(isinstance(result, Merged) for result in results) == 1, results
    assert Finding.objects.standing().count() == 1


def test_nothing_stays_behind_in_a_finding_that_is_being_merged(cast, process, make_finding, make_contribution):
    source, target = make_finding(), make_finding()
    segment = make_contribution().segments.get()
    merged, assigned = at_once(
        lambda: merge_findings(source, target, reason="R", actor=cast.analyst),
        lambda: assign(process, [segment], actor=cast.moderator, finding=source, stance=Stance.AGAINST),
    )
    assert not isinstance(merged, Exception), merged
    assert assigned == 1 or isinstance(assigned, ValueError)
    assert not Segment.objects.filter(finding=source).exists()
