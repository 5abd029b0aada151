"""The demonstration's offices: all networks, every district has a page, loading again changes nothing people did."""

import pytest

from regions.models import Office, OfficeSite, Region
from regions.offices.demo import load_offices, read
from regions.places.services import load_regions


@pytest.fixture
def loaded(db):
    load_regions()
    return load_offices(read("network"))


def test_all_networks_are_there_once(loaded):
    assert loaded == 30
    by_state = [Office.objects.public().filter(region__ags__startswith=ags).count() for ags in ("14", "15", "16")]
    assert by_state == [15, 14, 1]
    assert load_offices(read("network")) == 0 and Office.objects.count() == 30


def test_every_district_has_a_page(client, loaded):
    districts = Region.objects.districts()
    assert len(districts) == 49
    for region in districts:
        assert region.name in client.get(f"/regionen/{region.ags}/").content.decode()


def test_the_coordination_of_mittelsachsen(client, loaded):
    office = Office.objects.get(reference="coord-mittelsachsen")
    assert list(OfficeSite.objects.filter(office=office).values_list("town", flat=True)) == [
        "Freiberg",
        "Flöha",
        "Döbeln",
        "Rossau",
    ]
    text = client.get("/regionen/14522/").content.decode()
    for said in ("8 vorgesehen, 6 besetzt", "1. Februar 2017", "Dolmetscherpool", "Stabsstelle Ausländer"):
        assert said in text
    assert "Demowert" not in text and "seed-" not in text


def test_made_up_values_are_marked(client, loaded):
    assert "Demowert" in client.get("/regionen/14511/").content.decode()


def test_what_people_changed_stays(loaded):
    office = Office.objects.get(reference="sn-14511")
    office.title, office.ended_on = "Umbenannt", "2024-01-01"
    office.save()
    Office.objects.filter(reference="sn-14521").delete()
    assert load_offices(read("network")) == 1
    office.refresh_from_db()
    assert office.title == "Umbenannt" and office.ended_on is not None
