"""Who is told when something moves between publications, once each."""

import pytest

from consultations.contributions.enums import Publication
from consultations.contributions.following.models import Follow
from consultations.contributions.telling.subjects import ANSWERS
from consultations.drafts.services import publish_version
from consultations.results import notify, services, tasks, telling
from consultations.results.enums import EventKind
from consultations.results.models import ResultEvent
from notifications.enums import Frequency
from notifications.models import Notice, OutboxMessage
from notifications.preferences import choose
from tests.factories.consultations import make_version


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch):
    """Tasks are run by the tests themselves."""
    monkeypatch.setattr(telling, "start_telling", lambda pk: None)
    monkeypatch.setattr(telling, "start_notification", lambda pk: None)


def mails(person) -> list[str]:
    return list(
        OutboxMessage.objects.filter(recipient=person, kind="contribution_moved").values_list("body", flat=True)
    )


def answer(finding, cast, **fields):
    return services.answer_finding(finding, actor=cast.officer, **{"decision": "partly", "reason": "Neu.", **fields})


def test_a_result_published_ahead_is_told_once_to_its_authors(cast, make_contribution, answered, cite):
    finding = answered(published=False)
    cite(finding, make_contribution(user=cast.member), make_contribution(user=cast.coordinator, publication="internal"))
    services.publish_interim(finding, actor=cast.lead)
    services.publish_interim(finding, actor=cast.lead)
    event = ResultEvent.objects.get()
    for _turn in range(2):
        tasks.tell_of_event(event.pk)
        tasks.sweep_publications()
    assert len(mails(cast.member)) == len(mails(cast.coordinator)) == 1
    assert "Zu Ihrem Beitrag" in mails(cast.member)[0]
    event.refresh_from_db()
    assert event.told_at is not None


def test_a_changed_published_answer_is_told_and_an_unchanged_one_is_not(
    cast, make_contribution, answered, cite, publish_newest
):
    shown, hidden = answered(), answered(published=False)
    cite(shown, make_contribution(user=cast.member))
    cite(hidden, make_contribution(user=cast.member))
    answer(hidden, cast)
    assert not ResultEvent.objects.exists()
    answer(shown, cast)
    answer(shown, cast)
    assert not ResultEvent.objects.exists()
    publish_newest(shown)
    event = ResultEvent.objects.get()
    assert (event.kind, event.earlier_decision) == (EventKind.CHANGED, "accepted")
    tasks.sweep_publications()
    assert len(mails(cast.member)) == 1
    assert "wurde geändert" in mails(cast.member)[0]
    # Each change is an event of its own.
    answer(shown, cast, reason="Noch einmal neu.")
    publish_newest(shown)
    tasks.sweep_publications()
    assert len(mails(cast.member)) == 2


def test_authors_hear_that_the_draft_changed_because_of_them(process, version, cast, make_contribution, answered, cite):
    mine, hidden = make_contribution(user=cast.member), make_contribution(user=cast.coordinator)
    shown = answered()
    cite(shown, mine)
    cite(answered(published=False), hidden)
    second = make_version(process, number=2, texts={"k1-1": "Neu.", "k1-2": "Auch neu."}, published=False)
    services.explain_change(second, "k1-1", findings=[shown], actor=cast.editor)
    services.explain_change(second, "k1-2", findings=[hidden.segments.get().finding], actor=cast.editor)
    publish_version(second, actor=cast.lead)
    tasks.sweep_publications()
    assert "Entwurf wurde wegen Ihres Beitrags" in mails(cast.member)[0]
    assert mails(cast.coordinator) == []


def test_a_version_no_published_result_has_changed_is_no_event(process, version, cast):
    second = make_version(process, number=2, texts={"k1-1": "Neu."}, published=False)
    services.explain_change(second, "k1-1", editorial_reason="Tippfehler", actor=cast.editor)
    publish_version(second, actor=cast.lead)
    assert not ResultEvent.objects.exists()


@pytest.mark.parametrize(
    ("kind", "lineage", "is_told"),
    [
        ("paragraph", "k1-1", True),
        ("section", "k1", True),
        ("draft", "", True),
        ("process", "", True),
        ("paragraph", "k2-1", False),
        ("section", "k2", False),
    ],
)
def test_followers_of_what_was_answered_are_told(
    process, cast, make_contribution, answered, cite, kind, lineage, is_told
):
    finding = answered(published=False)
    cite(finding, make_contribution(user=cast.member))
    for person in (cast.stakeholder, cast.member):
        Follow.objects.create(user=person, process=process, target_kind=kind, lineage=lineage)
    services.publish_interim(finding, actor=cast.lead)
    tasks.sweep_publications()
    tasks.sweep_publications()
    assert Notice.objects.filter(user=cast.stakeholder).count() == is_told
    # Its author has the mail about the contribution.
    assert not Notice.objects.filter(user=cast.member).exists()


def test_following_does_not_tell_where_contributions_are_not_public(process, cast, make_contribution, answered, cite):
    finding = answered(published=False)
    cite(finding, make_contribution(publication=Publication.INTERNAL))
    Follow.objects.create(user=cast.stakeholder, process=process, target_kind="paragraph", lineage="k1-1")
    services.publish_interim(finding, actor=cast.lead)
    tasks.sweep_publications()
    assert not Notice.objects.exists()


def test_who_wants_no_news_of_answers_gets_none(cast, make_contribution, answered, cite):
    choose(cast.member, key=ANSWERS, frequency=Frequency.NONE)
    finding = answered()
    cite(finding, make_contribution(user=cast.member))
    answer(finding, cast)
    tasks.sweep_publications()
    assert mails(cast.member) == []
    assert not ResultEvent.objects.untold().exists()


def test_followers_hear_of_the_publication_once(process, cast, make_contribution, answered, cite):
    cite(answered(published=False), make_contribution(user=cast.member))
    for kind, lineage in (("process", ""), ("paragraph", "k1-1")):
        Follow.objects.create(user=cast.stakeholder, process=process, target_kind=kind, lineage=lineage)
    publication = services.publish_results(process, actor=cast.lead)
    notify.tell_authors(publication)
    notify.tell_authors(publication)
    assert Notice.objects.filter(user=cast.stakeholder).count() == 1


def test_nothing_is_told_of_a_process_that_is_not_public_any_more(process, cast, make_contribution, answered, cite):
    finding = answered()
    cite(finding, make_contribution(user=cast.member))
    answer(finding, cast)
    process.is_published = False
    process.save()
    tasks.sweep_publications()
    assert mails(cast.member) == []


def test_one_that_fails_keeps_no_other_waiting(cast, make_contribution, answered, cite, monkeypatch):
    findings = [answered(published=False), answered(published=False)]
    for finding, author in zip(findings, (cast.member, cast.coordinator), strict=True):
        cite(finding, make_contribution(user=author))
        services.publish_interim(finding, actor=cast.lead)
    tell = tasks.tell_event

    def broken(event):
        if event.finding == findings[0]:
            raise RuntimeError("broken")
        return tell(event)

    monkeypatch.setattr(tasks, "tell_event", broken)
    tasks.sweep_publications()
    assert (len(mails(cast.member)), len(mails(cast.coordinator))) == (0, 1)
    monkeypatch.undo()
    tasks.sweep_publications()
    assert len(mails(cast.member)) == 1
