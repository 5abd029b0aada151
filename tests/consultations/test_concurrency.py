"""Two people do it at once: real threads on a real database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from consultations.contributions.enums import State
from consultations.contributions.models import Contribution, Support
from consultations.contributions.services import Submission, TooManyContributions, submit_contribution, support
from consultations.moderation.models import ModerationDecision, ReviewItem
from consultations.moderation.objections.rules import latest_decision
from consultations.moderation.objections.services import AlreadyFiled, AlreadyHandled, dismiss, file_objection, uphold
from consultations.moderation.reports.services import Outcome, report
from consultations.moderation.services import AlreadyDecided, reject, release
from consultations.results.services import publish_results
from consultations.synthesis.models import Finding, Segment
from consultations.synthesis.services import create_finding, ensure_segment
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


def test_results_are_published_while_somebody_posts(cast, process, paragraph):
    """A contribution that arrives during publication waits for the moderators; it cannot slip through the gate."""
    results = at_once(
        lambda: publish_results(process, actor=cast.lead),
        lambda: submit_contribution(paragraph, cast.stakeholder, Submission(kind="proposal", text="Noch etwas.")),
    )
    assert not any(isinstance(result, Exception) for result in results), results
    assert Contribution.objects.get().state == State.PENDING


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
