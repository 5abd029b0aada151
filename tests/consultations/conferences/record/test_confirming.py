"""Confirming a record: what keeps it from that, what becomes public, what happens to its cards."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from consultations.conferences.record import remarks, rules, services
from consultations.conferences.record.extensions import handed_over
from consultations.conferences.record.remarks import Remark
from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from tests.factories.consultations import today
from tests.factories.records import confirmed, make_card, make_check, make_conference


def test_it_is_refused_until_people_could_check_and_were_answered(conference, cast):
    assert len(rules.obstacles(services.record_of(conference))) == 1
    record = make_check(conference)
    assert len(rules.obstacles(record)) == 1
    remarks.submit(record, Remark(kind="minutes", text="Da fehlt etwas."))
    record.check_until = today() - timedelta(days=1)
    record.save()
    with pytest.raises(services.NotConfirmable) as refused:
        services.confirm(conference, revision=0, actor=cast.lead)
    assert len(refused.value.obstacles) == 1 and not Contribution.objects.exists()
    conference.refresh_from_db()
    assert conference.record_published_on is None


def test_only_who_holds_conferences_confirms(conference, cast):
    make_check(conference, days=-1)
    for who in ("outsider", "moderator", "recorder", "stakeholder"):
        with pytest.raises(PermissionDenied):
            services.confirm(conference, revision=0, actor=getattr(cast, who))


def test_each_card_becomes_a_contribution_that_waits(conference, cast):
    make_check(conference, days=-1)
    gone = make_card(conference.tables.first(), "Doppelt.")
    services.take_away(gone, away=True, actor=cast.recorder)
    confirmed(conference, cast.editor)
    rows = {row.comment: row for row in Contribution.objects.all()}
    assert set(rows) == {"Mehr Kurse am Abend.", "Busse fahren zu selten."}
    row = rows["Mehr Kurse am Abend."]
    assert (row.channel, row.kind, row.column, row.dots, row.support_offline) == (
        "conference_card",
        "proposal",
        "handlungsansatz",
        5,
        5,
    )
    assert row.state == State.PENDING and not row.published_text and row.user is None
    assert row.received_at.date() == conference.date and conference.record_published_on == today()
    assert rows["Busse fahren zu selten."].kind == "concern"


def test_confirming_with_an_old_page_or_twice_hands_over_once(conference, cast):
    make_check(conference, days=-1)
    with pytest.raises(services.ChangedMeanwhile):
        services.confirm(conference, revision=7, actor=cast.lead)
    confirmed(conference, cast.lead)
    with pytest.raises(services.ChangedMeanwhile):
        services.confirm(conference, revision=1, actor=cast.lead)
    assert Contribution.objects.count() == 2


def test_a_confirmation_that_breaks_off_leaves_nothing(conference, cast, monkeypatch):
    make_check(conference, days=-1)

    def dies(*args, **kwargs):
        raise RuntimeError("the process was killed")

    monkeypatch.setattr("consultations.contributions.cards.services.record", dies)
    with pytest.raises(RuntimeError):
        services.confirm(conference, revision=0, actor=cast.lead)
    conference.refresh_from_db()
    assert not services.record_of(conference).is_confirmed and conference.record_published_on is None
    assert not Contribution.objects.exists()
    monkeypatch.undo()
    confirmed(conference, cast.lead)
    assert Contribution.objects.count() == 2


def test_late_cards_are_handed_over_afterwards_once(conference, cast):
    confirmed(conference, cast.lead)
    late = make_card(conference.tables.first(), "Zu spät gefunden.")
    assert services.hand_over_late(conference, actor=cast.lead) == 1
    assert services.hand_over_late(conference, actor=cast.lead) == 0
    assert Contribution.objects.filter(comment="Zu spät gefunden.").count() == 1
    assert late.key in handed_over(conference)
    with pytest.raises(services.CardHandedOver):
        services.correct_card(late, services.CardWords("frage", "Anders."), revision=0, actor=cast.lead)


def test_late_cards_wait_for_the_confirmation(conference, cast):
    make_check(conference)
    with pytest.raises(services.NotConfirmable):
        services.hand_over_late(conference, actor=cast.lead)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one writer in at a time.")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_people_who_confirm_at_once_one_does(cast, process):
    conference = make_conference(process)
    make_check(conference, days=-1)
    start, outcomes = threading.Barrier(2), []

    def confirms():
        start.wait()
        try:
            services.confirm(conference, revision=0, actor=cast.lead)
            outcomes.append("confirmed")
        except services.ChangedMeanwhile:
            outcomes.append("meanwhile")
        finally:
            connection.close()

    threads = [threading.Thread(target=confirms) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["confirmed", "meanwhile"] and Contribution.objects.count() == 2
    assert not transaction.get_connection().in_atomic_block
