"""Accounts are closed while something else happens: real threads on a real database."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from accounts.models import DataExport, User
from accounts.privacy import exports
from accounts.privacy.closing import AlreadyClosed, close_account
from audit.models import AuditEntry
from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.contributions.own.services import withdraw_contribution
from consultations.contributions.refusals import MayNotContribute
from consultations.contributions.services import Submission, submit_contribution
from consultations.moderation.services import Gone, merge, release
from notifications import notices
from notifications.models import Notice, OutboxMessage

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    # SQLite has one writer at a time: there is nothing to see.
    pytest.mark.skipif("connection.vendor == 'sqlite'"),
]


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


def after(event: Event, function):
    """The function once something else has come so far."""

    def run():
        assert event.wait(10)
        return function()

    return run


def closing(user):
    return lambda: close_account(User(pk=user.pk), actor=None)


def test_asked_twice_at_once_there_is_one_export(cast, monkeypatch):
    monkeypatch.setattr(exports, "start", lambda pk: None)
    results = at_once(*[lambda: exports.ask_for_export(cast.member)] * 4)
    assert len({row.pk for row in results}) == 1 and DataExport.objects.count() == 1


def test_two_workers_make_one_file(cast):
    export = DataExport.objects.create(user=cast.member)
    assert sorted(at_once(*[lambda: exports.make(export.pk)] * 3)) == [False, False, True]


def test_closed_in_two_windows_is_closed_once(cast):
    results = at_once(closing(cast.stakeholder), closing(cast.stakeholder))
    assert sum(isinstance(result, AlreadyClosed) for result in results) == 1, results
    assert AuditEntry.objects.filter(action="accounts.close").count() == 1


def test_a_decision_that_is_being_taken_does_not_block_the_closing(cast, make_contribution):
    """The moderator holds the contribution, the closing the account: neither may wait for the other for ever."""
    row = make_contribution(user=cast.stakeholder, state=State.PENDING, text="Das bleibt.")
    decided, going = Event(), Event()

    def decide():
        with transaction.atomic():
            release(row, actor=cast.moderator)
            decided.set()
            # The closing now waits for the contribution, holding the account.
            going.wait(1)

    results = at_once(decide, after(decided, closing(cast.stakeholder)))
    assert not any(isinstance(result, Exception) for result in results), results
    row.refresh_from_db()
    assert (row.state, row.user, row.published_text) == (State.RELEASED, None, "Das bleibt.")
    assert not User.objects.filter(pk=cast.stakeholder.pk).exists()


def test_withdrawing_in_one_window_and_closing_in_another(cast, make_contribution):
    """The withdrawal names the account that is being closed."""
    row = make_contribution(user=cast.stakeholder)
    withdrawn, going = Event(), Event()

    def withdraw():
        with transaction.atomic():
            withdraw_contribution(row, actor=cast.stakeholder)
            withdrawn.set()
            going.wait(1)

    results = at_once(withdraw, after(withdrawn, closing(cast.stakeholder)))
    assert not any(isinstance(result, Exception) for result in results), results
    row.refresh_from_db()
    assert (row.state, row.user, row.comment) == (State.WITHDRAWN, None, "")


def test_who_replies_and_closes_while_the_reply_is_merged(cast, make_contribution):
    parent = make_contribution(user=cast.member, text="Wort für Wort.")
    reply = make_contribution(user=cast.stakeholder, parent=parent, state=State.PENDING, text="Wort für Wort.")
    results = at_once(lambda: merge(reply, parent, actor=cast.moderator), closing(cast.stakeholder))
    assert results[1] is None and (isinstance(results[0], Gone) or not isinstance(results[0], Exception)), results
    found = Contribution.objects.filter(pk=reply.pk).first()
    assert found is None or (found.state, found.user) == (State.MERGED, None)


def test_a_contribution_sent_while_the_account_is_closed(cast, paragraph):
    def send():
        return submit_contribution(paragraph, cast.stakeholder, Submission(kind="proposal", text="Noch schnell."))

    results = at_once(send, closing(cast.stakeholder))
    assert results[1] is None, results
    assert isinstance(results[0], MayNotContribute) or results[0].is_new
    # Never published and said for oneself: it goes with the account, whoever came first.
    assert not Contribution.objects.exists()


def test_an_export_that_is_being_made_does_not_outlive_the_account(cast, monkeypatch):
    export = DataExport.objects.create(user=cast.stakeholder)
    name, storage = export.file.field.generate_filename(export, ""), export.file.storage
    written, write = Event(), exports._write

    def slowly(user, file):
        write(user, file)
        written.set()
        gone.wait(10)

    gone = Event()
    monkeypatch.setattr(exports, "_write", slowly)

    def close():
        close_account(User(pk=cast.stakeholder.pk), actor=None)
        gone.set()

    results = at_once(lambda: exports.make(export.pk), after(written, close))
    assert results == [False, None] and not storage.exists(name)


def test_others_get_their_collected_mails_when_somebody_leaves(cast):
    for user in (cast.stakeholder, cast.member):
        notices.tell(user, "replies", text="Neues.", url="/neu/", dedupe_key=f"n:{user.pk}")
    results = at_once(notices.send_collected, closing(cast.stakeholder))
    assert results[0] in (1, 2) and results[1] is None, results
    assert OutboxMessage.objects.filter(kind="collected", address=cast.member.email).count() == 1
    assert not Notice.objects.filter(user=cast.stakeholder).exists()
