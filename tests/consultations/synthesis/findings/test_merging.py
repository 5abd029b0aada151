"""One finding of two, two of one."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from consultations.results.gate import inspect
from consultations.results.models import Answer
from consultations.synthesis.enums import FindingState, Leaving, Stance
from consultations.synthesis.findings.merging_services import MergeRefused, merge_findings, split_finding
from consultations.synthesis.findings.services import Merged
from consultations.synthesis.leaving import ReasonMissing
from consultations.synthesis.models import Finding, Segment, SegmentRemoval
from tests.factories.consultations import FindingFactory


@pytest.fixture
def pair(make_finding):
    return make_finding(), make_finding()


@pytest.fixture
def cite(make_contribution):
    def make(finding, stance=""):
        segment = make_contribution(title=f"Zu {finding.number} {stance}").segments.get()
        Segment.objects.filter(pk=segment.pk).update(finding=finding, stance=stance)
        return Segment.objects.get(pk=segment.pk)

    return make


def test_segments_move_with_their_stance_and_the_rest_is_kept(cast, process, pair, cite):
    source, target = pair
    opposing = cite(source, Stance.AGAINST)
    merge_findings(source, target, reason="Sagen dasselbe.", actor=cast.analyst)
    for row in (source, target, opposing):
        row.refresh_from_db()
    assert (opposing.finding, opposing.stance) == (target, Stance.AGAINST)
    assert source.merged_into == target and source.summary and target.released_at is None
    removal = source.removals.get()
    assert (removal.kind, removal.moved_to, removal.reason) == (Leaving.MERGED, target, "Sagen dasselbe.")
    actions = set(AuditEntry.objects.filter(action__endswith="b_finding").values_list("action", flat=True))
    assert AuditEntry.objects.about(source).get(action="synthesis.merge_finding").reason == "Sagen dasselbe."
    assert actions == {"synthesis.absorb_finding"}
    assert [row.pk for row in inspect(process).findings] == [target.pk]


def test_a_chain_leads_to_its_end(cast, make_finding):
    first, second, third = (make_finding() for _ in range(3))
    merge_findings(first, second, reason="R", actor=cast.analyst)
    merge_findings(second, third, reason="R", actor=cast.analyst)
    assert set(Finding.objects.filter(merged_into=third)) == {first, second}
    with pytest.raises(Merged):
        merge_findings(third, first, reason="R", actor=cast.analyst)


def test_what_is_refused(cast, other_process, pair):
    source, target = pair
    with pytest.raises(ReasonMissing):
        merge_findings(source, target, reason=" ", actor=cast.analyst)
    with pytest.raises(ValueError):
        merge_findings(source, source, reason="R", actor=cast.analyst)
    with pytest.raises(ValueError):
        merge_findings(source, FindingFactory(process=other_process), reason="R", actor=cast.analyst)
    for actor in (cast.officer, cast.outsider, cast.stakeholder):
        with pytest.raises(PermissionDenied):
            merge_findings(source, target, reason="R", actor=actor)
    Finding.objects.filter(pk=source.pk).update(state=FindingState.PUBLISHED, published_at=timezone.now())
    with pytest.raises(MergeRefused):
        merge_findings(source, target, reason="R", actor=cast.analyst, is_confirmed=True)
    source.refresh_from_db()
    assert source.merged_into is None


def test_an_answer_is_put_aside_only_when_confirmed(cast, pair):
    source, target = pair
    Answer.objects.create(finding=source, decision="accepted", reason="Ja.", answered_on=timezone.localdate())
    with pytest.raises(MergeRefused) as refused:
        merge_findings(source, target, reason="R", actor=cast.analyst)
    assert refused.value.is_confirmable
    merge_findings(source, target, reason="R", actor=cast.analyst, is_confirmed=True)
    assert Answer.objects.get(finding=source).reason == "Ja."


def test_the_public_address_leads_on(client, cast, process, pair):
    source, target = pair
    merge_findings(source, target, reason="R", actor=cast.analyst)
    page = reverse("results:finding", kwargs={"process_slug": process.slug, "number": source.number})
    assert client.get(page).status_code == 404
    Finding.objects.filter(pk=target.pk).update(state=FindingState.PUBLISHED, published_at=timezone.now())
    response = client.get(page)
    assert response.status_code == 302 and response.url.endswith(f"/{target.number}/")


def test_a_split_takes_some_and_leaves_some(cast, pair, cite):
    finding, _other = pair
    stays, goes = cite(finding, Stance.FOR), cite(finding, Stance.AGAINST)
    text = {"title": "Neues", "summary": "Anderes.", "reason": "Zwei Themen.", "actor": cast.analyst}
    for wrong in ([], [stays, goes]):
        with pytest.raises(ValueError):
            split_finding(finding, wrong, **text)
    with pytest.raises(ReasonMissing):
        split_finding(finding, [goes], **{**text, "reason": ""})
    new = split_finding(finding, [goes], **text)
    goes.refresh_from_db()
    assert (goes.finding, goes.stance, new.text_by) == (new, Stance.AGAINST, cast.analyst)
    assert finding.removals.get().kind == Leaving.SPLIT and SegmentRemoval.objects.count() == 1
    assert list(finding.segments.all()) == [stays]


def test_the_screens(client, cast, process, pair, cite):
    source, target = pair
    cite(source, Stance.AGAINST)
    goes = cite(source)
    client.force_login(cast.analyst)

    def url(name, number=source.number):
        return reverse(f"synthesis_admin:{name}", kwargs={"process_slug": process.slug, "number": number})

    refused = client.post(url("split_finding"), {"title": "Getippt", "summary": "S", "reason": "R"})
    assert "Getippt" in refused.content.decode() and Finding.objects.count() == 2
    data = {"title": "Getippt", "summary": "S", "reason": "R", "segments": [goes.pk]}
    assert client.post(url("split_finding"), data).status_code == 302
    assert client.post(url("merge_finding"), {"target": target.pk, "reason": ""}).status_code == 200
    assert client.post(url("merge_finding"), {"target": target.pk, "reason": "Dasselbe."}).status_code == 302
    page = client.get(url("finding")).content.decode()
    assert "aufgegangen" in page and "Dasselbe." in page and 'name="title"' not in page
    assert "Hat Ergebnis" in client.get(url("finding", target.number)).content.decode()
