"""Decisions of moderators."""

import pytest
from django.core.exceptions import PermissionDenied

from audit.models import AuditEntry
from consultations.contributions.enums import Publication, State
from consultations.contributions.models import Contribution
from consultations.moderation.models import ModerationDecision
from consultations.moderation.passages import NothingLeft, PassageNotFound, find_passages, without
from consultations.moderation.services import AlreadyDecided, LeadsOthers, MergeRefused, merge, reject, release
from consultations.synthesis.models import Segment
from notifications.models import OutboxMessage
from tests.factories.consultations import ProcessRuleFactory

TEXT = "Frau Muster aus Haus 5 ist laut. Es braucht Vermittlung. Frau Muster ruft an."


@pytest.fixture
def rule(process):
    return process.rules.get()


@pytest.fixture
def pending(make_contribution):
    return make_contribution(state=State.PENDING, text=TEXT)


def mails(contribution):
    return OutboxMessage.objects.filter(kind="contribution_decided", recipient=contribution.user)


@pytest.mark.parametrize(
    ("text", "passages", "expected"),
    [
        ("abc def", ["def"], "abc […]"),
        ("abc def abc", ["abc"], "[…] def […]"),
        ("abcdef", ["abc", "cde"], "[…]f"),
        ("abcdef", ["abc", "def"], "[…]"),
        ("abcdef", ["bcd", "c"], "a[…]ef"),
        ("xababay", ["aba"], "x[…]y"),
        ("Straße", ["aße"], "Str[…]"),
    ],
)
def test_passages_are_removed_wherever_they_stand(text, passages, expected):
    assert without(text, find_passages(text, passages)) == expected


@pytest.mark.parametrize("passage", ["gibt es nicht", "ABC", " ", ""])
def test_a_passage_that_is_not_there_is_named(passage):
    with pytest.raises(PassageNotFound) as refused:
        find_passages("abc def", ["abc", passage])
    assert refused.value.passage == passage


def test_release_publishes_tells_the_author_and_makes_a_segment(cast, pending):
    decision = release(pending, actor=cast.moderator)
    pending.refresh_from_db()
    assert (pending.state, pending.published_text, pending.is_public) == (State.RELEASED, TEXT, True)
    assert decision.decided_by == cast.moderator
    assert Segment.objects.filter(contribution=pending).count() == 1
    mail = mails(pending).get()
    assert pending.display_receipt_code in mail.body
    assert AuditEntry.objects.about(pending).get(action="moderation.released").actor == cast.moderator


def test_shortened_text_never_contains_what_was_removed(cast, pending, rule):
    release(pending, actor=cast.moderator, remove=["Frau Muster", "aus Haus 5"], rule=rule)
    pending.refresh_from_db()
    assert pending.published_text == "[…] […] ist laut. Es braucht Vermittlung. […] ruft an."
    assert pending.comment == TEXT
    assert pending.is_redacted
    assert [TEXT[row.start : row.end] for row in pending.redactions.all()] == [
        "Frau Muster",
        "aus Haus 5",
        "Frau Muster",
    ]
    mail = mails(pending).get()
    assert rule.text in mail.body
    assert "Muster" not in mail.body


def test_a_passage_in_the_title_is_removed_there_too_and_comes_back(cast, make_contribution, rule):
    contribution = make_contribution(state=State.PENDING, title="Ärger mit Muster", text="Es ist Muster zu laut.")
    release(contribution, actor=cast.moderator, remove=["Muster"], rule=rule)
    contribution.refresh_from_db()
    assert contribution.title == "Ärger mit […]"
    assert contribution.submitted_title == "Ärger mit Muster"
    release(contribution, actor=cast.moderator, expected_state=State.RELEASED, message="Doch zulässig.")
    contribution.refresh_from_db()
    assert (contribution.title, contribution.submitted_title) == ("Ärger mit Muster", "")
    assert contribution.published_text == "Es ist Muster zu laut."
    assert not contribution.is_redacted
    assert not contribution.redactions.exists()


def test_removing_everything_is_refused(cast, make_contribution, rule):
    contribution = make_contribution(state=State.PENDING, text="Alles Quatsch!")
    with pytest.raises(NothingLeft):
        release(contribution, actor=cast.moderator, remove=["Alles", "Quatsch"], rule=rule)
    contribution.refresh_from_db()
    assert contribution.state == State.PENDING


def test_removing_needs_a_rule_of_the_process(cast, pending, other_process):
    foreign = ProcessRuleFactory(process=other_process, number=1)
    for rule in (None, foreign):
        with pytest.raises(ValueError):
            release(pending, actor=cast.moderator, remove=["Frau Muster"], rule=rule)
    with pytest.raises(ValueError):
        reject(pending, actor=cast.moderator, rule=foreign)
    pending.refresh_from_db()
    assert pending.state == State.PENDING
    assert not mails(pending).exists()


def test_rejection_empties_the_public_text_and_explains(cast, make_contribution, rule, process):
    contribution = make_contribution(text="Ihr Versager!")
    reject(contribution, actor=cast.moderator, rule=rule, message="Bitte sachlich.", expected_state=State.RELEASED)
    contribution.refresh_from_db()
    assert (contribution.state, contribution.published_text) == (State.REJECTED, "")
    assert not Contribution.objects.public().filter(pk=contribution.pk).exists()
    assert not Segment.objects.admitted().filter(contribution=contribution).exists()
    body = mails(contribution).get().body
    for part in (rule.text, "Bitte sachlich.", process.contact_email, contribution.display_receipt_code):
        assert part in body


def test_the_public_note_is_german_whatever_the_moderator_reads(cast, pending, rule):
    from django.utils import translation

    with translation.override("en"):
        decision = reject(pending, actor=cast.moderator, rule=rule)
    with translation.override("de"):
        from django.utils.translation import gettext

        assert decision.public_note == gettext("Not published under rule %(number)s.") % {"number": rule.number}


def test_of_two_moderators_the_second_changes_nothing(cast, pending, rule):
    first = Contribution.objects.get(pk=pending.pk)
    second = Contribution.objects.get(pk=pending.pk)
    reject(first, actor=cast.moderator, rule=rule)
    with pytest.raises(AlreadyDecided) as refused:
        release(second, actor=cast.lead)
    assert refused.value.contribution.state == State.REJECTED
    pending.refresh_from_db()
    assert pending.state == State.REJECTED
    assert ModerationDecision.objects.filter(contribution=pending).count() == 1
    assert mails(pending).count() == 1


def test_the_second_of_two_new_decisions_on_the_same_state_is_noticed(cast, pending, rule):
    seen = release(pending, actor=cast.moderator).pk
    release(
        pending, actor=cast.lead, expected_state=State.RELEASED, seen_decision=seen, remove=["Frau Muster"], rule=rule
    )
    with pytest.raises(AlreadyDecided):
        release(pending, actor=cast.moderator, expected_state=State.RELEASED, seen_decision=seen)
    pending.refresh_from_db()
    assert "Muster" not in pending.published_text


def test_what_was_withdrawn_is_not_decided_on(cast, make_contribution):
    contribution = make_contribution(state=State.WITHDRAWN)
    with pytest.raises(AlreadyDecided):
        release(contribution, actor=cast.moderator, expected_state=State.WITHDRAWN)


def test_merging_counts_with_a_released_one(cast, make_contribution, pending):
    leading = make_contribution()
    merge(pending, leading, actor=cast.moderator)
    pending.refresh_from_db()
    assert (pending.state, pending.merged_into) == (State.MERGED, leading)
    assert not pending.is_public
    assert leading.display_code in mails(pending).get().body
    assert Segment.objects.admitted().filter(contribution=pending).exists()


def test_merging_keeps_removed_passages_out(cast, make_contribution, pending, rule):
    leading = make_contribution()
    release(pending, actor=cast.moderator, remove=["Frau Muster"], rule=rule)
    merge(pending, leading, actor=cast.moderator, expected_state=State.RELEASED, message="Gleich.")
    pending.refresh_from_db()
    assert "Muster" not in pending.published_text


@pytest.mark.parametrize(
    "fields",
    [
        {"state": State.PENDING},
        {"state": State.REJECTED},
        {"publication": Publication.INTERNAL},
        {"is_official_reply": True},
    ],
)
def test_nothing_is_merged_into_what_the_public_cannot_read(cast, make_contribution, pending, fields):
    with pytest.raises(MergeRefused):
        merge(pending, make_contribution(**fields), actor=cast.moderator)


def test_nothing_is_merged_into_itself(cast, make_contribution):
    contribution = make_contribution()
    with pytest.raises(MergeRefused):
        merge(contribution, contribution, actor=cast.moderator, expected_state=State.RELEASED)


def test_a_leading_contribution_stays_while_others_hang_on_it(cast, make_contribution, pending, rule):
    leading, third = make_contribution(), make_contribution()
    merge(pending, leading, actor=cast.moderator)
    with pytest.raises(LeadsOthers) as refused:
        reject(leading, actor=cast.moderator, rule=rule, expected_state=State.RELEASED)
    assert refused.value.others == [pending]
    with pytest.raises(LeadsOthers):
        merge(leading, third, actor=cast.moderator, expected_state=State.RELEASED)


@pytest.mark.parametrize("who", ["editor", "analyst", "officer", "observer", "stakeholder", "outsider"])
def test_only_moderators_decide(cast, pending, rule, make_contribution, who):
    actor, leading = getattr(cast, who), make_contribution()
    for attempt in (
        lambda: release(pending, actor=actor),
        lambda: reject(pending, actor=actor, rule=rule),
        lambda: merge(pending, leading, actor=actor),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    pending.refresh_from_db()
    assert pending.state == State.PENDING


def test_an_internal_contribution_is_admitted_but_never_public(cast, make_contribution):
    contribution = make_contribution(state=State.PENDING, publication=Publication.INTERNAL)
    release(contribution, actor=cast.moderator)
    contribution.refresh_from_db()
    assert not contribution.is_public
    assert not Contribution.objects.traceable().filter(pk=contribution.pk).exists()
    assert Contribution.objects.admitted().filter(pk=contribution.pk).exists()
    assert mails(contribution).count() == 1


def test_somebody_who_closed_the_account_gets_no_mail(cast, pending):
    pending.user.is_active = False
    pending.user.save()
    release(pending, actor=cast.moderator)
    assert not OutboxMessage.objects.filter(kind="contribution_decided").exists()
