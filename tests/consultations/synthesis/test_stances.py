"""A contribution counts once for a finding: on the staff's screen, on public pages, in reports, by the same rule."""

import pytest
from django.urls import reverse
from django.utils import timezone

from consultations.exports.reports.enums import Audience
from consultations.exports.reports.numbers import Reading
from consultations.exports.reports.scope import Scope
from consultations.results.behind import Behind
from consultations.results.queries import results_for
from consultations.synthesis.enums import FindingState, Stance
from consultations.synthesis.findings.positions import matrices, narrowed
from consultations.synthesis.models import Segment
from consultations.synthesis.stances import COLUMNS, DIVIDED, counting_as, stance_of


@pytest.mark.parametrize(
    "stances, counts",
    [
        ([], ""),
        ([""], ""),
        (["", Stance.FOR], "for"),
        ([Stance.AGAINST, Stance.AGAINST], "against"),
        ([Stance.FOR, Stance.AGAINST], DIVIDED),
        ([Stance.FOR, "", Stance.CONDITIONAL], DIVIDED),
    ],
)
def test_the_rule(stances, counts):
    assert stance_of(stances) == counts


@pytest.fixture
def finding(make_finding, make_contribution):
    """Four contributions: for, for (twice, once without a stance), for and against, none."""
    made = make_finding(state=FindingState.PUBLISHED, published_at=timezone.now())
    for number, stances in enumerate([["for"], ["for", ""], ["for", "against"], [""]]):
        row = make_contribution(text="Eins. Zwei.", title=f"Beitrag {number}")
        row.segments.all().delete()
        for start, stance in zip((0, 6), stances, strict=False):
            Segment.objects.create(contribution=row, start=start, end=start + 5, finding=made, stance=stance)
    return made


EXPECTED = {"for": 2, "conditional": 0, "against": 0, DIVIDED: 1, "": 1}


def test_everybody_counts_the_same(finding):
    (row,) = matrices(finding)[0].rows
    assert dict(zip(COLUMNS, [cell.count for cell in row.cells], strict=True)) == EXPECTED and row.total.count == 4
    (result,) = results_for([finding])
    (position,) = result.positions
    shown = {share.key: share.count for share in position.shares}
    assert shown == {"for": 2, DIVIDED: 1, "none": 1} and position.total == 4 == result.contributions_count
    reading = Reading(Scope(finding.process, Audience.PUBLIC))
    (counts,) = reading.positions(finding).counts.values()
    assert {key: counts.get(key, 0) for key in EXPECTED} == EXPECTED and reading.contributions_count(finding) == 4


def test_a_number_leads_to_as_many_contributions(finding):
    passages = Segment.objects.filter(finding=finding)
    for key, number in EXPECTED.items():
        assert counting_as(passages, key).values("contribution").distinct().count() == number
        assert narrowed(passages, {"haltung": key or "keine"}).values("contribution").distinct().count() == number
    assert [len(Behind(finding, {"haltung": key}).rows) for key in ("for", DIVIDED, "ohne")] == [2, 1, 1]


def test_both_pages_say_what_divided_means(client, cast, process, finding):
    words = "Geteilt: Seine Passagen stehen verschieden zu diesem Ergebnis."
    public = client.get(reverse("results:finding", kwargs={"process_slug": process.slug, "number": finding.number}))
    assert words in public.text and "1 geteilt" in public.text
    client.force_login(cast.analyst)
    url = reverse("synthesis_admin:finding", kwargs={"process_slug": process.slug, "number": finding.number})
    assert words in client.get(url).text
    Segment.objects.filter(stance="against").update(stance="for")
    assert words not in client.get(url).text
