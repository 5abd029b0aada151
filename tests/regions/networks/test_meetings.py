"""A meeting from its announcement to its minutes: who is told what, and what calendars learn."""

import re
from datetime import time, timedelta

import pytest
import vobject
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from icalendar import Calendar

from audit.models import AuditEntry
from notifications.models import OutboxMessage
from regions.networks import meetings, services
from regions.networks.calendars import calendar_of
from regions.networks.enums import MeetingState
from regions.networks.models import FollowUp, MeetingReply, NetworkMember, Recommendation
from regions.networks.services import Refused, Stale
from tests.factories.networks import make_held, make_meeting, make_network, make_office

RECIPIENTS = {"convener@netz.example", "holder@netz.example", "member@netz.example", "guest@netz.example"}


def mails(kind: str) -> dict[str, OutboxMessage]:
    return {row.address: row for row in OutboxMessage.objects.filter(kind=f"network_meeting_{kind}")}


def link_in(message: OutboxMessage) -> str:
    return re.search(r"/netzwerke/antwort/[^\s/]+/", message.body).group(0)


def test_the_date_is_announced_before_place_and_agenda_are_known(circle):
    meeting = make_meeting(circle.network)
    assert meetings.announce(meeting, actor=circle.convener) == 5
    told = mails("announced")
    assert set(told) == RECIPIENTS | {"amt@kreis.example"}
    mail = told["amt@kreis.example"]
    assert "Termin vormerken" in mail.subject and "Der Ort folgt" in mail.body
    assert f"{link_in(mail)}termin.ics" in mail.body
    meeting.refresh_from_db()
    assert (meeting.state, meeting.sequence) == (MeetingState.ANNOUNCED, 1)
    with pytest.raises(Refused):
        meetings.announce(meeting, actor=circle.convener)
    assert AuditEntry.objects.filter(action="networks.announce_meeting").count() == 1


def test_a_past_day_is_not_announced(circle):
    with pytest.raises(Refused):
        meetings.announce(make_meeting(circle.network, in_days=-1), actor=circle.convener)
    assert not OutboxMessage.objects.exists()


def test_the_invited_reply_by_their_link_and_by_their_account(circle, client):
    meeting = make_meeting(circle.network)
    day = timezone.localdate() + timedelta(days=10)
    meetings.invite(meeting, reply_by=day, text="Wir freuen uns auf Sie.", actor=circle.convener)
    mail = mails("invited")["amt@kreis.example"]
    assert "Wir freuen uns auf Sie." in mail.body
    link = link_in(mail)
    page = client.get(link)
    assert page.status_code == 200 and not MeetingReply.objects.exists()
    assert page.headers["Referrer-Policy"] == "strict-origin" and "no-store" in page.headers["Cache-Control"]
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert client.post(link, {"answer": "vielleicht"}).status_code == 422
    assert client.post(link, {"answer": "no", "substitute": "Sozialamt", "note": "Urlaub"}).status_code == 302
    reply = MeetingReply.objects.get()
    assert (reply.member, reply.answer, reply.substitute) == (circle.mailbox, "no", "Sozialamt")
    client.post(link, {"answer": "yes"})
    assert MeetingReply.objects.get().answer == "yes", "the last reply counts"
    client.force_login(circle.holder)
    assert client.post(
        f"{circle.network.get_absolute_url()}intern/treffen/{meeting.slug}/antwort/", {"answer": "maybe"}
    )
    client.force_login(circle.convener)
    page = client.get(f"{circle.network.get_absolute_url()}intern/verwaltung/treffen/{meeting.pk}/").content.decode()
    assert "1 nimmt teil" in page and "1 vielleicht" in page and "3 ohne Antwort" in page


@pytest.mark.parametrize("what", ["removed", "other holder", "other address", "given up"])
def test_links_die_with_membership_holder_and_address(circle, client, what):
    meeting = make_meeting(circle.network)
    meetings.invite(meeting, reply_by=None, text="", actor=circle.convener)
    link = link_in(mails("invited")["amt@kreis.example"])
    assert client.get(link).status_code == 200
    office = circle.mailbox.office
    if what == "removed":
        services.remove_member(circle.mailbox, actor=circle.convener)
    elif what == "other holder":
        office.holder = circle.former
    elif what == "other address":
        office.email = "neu@kreis.example"
    else:
        office.ended_on = timezone.localdate()
    office.save()
    assert client.get(link).status_code == 404
    assert client.post(link, {"answer": "yes"}).status_code == 404
    assert client.get(f"{link}termin.ics").status_code == 404
    assert not MeetingReply.objects.exists()


def test_made_up_links_open_nothing(circle, client):
    for token in ("1-1-abc:def", "x", "a" * 500):
        assert client.get(f"/netzwerke/antwort/{token}/").status_code == 404


def test_no_reply_after_the_meeting_or_when_it_is_cancelled(circle, client):
    meeting = make_meeting(circle.network)
    meetings.invite(meeting, reply_by=None, text="", actor=circle.convener)
    link = link_in(mails("invited")["amt@kreis.example"])
    meetings.cancel(meeting, reason="Die Referentin ist krank.", actor=circle.convener)
    told = mails("cancelled")
    assert set(told) == RECIPIENTS | {"amt@kreis.example"}
    assert "Die Referentin ist krank." in told["amt@kreis.example"].body
    assert client.post(link, {"answer": "yes"}).status_code == 422
    assert "STATUS:CANCELLED" in client.get(f"{link}termin.ics").content.decode()
    assert not MeetingReply.objects.exists()


def test_only_what_people_plan_by_is_told_and_raises_the_number(circle):
    meeting = make_meeting(circle.network)
    meetings.announce(meeting, actor=circle.convener)
    meeting.refresh_from_db()
    meeting.text = "Es geht um Sprache."
    assert meetings.change_meeting(meeting, actor=circle.convener, seen=meeting.revision) is False
    meeting.place = "Dresden"
    assert meetings.change_meeting(meeting, actor=circle.convener, seen=meeting.revision) is True
    assert len(mails("changed")) == 5 and "Dresden" in mails("changed")["amt@kreis.example"].body
    meeting.refresh_from_db()
    assert meeting.sequence == 2


def test_the_second_of_two_conveners_does_not_overwrite(circle):
    meeting = make_meeting(circle.network)
    meetings.announce(meeting, actor=circle.convener)
    meeting.title = "Veraltet"
    with pytest.raises(Stale):
        meetings.change_meeting(meeting, actor=circle.convener, seen=0)


def test_who_joins_later_hears_of_the_meetings_ahead(circle):
    meetings.announce(make_meeting(circle.network), actor=circle.convener)
    newcomer = NetworkMember(network=circle.network, office=make_office("14522", email="neu@kreis.example"))
    services.add_member(newcomer, actor=circle.convener)
    assert "neu@kreis.example" in mails("announced")


def test_a_reminder_goes_once_to_those_who_have_not_replied(circle):
    meeting = make_meeting(circle.network)
    meetings.invite(meeting, reply_by=timezone.localdate() + timedelta(days=2), text="", actor=circle.convener)
    assert meetings.send_reminders() == 0, "not on the day of the invitation"
    meeting.refresh_from_db()
    meeting.invited_at -= timedelta(days=5)
    meeting.save()
    meetings.reply(meeting, circle.mailbox, answer="yes", note="", substitute="")
    assert meetings.send_reminders() == 4 and meetings.send_reminders() == 0
    assert set(mails("reminder")) == RECIPIENTS


def test_minutes_are_read_by_nobody_else_before_they_are_published(circle, client):
    meeting = make_meeting(circle.network, in_days=-1, state=MeetingState.INVITED)
    meetings.write_minutes(meeting, attended=7, minutes="Geheimer Entwurf", actor=circle.convener, seen=0)
    Recommendation.objects.create(meeting=meeting, text="Formulare übersetzen")
    for person in (None, circle.member):
        if person:
            client.force_login(person)
        for address in (meeting.get_absolute_url(), circle.network.get_absolute_url()):
            page = client.get(address).content.decode()
            assert "Geheimer Entwurf" not in page and "Formulare" not in page
        found = client.get(f"{circle.network.get_absolute_url()}archiv/?q=geheimer").content.decode()
        assert "0 Treffen mit" in found
    client.logout()
    meetings.publish_minutes(meeting, actor=circle.convener)
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "Geheimer Entwurf" in page and "Formulare übersetzen" in page
    assert OutboxMessage.objects.filter(subject__contains="Protokoll").count() == 4, "each member with an account"


def test_minutes_need_a_meeting_that_was_held(circle):
    with pytest.raises(Refused):
        meetings.write_minutes(make_meeting(circle.network), attended=1, minutes="x", actor=circle.convener, seen=0)
    with pytest.raises(Refused):
        meetings.publish_minutes(make_meeting(circle.network, in_days=-1), actor=circle.convener)


def test_the_newest_step_is_the_state_of_a_recommendation(circle):
    recommendation = Recommendation.objects.create(meeting=make_held(circle.network), text="Übersetzen")
    today = timezone.localdate()
    meetings.follow_up(recommendation, state="done", day=today, note="Erledigt", actor=circle.convener)
    earlier = today - timedelta(days=5)
    meetings.follow_up(recommendation, state="in_progress", day=earlier, note="Begonnen", actor=circle.convener)
    recommendation.refresh_from_db()
    assert recommendation.state == "done" and FollowUp.objects.count() == 2


def test_services_refuse_who_does_not_lead(circle):
    meeting = make_meeting(circle.network)
    for actor in (circle.member, circle.holder, circle.guest, circle.former, circle.neighbour):
        with pytest.raises(PermissionDenied):
            meetings.announce(meeting, actor=actor)
        with pytest.raises(PermissionDenied):
            services.save_row(circle.network, network=circle.network, actor=actor, action="networks.change_network")
    assert not OutboxMessage.objects.exists()


def test_a_convener_cannot_publish_and_not_be_the_last_one_to_leave(circle):
    hidden = make_network("neu", is_published=False)
    mine = NetworkMember.objects.create(network=hidden, user=circle.convener, role="convener")
    hidden.is_published = True
    with pytest.raises(PermissionDenied):
        services.save_row(hidden, network=hidden, actor=circle.convener, action="networks.change_network")
    with pytest.raises(Refused):
        services.remove_member(mine, actor=circle.convener)


def test_calendars_read_the_meetings(circle):
    network = circle.network
    first = make_meeting(network, state=MeetingState.ANNOUNCED, sequence=3, online_link="https://video.example/x")
    second = make_meeting(
        network, in_days=40, title="Herbst", state=MeetingState.INVITED, starts_at=time(9, 30), ends_at=time(12)
    )
    calendar = Calendar.from_ical(calendar_of([first, second], name="KAIB"))
    whole, timed = calendar.walk("VEVENT")
    assert (whole["STATUS"], whole["SEQUENCE"], str(first.uid) in whole["UID"]) == ("TENTATIVE", 3, True)
    assert whole["DTSTART"].dt == first.date and "video.example" not in whole.to_ical().decode()
    assert timed["DTSTART"].params["TZID"] == "Europe/Berlin" and timed["DTEND"].dt.hour == 12
    assert timed["STATUS"] == "CONFIRMED" and calendar.walk("VTIMEZONE")


def test_the_public_calendar_has_public_meetings_only(circle, client):
    make_meeting(circle.network, title="Vorbereitet")
    make_meeting(circle.network, title="Intern", state=MeetingState.ANNOUNCED, is_public=False)
    make_meeting(circle.network, title="Offen", state=MeetingState.ANNOUNCED)
    client.force_login(circle.convener)
    text = client.get(f"{circle.network.get_absolute_url()}termine.ics").content.decode()
    assert "Offen" in text and "Intern" not in text and "Vorbereitet" not in text


def test_two_parsers_read_the_calendar_and_what_is_invented_or_cancelled_says_so(circle):
    plain = make_meeting(circle.network)
    plain.starts_at, plain.ends_at, plain.place = time(10), time(12, 30), "Dresden, Landtag; Saal 1"
    invented = make_meeting(circle.network, in_days=20)
    invented.is_fact = False
    cancelled = make_meeting(circle.network, in_days=30)
    cancelled.state = MeetingState.CANCELLED
    content = calendar_of([plain, invented, cancelled], name="KAIB")
    first = Calendar.from_ical(content).walk("VEVENT")
    second = vobject.readOne(content.decode()).vevent_list
    assert [str(row["summary"]) for row in first] == [row.summary.value for row in second]
    assert [row.decoded("dtstart") for row in first] == [row.dtstart.value for row in second]
    assert second[0].location.value == "Dresden, Landtag; Saal 1" and not hasattr(second[0], "description")
    assert "erfunden" in second[1].description.value
    assert second[2].summary.value.startswith("Abgesagt: ") and second[2].status.value == "CANCELLED"
