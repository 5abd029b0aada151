"""Maps of the districts: what they show is what the table says, and all of it is there."""

import csv
import io
import re
from html import unescape
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from regions.maps import geometry
from regions.maps.drawing import category_map, class_limits, number_map
from regions.maps.measures import Categories, find_measure, measures
from regions.maps.numbers import Numbers, add_up
from regions.offices.models import Office
from regions.places.models import Region
from regions.places.services import load_regions
from tests.factories.accounts import OrganisationFactory

SVG = "{http://www.w3.org/2000/svg}"
LICENCE = "© GeoBasis-DE / BKG 2021"


@pytest.fixture
def regions(db):
    load_regions()


def office(ags: str, employment: str = "full_time", **values) -> Office:
    return Office.objects.create(
        region=Region.objects.get(ags=ags), title="Beauftragte", employment=employment, **values
    )


def told_by_areas(page: str) -> dict[str, str]:
    """What a screen reader hears of each district on the map."""
    drawing = page[page.index('class="kd-map__drawing') : page.index("<figcaption")]
    return dict(unescape(text).rsplit(": ", 1) for text in re.findall(r"<title>([^<]+)</title>", drawing))


def told_by_table(page: str) -> dict[str, str]:
    body = page[page.index('class="kd-map__table"') :]
    rows = re.findall(r'scope="row"[^>]*>(.*?)</th><td[^>]*>(.*?)</td>', body)
    return {unescape(re.sub(r"<[^>]+>", "", name)): unescape(value) for name, value in rows}


def test_every_district_there_is_has_a_shape(regions):
    districts = dict(Region.objects.districts().values_list("ags", "name"))
    assert {shape.ags: shape.name for shape in geometry.shapes().values()} == districts
    assert len(districts) == 49


def test_labels_stand_inside_the_box_of_their_district():
    for shape in geometry.shapes().values():
        left, top, right, bottom = shape.box
        assert left < shape.label[0] < right and top < shape.label[1] < bottom, shape.name


def test_paths_come_back_to_where_the_file_says():
    """The short notation adds up: the box of the drawn points is the box of the projected ones."""
    for shape in geometry.shapes().values():
        xs, ys = [], []
        for ring in shape.path.removesuffix("z").split("z"):
            start, _line, steps = ring.removeprefix("M").partition("l")
            numbers = [int(number) for number in f"{start} {steps}".split()]
            x = y = 0
            for across, down in zip(numbers[::2], numbers[1::2], strict=True):
                x, y = x + across, y + down
                xs.append(x)
                ys.append(y)
        assert (min(xs), min(ys), max(xs), max(ys)) == shape.box, shape.name


@pytest.mark.parametrize(
    ("numbers", "limits"),
    [
        ([], []),
        ([0, 0], []),
        ([1], [1]),
        ([3, 5], [1, 2, 3, 4, 5]),
        ([11, 3], [5, 10, 15]),
        ([480], [100, 200, 300, 400, 500]),
    ],
)
def test_classes_are_few_round_and_hold_every_number(numbers, limits):
    found = class_limits(numbers)
    assert found == limits
    assert len(found) <= 5 and max(numbers, default=0) <= max(found, default=0)


def test_numbers_add_up_whatever_the_level_of_the_region(regions):
    numbers = add_up([("15003", 2), ("15083020", 3), ("15", 5), (None, 7), ("11", 1)])
    drawn = number_map("karte", "Karte", "Beiträge", numbers, state="15", only_state=False)
    shown = {row.name: row.text for row in drawn.rows}
    assert (shown["Magdeburg"], shown["Börde"], shown["Sachsen-Anhalt insgesamt"]) == ("2", "3", "5")
    assert (shown["Berlin insgesamt"], shown["ohne Angabe einer Region"]) == ("1", "7")
    assert drawn.total == numbers.total == sum(int(row.text) for row in drawn.rows) == 18

    narrowed = number_map("karte", "Karte", "Beiträge", numbers, state="15")
    assert narrowed.total == 10, "of one state only its own"


def test_there_is_no_map_of_a_state_without_shapes(regions):
    assert number_map("karte", "Karte", "Beiträge", Numbers({"11000": 1}), state="11") is None
    assert category_map("karte", "Karte", "Art", Categories({}, {}), state="11") is None


@pytest.mark.parametrize("state", ["", "14", "15", "16"])
@pytest.mark.parametrize("key", ["beitraege", "organisationen", "stellen", "konferenzen"])
def test_the_table_says_what_the_map_shows(client, regions, key, state):
    OrganisationFactory(region=Region.objects.get(ags="15003"))
    OrganisationFactory(region=Region.objects.get(ags="14511"))
    office("15003")
    office("15003", "honorary")
    office("14522", "part_time")

    page = client.get(reverse("maps:index"), {"karte": key, "land": state}).content.decode()

    areas, table = told_by_areas(page), told_by_table(page)
    expected = {shape.name for shape in geometry.shapes_of(state)}
    assert set(areas) == expected
    assert {name: table[name] for name in expected} == areas
    assert LICENCE in page and "https://www.govdata.de/dl-de/by-2-0" in page


def test_only_verified_organisations_are_counted(client, regions):
    OrganisationFactory(region=Region.objects.get(ags="15003"))
    OrganisationFactory(region=Region.objects.get(ags="15003"), state="waiting")
    page = client.get(reverse("maps:index"), {"karte": "organisationen"}).content.decode()
    assert told_by_table(page)["Magdeburg"] == "1"


def test_only_what_the_directory_shows_is_on_the_map_of_offices(client, regions):
    office("15003", "full_time")
    office("15002", "part_time", is_confirmed=False)
    office("15001", "part_time", ended_on="2020-01-01")
    office("14511", "hourly")
    office("14511", "honorary")
    table = told_by_table(client.get(reverse("maps:index"), {"karte": "stellen"}).content.decode())
    assert table["Magdeburg"] == "Vollzeit"
    assert table["Halle (Saale)"] == table["Dessau-Roßlau"] == "nichts eingetragen"
    assert table["Chemnitz"] == "verschieden"


def test_conferences_in_planning_are_not_counted_for_visitors(client, cast, regions, process):
    from tests.factories.consultations import ConferenceFactory

    here = Region.objects.get(ags="15003")
    ConferenceFactory(process=process, region=here)
    ConferenceFactory(process=process, region=here, state="planned")
    address = reverse("maps:index")
    assert told_by_table(client.get(address, {"karte": "konferenzen"}).content.decode())["Magdeburg"] == "1"
    client.force_login(cast.outsider)
    assert told_by_table(client.get(address, {"karte": "konferenzen"}).content.decode())["Magdeburg"] == "1"
    client.force_login(cast.lead)
    assert told_by_table(client.get(address, {"karte": "konferenzen"}).content.decode())["Magdeburg"] == "2"


def test_picture_and_table_to_take_along(client, regions):
    OrganisationFactory(region=Region.objects.get(ags="15003"))
    for measure in measures():
        answer = client.get(reverse("maps:picture", args=[measure.key]), {"land": "15"})
        picture = ElementTree.fromstring(answer.content)
        words = " ".join("".join(element.itertext()) for element in picture.iter(f"{SVG}text"))
        assert LICENCE in words and "attachment" in answer["Content-Disposition"]
        assert len([path for path in picture.iter(f"{SVG}path") if path.find(f"{SVG}title") is not None]) == 14
        _width, height = (float(number) for number in picture.get("viewBox").split()[2:])
        assert all(0 <= float(text.get("y")) <= height for text in picture.findall(f"{SVG}text"))

    content = b"".join(client.get(reverse("maps:table", args=["organisationen"]))).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert rows[0] == ["AGS", "Region", "Organisationen"]
    assert len(rows) == 50 and ["15003", "Magdeburg", "1"] in rows


def test_nonsense_shows_the_first_map_or_404(client, regions):
    answer = client.get(reverse("maps:index"), {"karte": "unbekannt", "land": "99"})
    assert answer.status_code == 200 and answer.context["measure"] == measures()[0] and answer.context["state"] == ""
    assert client.get("/regionen/karten/unbekannt.svg").status_code == 404
    assert client.get("/regionen/karten/unbekannt.csv").status_code == 404
    assert client.post(reverse("maps:index")).status_code == 405
    assert find_measure("unbekannt") is None


def test_a_map_takes_the_same_queries_for_one_and_for_many(client, regions):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(reverse("maps:index"), {"karte": "organisationen"})
        return len(captured)

    places = list(Region.objects.districts())
    OrganisationFactory(region=places[0])
    queries()
    before = queries()
    for number in range(100):
        OrganisationFactory(region=places[number % len(places)])
    assert queries() == before


def test_the_page_of_a_process_says_where_contributions_come_from(client, regions, process, make_contribution):
    address = process.get_absolute_url()
    make_contribution(region=Region.objects.get(ags="15003"), state="released")
    assert "kd-map__drawing" not in client.get(address).content.decode(), "one district is no map"
    make_contribution(region=Region.objects.get(ags="15002"), state="released", text="Anderes.")
    make_contribution(region=Region.objects.get(ags="15002"), state="pending", text="Wartet noch.")
    make_contribution(region=None, state="released", text="Ohne Region.")

    page = client.get(address).content.decode()

    table = told_by_table(page)
    assert (table["Magdeburg"], table["Halle (Saale)"], table["ohne Angabe einer Region"]) == ("1", "1", "1")
    assert table["Summe"] == "3"
