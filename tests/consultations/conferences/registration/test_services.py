"""Seats, waiting list, offers and groups."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from consultations.conferences.models import Conference
from consultations.conferences.registration import seats, services
from consultations.conferences.registration.gate import TooMany
from consultations.conferences.registration.models import Needs, Registration
from consultations.conferences.registration.particulars import Particulars
from consultations.conferences.registration.services import NoRoom, NotOpen, TooLate
from consultations.conferences.signals import conference_changed, conference_seats_changed
from consultations.process.dates import today
from notifications.models import OutboxMessage
from tests.factories.consultations import ConferenceFactory, ThematicTableFactory


def numbers(conference) -> tuple[int, int]:
    conference.refresh_from_db()
    return conference.registered, conference.waiting


def kinds(email) -> list[str]:
    rows = OutboxMessage.objects.filter(address=email).order_by("pk")
    return [kind.removeprefix("registration/") for kind in rows.values_list("kind", flat=True)]


def test_who_comes_after_the_last_seat_waits(conference, register):
    states = [register(conference, name).state for name in ("Ada", "Ben", "Cem")]
    assert states == ["registered", "registered", "waiting"]
    assert numbers(conference) == (2, 1)
    assert kinds("ada@example.org") == ["registered"] and kinds("cem@example.org") == ["waiting"]


def test_a_conference_without_number_of_seats_takes_everybody(process, register):
    conference = ConferenceFactory(process=process, capacity=0, registration="open")
    assert {register(conference, name).state for name in "ABCD"} == {"registered"}
    assert numbers(conference) == (4, 0)


def test_typed_numbers_stay_where_nobody_registers(process):
    conference = ConferenceFactory(process=process, capacity=50, registered=47, waiting=3, registration="open")
    services.settle_again(conference)
    services.settle_everywhere()
    assert numbers(conference) == (47, 3)


def test_the_confirmation_brings_calendar_and_code(conference, register):
    row = register(conference)
    (mail,) = OutboxMessage.objects.filter(address=row.email)
    files = {file.name: bytes(file.content) for file in mail.attachments.all()}
    assert set(files) == {"konferenz.ics", f"ticket-{row.ticket}.png"}
    assert str(conference.calendar_uid).encode() in files["konferenz.ics"]
    assert files[f"ticket-{row.ticket}.png"].startswith(b"\x89PNG")
    assert "/anmeldung/" in mail.body


def test_a_cancelled_seat_is_offered_to_the_next_with_a_deadline(conference, register):
    ada, _ben, cem, _dana = (register(conference, name) for name in ("Ada", "Ben", "Cem", "Dana"))
    assert services.cancel(ada) is True and services.cancel(ada) is False
    cem.refresh_from_db()
    assert cem.state == "offered" and numbers(conference) == (2, 1)
    assert kinds("cem@example.org") == ["waiting", "offered"]
    services.accept_offer(cem)
    services.accept_offer(cem)
    cem.refresh_from_db()
    assert cem.state == "registered" and kinds("cem@example.org")[-1:] == ["registered"]
    assert len(kinds("cem@example.org")) == 3 and kinds("ada@example.org")[-1] == "cancelled"


def test_an_offer_lapses_and_goes_to_the_next(conference, register, pass_time):
    ada, _ben, cem, dana = (register(conference, name) for name in ("Ada", "Ben", "Cem", "Dana"))
    services.cancel(ada)
    pass_time(hours=49)
    with pytest.raises(TooLate):
        services.accept_offer(cem)
    assert services.lapse_overdue() == 1 and services.lapse_overdue() == 0
    for row in (cem, dana):
        row.refresh_from_db()
    assert (cem.state, dana.state) == ("lapsed", "offered")
    assert kinds("cem@example.org")[-1] == "lapsed"


def test_near_the_day_offers_are_short_and_on_the_day_there_are_none(conference):
    conference.date = today() + timedelta(days=2)
    until = seats.offer_deadline(conference)
    assert until is not None and until.date() < conference.date
    conference.date = today()
    assert seats.offer_deadline(conference) is None


def test_a_group_gets_all_seats_or_waits_as_one_and_is_passed_over_when_it_does_not_fit(process, register):
    conference = ConferenceFactory(process=process, capacity=4, registration="open")
    ada = register(conference, "Ada", party=["Ali", "Ana"])
    group = register(conference, "Ben", party=["Bo", "Bea"])
    assert (ada.state, group.state) == ("registered", "waiting")
    assert set(group.party.values_list("state", flat=True)) == {"waiting"}
    assert numbers(conference) == (3, 3)
    # One seat is left: the group cannot take it, so it does not keep others from it.
    assert register(conference, "Cem").state == "registered"
    dana = register(conference, "Dana")
    services.cancel(Registration.objects.get(name="Cem"))
    dana.refresh_from_db()
    group.refresh_from_db()
    assert (dana.state, group.state) == ("offered", "waiting")
    services.cancel(ada)
    group.refresh_from_db()
    assert group.state == "offered" and set(group.party.values_list("state", flat=True)) == {"offered"}
    assert numbers(conference) == (4, 0)


def test_a_group_larger_than_the_conference_is_refused(conference, register):
    with pytest.raises(ValidationError):
        register(conference, "Ada", party=["A", "B"])
    assert Registration.objects.count() == 0


def test_free_seats_do_not_go_past_somebody_who_waits_for_them(conference, register):
    register(conference, "Ada")
    register(conference, "Ben")
    register(conference, "Cem")
    # More seats, and nobody has looked at the waiting list since.
    Conference.objects.filter(pk=conference.pk).update(capacity=3)
    assert register(conference, "Dana").state == "waiting"


def test_more_seats_are_offered_and_everybody_is_told_of_the_change(conference, register):
    for name in ("Ada", "Ben", "Cem"):
        register(conference, name)
    Conference.objects.filter(pk=conference.pk).update(capacity=3)
    conference.refresh_from_db()
    changes = [("Plätze", "2", "3")]
    conference_changed.send(sender=Conference, conference=conference, changes=changes, actor=None, note="Mehr Raum.")
    assert Registration.objects.get(name="Cem").state == "offered"
    body = OutboxMessage.objects.get(kind="registration/conference_changed", address="ada@example.org").body
    assert "Plätze" in body and "Mehr Raum." in body


def test_more_seats_alone_move_the_waiting_list_up_without_a_mail_to_all(conference, register):
    for name in ("Ada", "Ben", "Cem"):
        register(conference, name)
    Conference.objects.filter(pk=conference.pk).update(capacity=3)
    conference_seats_changed.send(sender=Conference, conference=conference, before=2, actor=None)
    assert Registration.objects.get(name="Cem").state == "offered"
    assert not OutboxMessage.objects.filter(kind="registration/conference_changed").exists()


def test_taking_part_online_needs_no_seat(process, register):
    conference = ConferenceFactory(process=process, capacity=1, format="hybrid", registration="open")
    assert register(conference, "Ada", takes_part_online=True).state == "registered"
    assert register(conference, "Ben").state == "registered"
    cem = register(conference, "Cem")
    assert cem.state == "waiting"
    services.change(cem, Particulars(name="Cem", takes_part_online=True), revision=0)
    cem.refresh_from_db()
    assert cem.state == "registered" and numbers(conference) == (1, 0)
    with pytest.raises(NoRoom):
        services.change(cem, Particulars(name="Cem"), revision=1)


def test_the_same_address_is_registered_once(conference, register):
    first = register(conference, "Ada")
    again = services.register(conference, Particulars(name="Anders"), email="ADA@example.org", is_confirmed=True)
    assert again.registration == first and not again.is_new
    assert Registration.objects.get().name == "Ada" and kinds("ada@example.org") == ["registered", "known"]


def test_without_account_the_seat_is_kept_until_the_address_is_confirmed(conference, register, pass_time):
    row = register(conference, "Ada", is_confirmed=False)
    mail = OutboxMessage.objects.get(address="ada@example.org")
    assert row.state == "registered" and numbers(conference) == (1, 0)
    # The mail is no way to send words to strangers.
    assert mail.kind == "registration/confirm_address" and "Ada" not in mail.body and not mail.attachments.exists()
    services.confirm_address(row)
    services.confirm_address(row)
    assert kinds("ada@example.org") == ["confirm_address", "registered"]
    late = register(conference, "Ben", is_confirmed=False)
    waiting = register(conference, "Cem")
    pass_time(hours=49)
    with pytest.raises(TooLate):
        services.confirm_address(late)
    services.lapse_overdue()
    waiting.refresh_from_db()
    assert waiting.state == "offered" and kinds("ben@example.org") == ["confirm_address"]


def test_nobody_is_offered_a_seat_before_the_address_is_confirmed(conference, register):
    ada, _ben = register(conference, "Ada"), register(conference, "Ben")
    cem, dana = register(conference, "Cem", is_confirmed=False), register(conference, "Dana")
    services.cancel(ada)
    for row in (cem, dana):
        row.refresh_from_db()
    assert (cem.state, dana.state) == ("waiting", "offered")


def test_whoever_owns_the_address_goes_before_a_stranger_who_typed_it(conference, register):
    stranger = register(conference, "Fremd", email="ada@example.org", is_confirmed=False)
    mine = register(conference, "Ada")
    stranger.refresh_from_db()
    assert stranger.state == "lapsed" and mine.state == "registered" and numbers(conference) == (1, 0)


def test_changing_people_of_a_group_keeps_tickets_and_gives_seats_back(process, register):
    conference = ConferenceFactory(process=process, capacity=3, registration="open")
    table = ThematicTableFactory(conference=conference)
    row = register(conference, "Ada", party=["Ali", "Ana"], needs={"diet": "vegan"}, tables=[table])
    ticket = row.party.get(name="Ali").ticket
    changed = services.change(row, Particulars(name="Ada", party=["Ali"]), revision=0)
    assert row.party.active().get().ticket == ticket and numbers(conference) == (2, 0)
    assert not Needs.objects.exists() and not row.preferences.exists()
    with pytest.raises(NoRoom) as refused:
        services.change(changed, Particulars(name="Ada", party=["Ali", "Bo", "Cy"]), revision=1)
    assert refused.value.free == 1 and row.party.active().count() == 1
    with pytest.raises(services.ChangedElsewhere):
        services.change(changed, Particulars(name="Eva"), revision=0)


def test_cancelling_forgets_the_needs(conference, register):
    row = register(conference, "Ada", needs={"accessibility": "Rollstuhl"})
    assert Needs.objects.get().accessibility == "Rollstuhl"
    services.cancel(row)
    assert not Needs.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"registration": "none"},
        {"registration": "invited"},
        {"state": "cancelled"},
        {"state": "planned"},
        {"registration_opens_on": today() + timedelta(days=1)},
        {"registration_closes_on": today() - timedelta(days=1)},
        {"date": today() - timedelta(days=1)},
    ],
)
def test_a_closed_door_stays_closed(conference, register, fields):
    Conference.objects.filter(pk=conference.pk).update(**fields)
    with pytest.raises(NotOpen):
        register(conference)
    assert not Registration.objects.exists() and not OutboxMessage.objects.exists()


def test_floods_without_account_are_refused(conference, register, settings):
    settings.CONFERENCE_MAILS_PER_DAY, settings.CONFERENCE_UNCONFIRMED_PER_HOUR = 2, 3
    for _time in range(2):
        register(conference, "Ada", is_confirmed=False)
    with pytest.raises(TooMany):
        register(conference, "Ada", is_confirmed=False)
    register(conference, "Ben", is_confirmed=False)
    register(conference, "Cem", is_confirmed=False)
    with pytest.raises(TooMany):
        register(conference, "Dana", is_confirmed=False)
    assert register(conference, "Eva").state == "waiting"


def test_mails_about_a_conference_online_name_no_town(process, register):
    conference = ConferenceFactory(
        process=process, format="online", town="", venue="", registration="open", online_url="https://video.example/k"
    )
    row = register(conference, "Ada", takes_part_online=True)
    services.cancel(row)
    for mail in OutboxMessage.objects.filter(address="ada@example.org"):
        for text in (mail.subject, mail.body):
            assert " in  " not in text and not text.endswith(" in ") and "“ in" not in text
    calendar = OutboxMessage.objects.get(kind="registration/registered").attachments.get()
    assert b"X-WR-CALNAME:Regionalkonferenz\r\n" in bytes(calendar.content)


def test_mails_name_the_town_once(process, register):
    conference = ConferenceFactory(
        process=process, venue="Rathaus", address="Markt 1, 39576 Stendal", registration="open"
    )
    register(conference, "Ada")
    assert "Rathaus, Markt 1, 39576 Stendal\n" in OutboxMessage.objects.get().body


def test_who_registered_for_the_venue_gets_the_link_when_all_moves_online(conference, register):
    row = register(conference, "Ada")
    Conference.objects.filter(pk=conference.pk).update(format="online", online_url="https://video.example/k")
    conference.refresh_from_db()
    changes = [("Format", "vor Ort", "online")]
    conference_changed.send(sender=Conference, conference=conference, changes=changes, actor=None, note="")
    mail = OutboxMessage.objects.get(kind="registration/conference_changed", address=row.email)
    calendar = bytes(mail.attachments.get().content).replace(b"\r\n ", b"")
    assert "https://video.example/k" in mail.body and b"https://video.example/k" in calendar


def test_who_registered_for_the_screen_takes_a_seat_when_all_moves_to_a_venue(process, register):
    conference = ConferenceFactory(process=process, capacity=2, format="online", registration="open")
    for name in ("Ada", "Ben"):
        register(conference, name, takes_part_online=True)
    Conference.objects.filter(pk=conference.pk).update(format="on_site")
    services.settle_again(conference)
    assert numbers(conference) == (2, 0)
    assert register(conference, "Cem").state == "waiting"


def test_a_group_that_waits_does_not_grow_beyond_the_room(conference, register):
    register(conference, "Ada", party=["Ben"])
    waiting = register(conference, "Cem")
    with pytest.raises(NoRoom):
        services.change(waiting, Particulars(name="Cem", party=["Dana", "Emil"]), revision=0)
    services.change(waiting, Particulars(name="Cem", party=["Dana"]), revision=0)
    assert numbers(conference) == (2, 2)


def test_who_came_does_not_lapse_for_want_of_a_confirmation(conference, register, pass_time):
    came = register(conference, "Ada", is_confirmed=False)
    register(conference, "Ben", is_confirmed=False)
    Registration.objects.filter(pk=came.pk).update(arrived_at=came.created_at)
    pass_time(days=19)
    assert services.lapse_overdue() == 1 and services.lapse_overdue() == 0
    came.refresh_from_db()
    assert came.state == "registered"


def test_everybody_moves_with_the_conference(conference, register):
    row = register(conference, "Ada", party=["Ben"])
    for conference_format, is_online in (("online", True), ("hybrid", True), ("on_site", False)):
        Conference.objects.filter(pk=conference.pk).update(format=conference_format)
        conference.refresh_from_db()
        conference_changed.send(sender=Conference, conference=conference, changes=[], actor=None, note="")
        found = set(Registration.objects.values_list("takes_part_online", flat=True))
        assert found == {is_online}, row.ticket


def test_an_offer_that_ends_with_the_conference_sends_nobody_to_register_again(conference, register, pass_time):
    first = register(conference, "Ada", party=["Ben"])
    register(conference, "Cem")
    services.cancel(first)
    Conference.objects.filter(pk=conference.pk).update(state="cancelled")
    pass_time(days=10)
    assert services.lapse_overdue() == 1
    assert "lapsed" not in kinds("cem@example.org")
