"""The states and districts that come with the project."""

from regions.models import Region
from regions.places.services import load_regions


def test_states_and_districts_are_loaded_once(db):
    assert load_regions() == 65
    assert load_regions() == 65
    assert Region.objects.states().count() == 16
    assert Region.objects.districts().count() == 49


def test_districts_belong_to_their_state_and_keep_leading_digits(db):
    load_regions()
    magdeburg = Region.objects.get(ags="15003")
    assert magdeburg.name == "Magdeburg" and magdeburg.parent.name == "Sachsen-Anhalt"
    assert Region.objects.get(ags="01").name == "Schleswig-Holstein"


def test_loading_again_corrects_what_was_changed(db):
    load_regions()
    Region.objects.filter(ags="15003").update(name="Falsch")
    load_regions()
    assert Region.objects.get(ags="15003").name == "Magdeburg"
