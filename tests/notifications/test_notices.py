"""What people are told at once, collected, or not at all."""

from datetime import date, timedelta

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from notifications import notices, services
from notifications.enums import Frequency
from notifications.models import Notice, OutboxMessage
from notifications.notices import forget_told, send_collected, tell
from notifications.preferences import choose
from tests.factories.accounts import UserFactory

MONDAY = date(2026, 11, 23)


@pytest.fixture
def person(db):
    return UserFactory()


def told(person, number=1, subject="replies", **fields):
    return tell(person, subject, text=f"Neues {number}.", url=f"/neues/{number}/", dedupe_key=f"n:{number}", **fields)


def mails():
    return list(OutboxMessage.objects.order_by("pk"))


def test_at_once_is_a_mail_with_a_way_out(person, settings):
    choose(person, key="replies", frequency=Frequency.AT_ONCE)
    assert told(person) is not None and told(person) is None
    (mail,) = mails()
    link = mail.headers["List-Unsubscribe"].strip("<>")
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link.startswith(settings.BASE_URL) and link in mail.body
    assert mail.subject == "Neues 1." and f"{settings.BASE_URL}/neues/1/" in mail.body
    assert not Notice.objects.exists()


def test_collected_once_a_day_in_one_mail(person):
    told(person, 1, scope_label="Konzept")
    told(person, 2, scope_label="Konzept")
    assert told(person, 2) is None and mails() == []
    assert send_collected(MONDAY) == 1
    (mail,) = mails()
    assert "2 Neuigkeiten" in mail.subject and mail.body.count("Konzept\n") == 1
    assert "Neues 1." in mail.body and "/neues/2/" in mail.body
    assert send_collected(MONDAY) == 0 and send_collected(MONDAY + timedelta(days=1)) == 0
    assert len(mails()) == 1


def test_a_second_mail_of_the_day_waits_for_tomorrow(person):
    told(person, 1)
    send_collected(MONDAY)
    told(person, 2)
    assert send_collected(MONDAY) == 0
    assert send_collected(MONDAY + timedelta(days=1)) == 1
    assert "Neues 2." in mails()[1].body and "Neues 1." not in mails()[1].body


def test_once_a_week_is_on_mondays(person):
    choose(person, key="replies", frequency=Frequency.WEEKLY)
    told(person)
    assert [send_collected(MONDAY - timedelta(days=back)) for back in range(1, 7)] == [0] * 6
    assert send_collected(MONDAY) == 1


def test_whoever_wants_to_hear_nothing_hears_nothing(person):
    choose(person, key="replies", frequency=Frequency.NONE)
    assert told(person) is None
    choose(person, key="replies", frequency=None)
    choose(person, scope="process-7", frequency=Frequency.NONE)
    assert told(person, scope="process-7") is None and told(person, 2, scope="process-8") is not None
    assert Notice.objects.count() == 1


def test_a_choice_between_event_and_mail_counts(person):
    told(person)
    choose(person, key="replies", frequency=Frequency.NONE)
    assert send_collected(MONDAY) == 0
    choose(person, key="replies", frequency=None)
    assert send_collected(MONDAY + timedelta(days=1)) == 0 and mails() == []


def test_closed_accounts_are_not_told(person):
    told(person)
    person.is_active = False
    person.save()
    assert told(person, 2) is None and send_collected(MONDAY) == 0


def test_a_worker_that_dies_while_writing_has_told_nobody(person, monkeypatch):
    other = UserFactory()
    told(person, 1)
    told(other, 2)
    written = []

    def die_at_the_second(rows, day, write=notices._write):
        if written:
            raise SystemExit("killed")
        written.append(rows)
        return write(rows, day)

    monkeypatch.setattr(notices, "_write", die_at_the_second)
    with pytest.raises(SystemExit):
        send_collected(MONDAY)
    assert mails() == [] and not Notice.objects.filter(told_at__isnull=False).exists()
    monkeypatch.undo()
    assert send_collected(MONDAY) == 2 and len(mails()) == 2


def test_many_people_take_no_more_reads_than_one(db, django_assert_max_num_queries, monkeypatch):
    people = [UserFactory() for _number in range(12)]
    for number, user in enumerate(people):
        told(user, number)
    # Two writes and a savepoint pair for each mail, and the look whether it is there already.
    with django_assert_max_num_queries(12 * 4 + 8):
        assert send_collected(MONDAY) == 12


def test_what_was_told_is_forgotten_in_time(person):
    told(person)
    send_collected(MONDAY)
    assert forget_told() == 0
    Notice.objects.update(told_at=timezone.now() - notices.KEEP_TOLD - timedelta(days=1))
    assert forget_told() == 1


def test_the_mail_is_in_the_persons_language(person):
    person.language = "en"
    person.save()
    told(person)
    send_collected(MONDAY)
    (mail,) = mails()
    assert mail.subject == "1 new item for you" and 'lang="en"' in mail.html_body


def test_what_is_written_for_an_account_just_closed_is_deleted(person):
    told(person)
    Notice.objects.update(user=person.pk + 1000)
    assert send_collected(MONDAY) == 0 and forget_told() == 1


def test_an_account_closed_while_its_mail_is_sent_is_no_failure(person, monkeypatch, mailoutbox):
    mail = services.store("test", address=person.email, subject="Betreff", body="Text")
    send = EmailMultiAlternatives.send

    def closed_meanwhile(self, **kwargs):
        OutboxMessage.objects.all().delete()
        return send(self, **kwargs)

    monkeypatch.setattr(EmailMultiAlternatives, "send", closed_meanwhile)
    assert services.deliver_message(mail.pk) is True and len(mailoutbox) == 1
