"""The public directory: every state and district, what is not public stays away, and it costs few queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from regions.models import Office, OfficeSite, OfficeVersion, Region, RegionLevel
from regions.places.extensions import region_panels

DIRECTORY = reverse("offices:directory")


def text_of(response) -> str:
    return b"".join(response).decode()


def test_it_names_every_district_and_invites_where_there_is_no_office(client, scene):
    text = text_of(client.get(DIRECTORY))
    assert "Ausländerbeauftragte" in text and "Görlitz" in text
    assert text.count("Noch keine Stelle eingetragen.") == 2
    assert "2 Kreise ohne Eintrag" in text


@pytest.mark.parametrize(
    "address",
    [DIRECTORY, DIRECTORY + "?suche=Stelle", "/regionen/14/", "/regionen/14626/", reverse("offices:export")],
)
def test_what_is_not_confirmed_or_given_up_is_behind_no_door(client, scene, address):
    response = client.get(address)
    text = text_of(response)
    assert response.status_code == 200
    assert "geheime" not in text and "Aufgegebene" not in text


def test_claims_are_taken_for_public_offices_only(client, scene):
    client.force_login(scene.outsider)
    assert client.get(reverse("offices:claim", args=[scene.office.pk])).status_code == 200
    for office in (scene.unconfirmed, scene.ended):
        assert client.get(reverse("offices:claim", args=[office.pk])).status_code == 404
    assert client.get(reverse("offices:claim", args=[10**30])).status_code == 404


def test_filters_narrow_and_unknown_values_do_not(client, scene):
    Office.objects.create(
        region=scene.meissen,
        title="Koordinierung",
        kind="coordination",
        employment="hourly",
        double_functions=["seniors"],
    )

    def titles(query: str) -> set[str]:
        return {office.title for office in client.get(DIRECTORY + query).context["directory"].found}

    everything = {"Ausländerbeauftragte", "Koordinierung"}
    assert titles("") == everything
    assert titles("?suche=AUSLÄNDER") == {"Ausländerbeauftragte"}
    assert titles("?suche=meißen") == {"Koordinierung"}
    assert titles("?art=coordination") == titles("?beschaeftigung=hourly") == {"Koordinierung"}
    assert titles("?doppelfunktion=seniors") == {"Koordinierung"} and titles("?doppelfunktion=equality") == set()
    assert titles("?land=15") == set() and titles("?land=14") == everything
    assert titles("?art=quatsch&beschaeftigung=' OR 1&land=") == everything
    assert client.get(DIRECTORY + "?suche=%FF&land=%FF").status_code == 200


def test_the_page_of_a_district_shows_everything_that_is_public(client, scene):
    Office.objects.update(
        email="stelle@example.org",
        phone="+49 (0)345 12-34",
        contact_name="Frau Muster",
        is_fact=False,
        tasks="- Beraten",
    )
    text = text_of(client.get("/regionen/14625/"))
    assert 'href="mailto:stelle@example.org"' in text and 'href="tel:+493451234"' in text
    assert "Frau Muster" in text and "Demowert" in text and "<li>Beraten</li>" in text
    assert scene.holder.email not in text and scene.holder.display_name not in text


def test_sites_and_the_municipalities_they_serve(client, scene):
    municipality = Region.objects.create(
        level=RegionLevel.MUNICIPALITY, ags="14625020", name="Bautzen, Stadt", parent=scene.bautzen
    )
    site = OfficeSite.objects.create(office=scene.office, town="Kamenz", hours="Di 9–12 Uhr")
    site.municipalities.add(municipality)
    OfficeSite.objects.create(office=scene.unconfirmed, town="Geheim").municipalities.add(municipality)
    assert "Di 9–12 Uhr" in text_of(client.get("/regionen/14625/"))
    page = text_of(client.get("/regionen/14625020/"))
    assert "Auch für diese Gemeinde zuständig" in page and "Kamenz" in page and "Geheim" not in page


def test_the_history_is_told_newest_first_with_what_changed(client, scene):
    OfficeVersion.objects.create(
        office=scene.office, title="Ausländerbeauftragte", employment="honorary", valid_until="2011", source="Bericht"
    )
    OfficeVersion.objects.create(
        office=scene.office, title="Ausländerstelle", employment="honorary", valid_from="1995", valid_until="2003-05"
    )
    (office,) = client.get("/regionen/14625/").context["offices"]
    assert [moment.period for moment in office.timeline] == ["heute", "bis 2011", "1995 bis Mai 2003"]
    assert [sorted(moment.changed) for moment in office.timeline] == [["employment", "unit"], ["title"], []]


@pytest.mark.parametrize("address", ["/regionen/99/", "/regionen/14999/", "/regionen/1/", "/regionen/146250/"])
def test_unknown_regions_are_not_found(client, scene, address):
    assert client.get(address).status_code == 404


def test_features_above_add_sections_to_the_page_of_a_region(client, scene, monkeypatch):
    monkeypatch.setattr(region_panels, "_panels", [])
    seen = []

    @region_panels.add(order=10, template="components/empty.html")
    def section(request, region):
        seen.append(region)
        return {"text": f"Abschnitt zu {region.name}"}

    for ags, name in (("14", "Sachsen"), ("14625", "Bautzen")):
        assert f"Abschnitt zu {name}" in text_of(client.get(f"/regionen/{ags}/"))
    assert seen == [scene.state, scene.bautzen]


def queries_of(client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert b"".join(client.get(address))
    return len(queries)


@pytest.mark.parametrize("address", [DIRECTORY, "/regionen/14625/", "/regionen/14/", reverse("offices:export")])
def test_one_office_costs_as_many_queries_as_two_hundred(client, scene, address, settings):
    settings.PAGE_CACHE_SECONDS = 0
    municipality = Region.objects.create(
        level=RegionLevel.MUNICIPALITY, ags="14625020", name="Ort", parent=scene.bautzen
    )

    def furnish(office: Office) -> None:
        OfficeSite.objects.create(office=office, town="Ort").municipalities.add(municipality)
        OfficeVersion.objects.create(office=office, title="Früher", valid_until="2010")

    furnish(scene.office)
    queries_of(client, address)
    few = queries_of(client, address)
    for office in Office.objects.bulk_create(
        Office(region=scene.bautzen, title=f"Stelle {number}", area=str(number)) for number in range(200)
    ):
        furnish(office)
    assert queries_of(client, address) == few <= 16


def test_maps_and_needs_are_one_click_from_the_directory_and_from_regions(client, scene):
    directory = text_of(client.get(DIRECTORY))
    for address in ("/regionen/karten/", "/bedarfe-angebote/", "/bedarfe-angebote/sprachmittlung/"):
        assert f'href="{address}"' in directory
    for ags in ("14", "14625"):
        page = text_of(client.get(f"/regionen/{ags}/"))
        assert 'href="/bedarfe-angebote/' in page
        assert 'href="/regionen/karten/?karte=stellen&amp;land=14"' in page


def test_the_page_of_a_state_has_the_map_of_its_offices(client, scene):
    page = text_of(client.get("/regionen/14/"))
    assert "Bautzen: Vollzeit" in page and 'id="tabelle-stellen"' in page
    assert "kd-map__drawing" not in text_of(client.get("/regionen/14625/"))
    bavaria = Region.objects.create(level=RegionLevel.STATE, ags="09", name="Bayern")
    assert "kd-map__drawing" not in text_of(client.get(f"/regionen/{bavaria.ags}/"))
