"""Two people do it at once: real threads on a real database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import sleep

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from consultations.contributions.enums import State
from consultations.contributions.following import services as following
from consultations.contributions.following.digest import tell_followers
from consultations.contributions.following.models import Follow
from consultations.contributions.models import Contribution, Support
from consultations.contributions.own.models import ContributionRevision, Withdrawal
from consultations.contributions.own.services import ChangedElsewhere, Refused, edit_contribution, withdraw_contribution
from consultations.contributions.services import Submission, TooManyContributions, submit_contribution, support
from consultations.contributions.targets import describe
from consultations.moderation.models import ModerationDecision, ReviewItem
from consultations.moderation.objections.rules import latest_decision
from consultations.moderation.objections.services import AlreadyFiled, AlreadyHandled, dismiss, file_objection, uphold
from consultations.moderation.reports.services import Outcome, report
from consultations.moderation.services import AlreadyDecided, reject, release
from consultations.process.enums import ModerationTime
from consultations.results.services import publish_results
from consultations.synthesis.findings.services import create_finding
from consultations.synthesis.models import Finding, Segment
from consultations.synthesis.services import ensure_segment
from notifications.models import OutboxMessage
from notifications.services import deliver_message, store

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def at_once(*functions):
    """Run the functions in threads that start together; returns results or exceptions in their order."""
    barrier = Barrier(len(functions))

    def run(function):
        try:
            barrier.wait(10)
            return function()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(functions)) as pool:
        return list(pool.map(run, functions))


def test_a_double_click_stores_one_contribution_and_one_mail(cast, paragraph):
    def submit():
        return submit_contribution(paragraph, cast.stakeholder, Submission(kind="proposal", text="Mehr Zeit!"))

    results = at_once(submit, submit, submit, submit)
    assert sorted(receipt.is_new for receipt in results) == [False, False, False, True]
    assert Contribution.objects.count() == 1
    assert OutboxMessage.objects.filter(kind="contribution_received").count() == 1


def test_the_flood_limit_holds_against_parallel_posts(cast, paragraph, settings):
    settings.CONTRIBUTION_FLOOD_LIMIT = 3
    results = at_once(
        *[
            lambda n=n: submit_contribution(
                paragraph, cast.stakeholder, Submission(kind="proposal", text=f"Beitrag {n}")
            )
            for n in range(6)
        ]
    )
    assert Contribution.objects.count() == 3
    assert sum(isinstance(result, TooManyContributions) for result in results) == 3


def test_replies_at_once_keep_the_thread_in_order(cast, paragraph, make_contribution):
    parent = make_contribution()
    results = at_once(
        *[
            lambda n=n, user=user: submit_contribution(
                paragraph, user, Submission(kind="support", text=f"Antwort {n}", parent=parent)
            )
            for n, user in enumerate([cast.stakeholder, cast.member, cast.coordinator, cast.outsider])
        ]
    )
    assert all(getattr(result, "is_new", False) for result in results), results
    orders = list(Contribution.objects.filter(thread_id=parent.thread_id).values_list("order", flat=True))
    assert sorted(orders) == [1, 2, 3, 4, 5]
    parent.refresh_from_db()
    assert parent.nested_count == 4


def test_two_moderators_decide_once(cast, process, make_contribution):
    contribution = make_contribution(state=State.PENDING)
    rule = process.rules.get()
    results = at_once(
        lambda: release(contribution, actor=cast.moderator),
        lambda: reject(contribution, actor=cast.lead, rule=rule),
    )
    assert sum(isinstance(result, AlreadyDecided) for result in results) == 1, results
    assert ModerationDecision.objects.count() == 1
    assert OutboxMessage.objects.filter(kind="contribution_decided").count() == 1


def test_support_counts_a_person_once(cast, make_contribution):
    contribution = make_contribution()
    results = at_once(*[lambda: support(contribution, cast.stakeholder)] * 4)
    assert sorted(results) == [False, False, False, True]
    assert Support.objects.count() == 1


def test_findings_get_different_numbers(cast, process):
    results = at_once(
        *[
            lambda n=n: create_finding(
                process, title=f"Ergebnis {n}", summary="…", action_field=None, actor=cast.analyst
            )
            for n in range(4)
        ]
    )
    assert sorted(Finding.objects.values_list("number", flat=True)) == [1, 2, 3, 4], results


def test_a_contribution_has_one_segment_for_its_whole_text(make_contribution):
    contribution = make_contribution(state=State.PENDING)
    Segment.objects.all().delete()
    results = at_once(*[lambda: ensure_segment(contribution)] * 4)
    assert len({segment.pk for segment in results}) == 1
    assert Segment.objects.count() == 1


def test_a_mail_is_sent_by_one_worker(mailoutbox, db):
    message = store("test", address="anna@example.org", subject="Betreff", body="Text")
    results = at_once(*[lambda: deliver_message(message.pk)] * 4)
    mailoutbox_count = len(mailoutbox)
    assert sum(result is True for result in results) <= 1
    assert mailoutbox_count == 1


def test_results_are_published_while_somebody_posts(cast, process, paragraph, make_contribution):
    """A contribution that arrives during publication waits for the moderators; it cannot slip through the gate."""
    make_contribution()
    Segment.objects.update(no_answer_reason="Dank")
    results = at_once(
        lambda: publish_results(process, actor=cast.lead),
        lambda: submit_contribution(paragraph, cast.stakeholder, Submission(kind="proposal", text="Noch etwas.")),
    )
    assert not any(isinstance(result, Exception) for result in results), results
    assert Contribution.objects.get(comment="Noch etwas.").state == State.PENDING


# --- Authors against everybody else ---------------------------------------------------------------------------------


def before_commit(first, second):
    """`first` has done its work and not committed when `second` begins; returns both results."""
    done, waiting = Event(), Event()

    def holds():
        with transaction.atomic():
            result = first()
            done.set()
            assert waiting.wait(10)
            return result

    def comes_later():
        assert done.wait(10)
        waiting.set()
        return second()

    return at_once(holds, comes_later)


def changed(text="Bitte deutlich mehr Zeit."):
    return Submission(kind="concern", text=text, title="Neu")


@pytest.fixture
def waiting(cast, paragraph):
    """A contribution that waits for the moderators."""
    said = Submission(kind="proposal", text="Mehr Zeit!")
    return submit_contribution(paragraph, cast.stakeholder, said).contribution


def test_an_edit_and_a_release_exclude_each_other(cast, waiting):
    edited, decided = at_once(
        lambda: edit_contribution(waiting, changed(), seen_revision=0),
        lambda: release(waiting, actor=cast.moderator, seen_decision=None, seen_revision=0),
    )
    assert isinstance(edited, Refused) != isinstance(decided, AlreadyDecided), (edited, decided)
    waiting.refresh_from_db()
    if edited is True:
        assert waiting.state == State.PENDING and waiting.published_text == ""
    else:
        assert waiting.published_text == "Mehr Zeit!" == waiting.comment


@pytest.mark.parametrize("edit_first", [True, False])
def test_whoever_comes_second_sees_what_the_first_did(cast, waiting, edit_first):
    def edit():
        return edit_contribution(waiting, changed(), seen_revision=0)

    def decide():
        return release(waiting, actor=cast.moderator, seen_decision=None, seen_revision=0)

    if edit_first:
        _edited, decided = before_commit(edit, decide)
        assert isinstance(decided, AlreadyDecided), decided
    else:
        _decided, edited = before_commit(decide, edit)
        assert isinstance(edited, Refused), edited


@pytest.fixture
def unreviewed(process, make_contribution, cast):
    """A contribution that was published without review, so that it can be replied to and still be changed."""
    process.moderation_time = ModerationTime.AFTER
    process.save()
    return make_contribution(user=cast.stakeholder, phase=process.phases.get(), text="Mehr Zeit!")


@pytest.mark.parametrize("nested", [False, True])
def test_nothing_is_changed_under_a_reply(cast, paragraph, unreviewed, make_contribution, nested):
    answered = unreviewed
    if nested:
        answered = make_contribution(
            user=cast.coordinator, phase=unreviewed.phase, parent=unreviewed, text="Ja, viel mehr."
        )
    reply = Submission(kind="support", text="Das sehe ich auch so.", parent=answered)
    receipt, edited = before_commit(
        lambda: submit_contribution(paragraph, cast.member, reply),
        lambda: edit_contribution(answered, changed()),
    )
    assert receipt.is_new
    assert isinstance(edited, Refused), edited
    assert not ContributionRevision.objects.exists()


def test_two_windows_change_it_once(waiting):
    results = at_once(
        *[lambda n=n: edit_contribution(waiting, changed(f"Fassung {n}"), seen_revision=0) for n in range(3)]
    )
    assert sorted(isinstance(result, ChangedElsewhere) for result in results) == [False, True, True], results
    assert ContributionRevision.objects.get().text == "Mehr Zeit!"


def test_a_withdrawn_contribution_is_not_released(cast, waiting):
    _withdrawn, decided = before_commit(
        lambda: withdraw_contribution(waiting), lambda: release(waiting, actor=cast.moderator)
    )
    assert isinstance(decided, AlreadyDecided), decided
    waiting.refresh_from_db()
    assert waiting.state == State.WITHDRAWN and waiting.published_text == ""


def test_a_release_at_the_same_moment_does_not_bring_it_back(cast, waiting):
    withdrawn, _decided = at_once(
        lambda: withdraw_contribution(waiting), lambda: release(waiting, actor=cast.moderator)
    )
    assert not isinstance(withdrawn, Exception), withdrawn
    waiting.refresh_from_db()
    assert waiting.state == State.WITHDRAWN and waiting.published_text == ""
    assert not Contribution.objects.public().exists()


def test_it_is_withdrawn_once(make_contribution):
    contribution = make_contribution()
    results = at_once(*[lambda: withdraw_contribution(contribution, actor=contribution.user)] * 3)
    assert sorted(isinstance(result, Refused) for result in results) == [False, True, True], results
    assert Withdrawal.objects.count() == 1
    assert OutboxMessage.objects.filter(kind="contribution_withdrawn").count() == 1


def test_withdrawing_two_that_are_counted_together_loses_none_of_the_others(make_contribution):
    leading = make_contribution()
    others = [make_contribution(state=State.MERGED, merged_into=leading) for _ in range(3)]
    results = at_once(
        lambda: withdraw_contribution(leading),
        lambda: withdraw_contribution(Contribution.objects.get(pk=others[0].pk)),
    )
    assert not any(isinstance(result, Exception) for result in results), results
    assert Contribution.objects.public().count() == 1
    assert Contribution.objects.filter(state=State.MERGED, merged_into__state=State.RELEASED).count() == 1


def test_one_follows_once(cast, paragraph):
    results = at_once(*[lambda: following.follow(cast.member, describe(paragraph))] * 4)
    assert len({row.pk for row in results}) == 1, results
    assert Follow.objects.count() == 1


def test_two_workers_write_one_mail_of_the_day(cast, paragraph, make_contribution):
    for user in (cast.member, cast.coordinator):
        following.follow(user, describe(paragraph))
    make_contribution()
    results = at_once(tell_followers, tell_followers, tell_followers)
    assert sorted(results) == [0, 0, 2], results
    assert OutboxMessage.objects.filter(kind="followed_news").count() == 2


def test_two_people_handle_an_objection_at_once_and_one_does(cast, process, make_contribution):
    contribution = make_contribution(state=State.PENDING, user=cast.member)
    reject(contribution, actor=cast.moderator, rule=process.rules.get())
    objection = file_objection(latest_decision(contribution), text="Das stimmt nicht.")
    results = at_once(
        lambda: uphold(objection, actor=cast.lead, reason="Stimmt."),
        lambda: dismiss(objection, actor=cast.admin, reply="Nein."),
    )
    assert sum(isinstance(result, AlreadyHandled) for result in results) == 1, results
    assert OutboxMessage.objects.filter(kind="objection_handled").count() == 1
    contribution.refresh_from_db()
    objection.refresh_from_db()
    assert (contribution.state == State.RELEASED) is (objection.state == "upheld")


def test_a_double_click_files_one_objection(cast, process, make_contribution):
    contribution = make_contribution(state=State.PENDING, user=cast.member)
    decision = reject(contribution, actor=cast.moderator, rule=process.rules.get())
    results = at_once(*[lambda: file_objection(decision, text="Das stimmt nicht.")] * 3)
    assert sum(isinstance(result, AlreadyFiled) for result in results) == 2, results
    assert OutboxMessage.objects.filter(kind="objection_received").count() == 1


def test_reports_at_once_raise_one_item(cast, make_contribution):
    contribution = make_contribution()
    people = [cast.member, cast.stakeholder, cast.outsider, None]
    reasons = ["insult", "advertising", "other", "insult"]
    results = at_once(
        *[
            lambda who=who, why=why: report(contribution, reason=why, reporter=who)
            for who, why in zip(people, reasons, strict=True)
        ]
    )
    assert results == [Outcome.STORED] * 4
    assert ReviewItem.objects.filter(occasion="report").count() == 1


def test_a_reply_does_not_come_below_what_was_just_withdrawn(cast, paragraph, make_contribution):
    parent = make_contribution()
    reply = Submission(kind="support", text="Das sehe ich auch so.", parent=parent)
    _withdrawn, refused = before_commit(
        lambda: withdraw_contribution(parent), lambda: submit_contribution(paragraph, cast.member, reply)
    )
    assert isinstance(refused, ValidationError) and "parent" in refused.message_dict
    assert not Contribution.objects.exclude(pk=parent.pk).exists()


def test_deciding_a_merged_one_anew_locks_like_everybody_else(cast, process, make_contribution):
    """Somebody who has locked the leading one gets the others, too, instead of both waiting for each other."""
    leading = make_contribution()
    merged = make_contribution(state=State.MERGED, merged_into=leading)
    done, begun = Event(), Event()

    def locks_both():
        with transaction.atomic():
            Contribution.objects.select_for_update(of=("self",)).get(pk=leading.pk)
            done.set()
            assert begun.wait(10)
            sleep(0.3)
            return Contribution.objects.select_for_update(of=("self",)).get(pk=merged.pk)

    def decides():
        assert done.wait(10)
        begun.set()
        return reject(merged, actor=cast.lead, rule=process.rules.get(), expected_state=State.MERGED)

    results = at_once(locks_both, decides)
    assert not any(isinstance(result, Exception) for result in results), results
    merged.refresh_from_db()
    assert merged.state == State.REJECTED
