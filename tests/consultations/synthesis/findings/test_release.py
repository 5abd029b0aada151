"""Texts of findings: every one is kept, a second person releases it, and the public reads released words only."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from consultations.results.models import Answer
from consultations.synthesis.enums import FindingState
from consultations.synthesis.findings.admin_queries import text_history, waiting, waiting_for
from consultations.synthesis.findings.services import (
    ChangedMeanwhile,
    Merged,
    OwnText,
    create_finding,
    release_finding,
    release_token,
    update_finding,
)
from consultations.synthesis.findings.versions import working_text
from consultations.synthesis.models import Finding, Segment


@pytest.fixture
def finding(cast, process):
    """Written by the analyst, not released yet."""
    return create_finding(
        process, title="Mehr Zeit", summary="Alle wollen Zeit.", action_field=None, actor=cast.analyst
    )


@pytest.fixture
def published(cast, finding):
    release_finding(finding, actor=cast.moderator)
    Finding.objects.filter(pk=finding.pk).update(state=FindingState.PUBLISHED, published_at=timezone.now())
    Answer.objects.create(finding=finding, decision="accepted", reason="Ja.", answered_on=timezone.localdate())
    finding.refresh_from_db()
    return finding


def test_nobody_releases_a_text_of_their_own_not_even_an_administrator(cast, process, finding):
    with pytest.raises(OwnText):
        release_finding(finding, actor=cast.analyst)
    own = create_finding(process, title="T", summary="S", action_field=None, actor=cast.admin)
    with pytest.raises(OwnText):
        release_finding(own, actor=cast.admin)
    released = release_finding(finding, actor=cast.moderator)
    assert released.released_by == cast.moderator and released.released_at


@pytest.mark.parametrize("who", ["officer", "editor", "observer", "outsider", "stakeholder"])
def test_who_may_not_release(cast, finding, who):
    with pytest.raises(PermissionDenied):
        release_finding(finding, actor=getattr(cast, who))


@pytest.mark.parametrize(
    ("changes", "stays"),
    [({"title": "Anders"}, False), ({"summary": "Anders."}, False), ({"internal_note": "Nur für uns."}, True)],
)
def test_another_text_ends_the_release(cast, finding, changes, stays):
    release_finding(finding, actor=cast.moderator)
    changed = update_finding(finding, actor=cast.lead, **changes)
    assert bool(changed.released_at) is stays
    if not stays:
        assert changed.text_by == cast.lead and finding.versions.count() == 2


def test_what_was_not_read_is_not_released(cast, finding, make_contribution):
    seen = release_token(finding, working_text(finding))
    Segment.objects.filter(contribution=make_contribution()).update(finding=finding, stance="against")
    with pytest.raises(ChangedMeanwhile):
        release_finding(finding, actor=cast.moderator, seen=seen)
    finding.refresh_from_db()
    assert finding.released_at is None


def test_the_public_reads_released_words_only(client, cast, process, published):
    update_finding(published, actor=cast.lead, title="Viel mehr Zeit", summary="Geheimer neuer Text.")
    pages = [
        reverse("results:finding", kwargs={"process_slug": process.slug, "number": published.number}),
        reverse("results:results", kwargs={"process_slug": process.slug}),
    ]
    for page in pages:
        text = client.get(page).content.decode()
        assert "Alle wollen Zeit." in text and "Geheimer neuer Text." not in text and "Viel mehr Zeit" not in text
    with pytest.raises(OwnText):
        release_finding(published, actor=cast.lead)
    release_finding(published, actor=cast.analyst)
    assert "Geheimer neuer Text." in client.get(pages[0]).content.decode()


def test_a_text_drafted_by_a_machine_says_so_for_good(client, cast, process, published):
    update_finding(published, actor=cast.lead, machine_drafted=True, summary="Ein Entwurf.")
    published.refresh_from_db()
    assert not published.is_machine_drafted, "what the public reads now was not drafted by a machine"
    release_finding(published, actor=cast.moderator)
    page = reverse("results:finding", kwargs={"process_slug": process.slug, "number": published.number})
    assert (
        "Mit Hilfe eines Sprachmodells entworfen, von Menschen geprüft und freigegeben"
        in client.get(page).content.decode()
    )
    update_finding(published, actor=cast.lead, summary="Von Hand geschrieben.")
    assert working_text(published).is_machine_drafted


def test_who_has_to_release_what(cast, process, finding, published, make_finding):
    assert list(waiting(process)) == []
    update_finding(published, actor=cast.lead, title="Neu")
    draft = make_finding(released_at=None)
    make_finding(released_at=None, merged_into=draft)
    assert [row.number for row in waiting(process)] == [published.number, draft.number]
    assert (waiting_for(process, cast.lead), waiting_for(process, cast.moderator)) == (1, 2)


def test_the_texts_are_compared(cast, finding):
    update_finding(finding, actor=cast.lead, title="Viel mehr Zeit")
    newest, first = text_history(finding)
    assert [(run.kind, run.text.strip()) for run in newest.title if run.kind != "same"] == [
        ("delete", "Mehr"),
        ("insert", "Viel mehr"),
    ]
    assert newest.summary == [] and first.version.title == "Mehr Zeit"


def test_a_merged_finding_keeps_its_text(cast, finding, make_finding):
    Finding.objects.filter(pk=finding.pk).update(merged_into=make_finding())
    for change in (
        lambda: update_finding(finding, actor=cast.lead, title="Neu"),
        lambda: release_finding(finding, actor=cast.moderator),
    ):
        with pytest.raises(Merged):
            change()
