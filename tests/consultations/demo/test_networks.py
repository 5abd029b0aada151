"""The demonstration's network: its meeting about the draft leads to the consultation, however often it is loaded."""

from accounts.models import User
from consultations.contributions.models import Contribution
from consultations.contributions.networks import services
from consultations.contributions.networks.models import DraftDiscussion
from consultations.demo.loader import load_demo
from regions.models import NetworkMeeting


def test_the_meeting_leads_to_the_consultation_and_to_its_contribution(demo, client):
    load_demo()
    discussion = DraftDiscussion.objects.get()
    meeting = discussion.meeting
    assert (discussion.process, meeting.reference) == (demo, "st-2020-02")
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert f'href="{demo.get_absolute_url()}"' in page and "b033" not in page
    assert Contribution.objects.get(reference="b033").display_code in page
    assert meeting.get_absolute_url() in client.get(demo.get_absolute_url()).content.decode()


def test_what_was_taken_off_the_agenda_stays_off(demo):
    convener = User.objects.get(email="federfuehrung@demo.example")
    services.stop_discussing(DraftDiscussion.objects.get(), actor=convener)
    load_demo()
    assert not DraftDiscussion.objects.exists()
    assert NetworkMeeting.objects.filter(reference="st-2020-02").exists()
