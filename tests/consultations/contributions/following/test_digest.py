"""The mail of the day: what is in it, for whom, and that nobody is told twice or not at all."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations.contributions.enums import Publication, State
from consultations.contributions.following import digest, services
from consultations.contributions.following.digest import tell_followers
from consultations.contributions.following.models import Follow, News
from consultations.contributions.following.targets import find_target
from consultations.contributions.models import Contribution
from consultations.contributions.own.services import withdraw_contribution
from consultations.contributions.services import reply_officially
from consultations.contributions.telling.subjects import FOLLOWED, scope_of
from consultations.moderation.services import merge, reject, release
from notifications.enums import Frequency
from notifications.models import OutboxMessage
from notifications.preferences import choose
from tests.factories.accounts import UserFactory
from tests.factories.consultations import ConferenceFactory, ThematicTableFactory, make_version
from tests.factories.consultations import make_contribution as contribution_about

DAY = date(2026, 11, 23)


@pytest.fixture
def follow(process, version):
    """Let somebody follow a part of the process."""

    def follow(user, kind="paragraph", lineage="k1-1"):
        return services.follow(user, find_target(process, kind, lineage))

    return follow


def mails(user=None):
    rows = OutboxMessage.objects.filter(kind="followed_news").order_by("pk")
    return [row.body for row in (rows.filter(recipient=user) if user else rows)]


def test_what_got_public_since_is_told_once(cast, follow, make_contribution, settings):
    make_contribution(text="Stand schon da.")
    pending = make_contribution(text="Kommt neu heraus.", state=State.PENDING)
    follow(cast.member)
    assert tell_followers(DAY) == 0
    release(pending, actor=cast.moderator)
    assert tell_followers(DAY) == 1
    (body,) = mails(cast.member)
    assert "Kommt neu heraus." in body and "Stand schon da." not in body
    assert f"{settings.BASE_URL}/verfahren/konzept/entwurf/absatz/k1-1/#beitrag-{pending.code}" in body
    assert tell_followers(DAY) == 0 and tell_followers(DAY + timedelta(days=1)) == 0
    assert len(mails()) == 1


def test_the_mail_can_be_stopped_with_one_click(cast, follow, make_contribution, client, settings):
    follow(cast.member)
    make_contribution()
    tell_followers(DAY)
    message = OutboxMessage.objects.get(kind="followed_news")
    link = message.headers["List-Unsubscribe"].strip("<>")
    assert message.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" and link in message.body
    client.post(link.removeprefix(settings.BASE_URL), {"List-Unsubscribe": "One-Click"})
    make_contribution()
    assert tell_followers(DAY + timedelta(days=1)) == 0
    services.mails_on(cast.member)
    assert tell_followers(DAY + timedelta(days=2)) == 0
    make_contribution(text="Nach der Pause.")
    assert tell_followers(DAY + timedelta(days=3)) == 1
    assert "Nach der Pause." in mails(cast.member)[1]


def test_nothing_hidden_is_told(cast, follow, make_contribution, process):
    follow(cast.member, "process", "")
    make_contribution(text="Geheim 1", state=State.PENDING)
    make_contribution(text="Geheim 2", state=State.REJECTED)
    make_contribution(text="Geheim 3", publication=Publication.INTERNAL)
    leading = make_contribution(text="Öffentlich.", organisation_name="Marabu", publication=Publication.CATEGORY)
    merge(make_contribution(text="Geheim 4", state=State.PENDING), leading, actor=cast.moderator)
    make_contribution(text="Geheim 5", state=State.UNCONFIRMED)
    shown = make_contribution(text="Geheim 6")
    digest.collect(process)
    withdraw_contribution(shown)
    taken_back = make_contribution(text="Geheim 7", state=State.PENDING)
    release(taken_back, actor=cast.moderator)
    digest.collect(process)
    reject(taken_back, actor=cast.moderator, rule=process.rules.get(), expected_state=State.RELEASED)
    assert tell_followers(DAY) == 1
    (body,) = mails(cast.member)
    assert "Öffentlich." in body and "Geheim" not in body and "Marabu" not in body


def test_only_what_one_follows_and_not_what_one_said(cast, follow, make_contribution, version):
    follow(cast.member)
    make_contribution(target=version.paragraphs.get(lineage="k1-2"), text="Nebenan.")
    make_contribution(user=cast.member, text="Von mir selbst.")
    assert tell_followers(DAY) == 0
    make_contribution(text="Hier.")
    assert tell_followers(DAY) == 1
    assert "Nebenan." not in mails()[0] and "Von mir selbst." not in mails()[0]


@pytest.mark.parametrize(
    ("kind", "lineage", "heard"),
    [
        ("paragraph", "k1-1", {"Absatz"}),
        ("section", "k1", {"Absatz", "Kapitel"}),
        ("section", "k2", set()),
        ("draft", "", {"Absatz", "Kapitel", "Entwurf"}),
        ("process", "", {"Absatz", "Kapitel", "Entwurf", "Verfahren", "Karte"}),
    ],
)
def test_whoever_follows_the_whole_hears_of_its_parts(
    cast, process, version, paragraph, follow, make_contribution, kind, lineage, heard
):
    make_contribution(target=version.paragraphs.get(lineage="k1-2"), text="Alt, im Kapitel.")
    follow(cast.member, kind, lineage)
    table = ThematicTableFactory(conference=ConferenceFactory(process=process))
    targets = {
        "Absatz": paragraph,
        "Kapitel": version.sections.get(lineage="k1"),
        "Entwurf": version.draft,
        "Verfahren": process,
        "Karte": table,
    }
    for name, target in targets.items():
        make_contribution(target=target, text=f"Gesagt zu {name}.", title="")
    tell_followers(DAY)
    body = "".join(mails())
    assert {name for name in targets if f"Gesagt zu {name}." in body} == heard
    assert "Alt, im Kapitel." not in body


def test_each_thing_stands_once_in_one_mail(cast, follow, make_contribution):
    for kind, lineage in (("paragraph", "k1-1"), ("section", "k1"), ("process", "")):
        follow(cast.member, kind, lineage)
    make_contribution(text="Genau einmal.")
    make_contribution(text="Und noch etwas.")
    assert tell_followers(DAY) == 1
    assert mails()[0].count("Genau einmal.") == 1 and "Und noch etwas." in mails()[0]


def test_replies_of_the_ministry_are_told(cast, follow, make_contribution):
    parent = make_contribution()
    follow(cast.member)
    reply_officially(parent, text="Wir prüfen das.", actor=cast.moderator, office="Referat 1")
    tell_followers(DAY)
    assert "Antwort des Ministeriums" in mails()[0] and "Wir prüfen das." in mails()[0]


def test_a_new_version_is_told_to_those_it_changes_something_for(cast, process, version, follow):
    follow(cast.member, "paragraph", "k1-1")
    follow(cast.coordinator, "paragraph", "k1-2")
    follow(cast.stakeholder, "section", "k1")
    follow(cast.officer, "section", "k2")
    follow(cast.observer, "draft", "")
    make_version(process, number=2, texts={"k1-1": "Ganz neu."}, published=False)
    assert tell_followers(DAY) == 0
    version = process.draft.versions.get(number=2)
    version.state, version.published_at = "published", timezone.now()
    version.save()
    assert tell_followers(DAY) == 3
    assert "Neue Fassung" in mails(cast.member)[0] and "Geänderter Absatz: 1.1" in mails(cast.member)[0]
    assert mails(cast.stakeholder) and mails(cast.observer)
    assert not mails(cast.coordinator) and not mails(cast.officer)


def test_what_comes_after_the_mail_of_the_day_is_told_the_next_day(cast, follow, make_contribution):
    follow(cast.member)
    make_contribution(text="Am Morgen.")
    assert tell_followers(DAY) == 1
    make_contribution(text="Am Mittag.")
    assert tell_followers(DAY) == 0
    assert tell_followers(DAY + timedelta(days=1)) == 1
    assert "Am Mittag." in mails()[1] and "Am Morgen." not in mails()[1]


def test_a_worker_that_dies_neither_doubles_nor_loses(cast, follow, make_contribution, monkeypatch):
    follow(cast.member)
    follow(cast.coordinator)
    make_contribution(text="Wichtig.")
    real, calls = digest.enqueue, []

    def dies_at_the_second(*args, **kwargs):
        calls.append(args)
        if len(calls) == 2:
            raise SystemExit
        return real(*args, **kwargs)

    monkeypatch.setattr(digest, "enqueue", dies_at_the_second)
    with pytest.raises(SystemExit):
        tell_followers(DAY)
    assert mails() == []
    monkeypatch.setattr(digest, "enqueue", real)
    assert tell_followers(DAY) == 2
    assert len(mails(cast.member)) == len(mails(cast.coordinator)) == 1


def test_people_without_an_account_any_more_and_hidden_processes_wait(cast, process, follow, make_contribution):
    follow(cast.member)
    make_contribution(text="Etwas.")
    process.is_published = False
    process.save()
    assert tell_followers(DAY) == 0
    process.is_published = True
    process.save()
    cast.member.is_active = False
    cast.member.save()
    assert tell_followers(DAY) == 0
    cast.member.is_active = True
    cast.member.save()
    assert tell_followers(DAY) == 1


def test_a_long_mail_says_how_much_more_there_is(cast, follow, make_contribution, monkeypatch):
    monkeypatch.setattr(digest, "MOST_ENTRIES", 2)
    follow(cast.member)
    for number in range(5):
        make_contribution(text=f"Nummer {number}")
    tell_followers(DAY)
    assert "Nummer 1" in mails()[0] and "Nummer 2" not in mails()[0] and "Und 3 weitere" in mails()[0]
    assert tell_followers(DAY + timedelta(days=1)) == 0


def test_in_the_language_of_the_person(cast, follow, make_contribution):
    cast.member.language = "en"
    cast.member.save()
    follow(cast.member)
    make_contribution()
    tell_followers(DAY)
    assert "this is new in what you follow" in mails()[0]


def test_processes_do_not_mix(cast, follow, other_process, make_contribution):
    follow(cast.member)
    other = make_version(other_process).paragraphs.get(lineage="k1-1")
    contribution_about(other, text="Aus dem anderen Verfahren.")
    services.follow(cast.outsider, find_target(other_process, "paragraph", "k1-1"))
    contribution_about(other, text="Neu im anderen Verfahren.")
    make_contribution(text="Neu in diesem.")
    assert tell_followers(DAY) == 2
    assert "Neu in diesem." in mails(cast.member)[0] and "anderen" not in mails(cast.member)[0]
    assert "Neu im anderen" in mails(cast.outsider)[0] and "Aus dem anderen" not in mails(cast.outsider)[0]


def test_the_number_of_queries_does_not_grow_with_what_there_is_to_tell(cast, follow, make_contribution):
    def queries(day):
        with CaptureQueriesContext(connection) as captured:
            assert tell_followers(day) == 1
        return len(captured)

    for kind, lineage in (("paragraph", "k1-1"), ("section", "k1"), ("process", "")):
        follow(cast.member, kind, lineage)
    make_contribution()
    queries(DAY)
    make_contribution()
    one = queries(DAY + timedelta(days=1))
    for _ in range(60):
        make_contribution()
    assert queries(DAY + timedelta(days=2)) == one


def test_more_people_cost_only_their_own_mails(cast, follow, make_contribution):
    def queries(day, expected):
        with CaptureQueriesContext(connection) as captured:
            assert tell_followers(day) == expected
        return sum("OUTBOX" not in query["sql"].upper() and "SAVEPOINT" not in query["sql"] for query in captured)

    follow(cast.member)
    make_contribution()
    one = queries(DAY, 1)
    for _ in range(7):
        follow(UserFactory())
    make_contribution()
    assert queries(DAY + timedelta(days=1), 8) == one
    assert Follow.objects.filter(told_upto=News.objects.latest("pk").pk).count() == 8
    assert Contribution.objects.count() == 2


def choose_for(user, frequency, **about):
    choose(user, **(about or {"key": FOLLOWED}), frequency=frequency)


def test_once_a_week_is_on_mondays(cast, follow, make_contribution):
    follow(cast.member)
    choose_for(cast.member, Frequency.WEEKLY)
    make_contribution()
    assert DAY.weekday() == 0
    assert [tell_followers(DAY - timedelta(days=back)) for back in (3, 2, 1)] == [0, 0, 0]
    assert tell_followers(DAY) == 1


def test_at_once_comes_soon_and_several_times_a_day(cast, follow, make_contribution):
    follow(cast.member)
    follow(cast.coordinator)
    choose_for(cast.member, Frequency.AT_ONCE)
    make_contribution(text="Das Erste.")
    assert digest.tell_at_once() == 1 and digest.tell_at_once() == 0
    make_contribution(text="Das Zweite.")
    assert digest.tell_at_once() == 1
    assert [("Das Erste." in body, "Das Zweite." in body) for body in mails(cast.member)] == [
        (True, False),
        (False, True),
    ]
    assert mails(cast.coordinator) == []
    assert tell_followers(DAY) == 1 and len(mails(cast.coordinator)) == 1


def test_what_is_chosen_for_one_process_goes_before_the_rest(cast, follow, make_contribution, process):
    follow(cast.member)
    choose_for(cast.member, Frequency.NONE, scope=scope_of(process.pk))
    make_contribution(text="Im Schweigen.")
    assert tell_followers(DAY) == 0
    choose_for(cast.member, None, scope=scope_of(process.pk))
    make_contribution(text="Danach.")
    assert tell_followers(DAY + timedelta(days=1)) == 1
    assert "Danach." in mails(cast.member)[0] and "Im Schweigen." not in mails(cast.member)[0]
