"""The networks of the demonstration: history keeps its dates, the invented one moves, nothing is doubled."""

from datetime import date

from regions.models import Network, NetworkMeeting, Office
from regions.networks.demo import load_networks, read_networks
from regions.places.services import load_regions


def test_networks_are_loaded_once_and_readable(db, client):
    load_regions()
    for shift in (7, 7, 21):
        load_networks(read_networks(), shift)
        saxony, thuringia = Network.objects.get(slug="netz-sn"), Network.objects.get(slug="netz-th")
        assert (saxony.members.count(), saxony.meetings.count(), saxony.sections.count()) == (14, 13, 1)
        assert (thuringia.working_groups.count(), thuringia.meetings.count()) == (4, 1)
        assert NetworkMeeting.objects.get(reference="sn-2011-03").date == date(2011, 3, 14)
        assert Office.objects.filter(reference="coord-mittelsachsen", kind="coordination").count() == 1
    assert NetworkMeeting.objects.get(reference="st-2020-02").date == date(2020, 3, 12)
    page = client.get(saxony.get_absolute_url()).content.decode()
    assert "Landkreis Mittelsachsen" in page and "Döbeln" in page and "Nordsachsen" in page and "seed-" not in page
    for meeting in NetworkMeeting.objects.select_related("network"):
        assert client.get(meeting.get_absolute_url()).status_code == 200
    assert "Arbeitsmarkt" in client.get(thuringia.get_absolute_url()).content.decode()
