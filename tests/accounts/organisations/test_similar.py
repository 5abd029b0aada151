"""The same organisation is found, however it was typed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.enums import VerificationState
from accounts.models import Organisation
from accounts.organisations import names, queries
from accounts.organisations.similar import Subject, similar_to
from tests.factories.accounts import OrganisationFactory


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Beispielverein e.V.", "BEISPIELVEREIN eingetragener Verein"),
        ("Bürgerverein Köthen e. V.", "Buergerverein Koethen eV"),
        ("Straßenkinder gGmbH", "Strassenkinder gemeinnützige GmbH"),
        ("Kirche & Gesellschaft", "Kirche und Gesellschaft"),
        ("LV der Gartenfreunde", "Landesverband der Gartenfreunde"),
        ("DRK KV Stendal", "Deutsches Rotes Kreuz Kreisverband Stendal"),
        ("Deutsches Rotes Kreuz (DRK)", "Deutsches Rotes Kreuz"),
        ("Café  Welcome\u00a0i. Gr.", "Cafe Welcome"),
    ],
)
def test_spelling_makes_no_other_name(one, other):
    assert names.name_key(one) == names.name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Verein (Halle)", "Verein (Magdeburg)"), ("Sportverein Nord", "Sportverein Süd"), ("AG", "e. V.")],
)
def test_different_names_stay_different(one, other):
    assert names.name_key(one) != names.name_key(other)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def found(name: str = "", **typed) -> dict[str, list[str]]:
    return {item.organisation.name: item.reasons for item in similar_to(Subject.typed(name, **typed))}


def test_reasons_are_named(db):
    OrganisationFactory(name="Flüchtlingsrat Sachsen-Anhalt e.V.", website="https://www.fluerat.example/wir")
    OrganisationFactory(name="Chor Harmonie", register_number="Amtsgericht Stendal, VR 1234")
    OrganisationFactory(name="Ganz anders")

    assert found("Fluechtlings-Rat Sachsen Anhalt") == {"Flüchtlingsrat Sachsen-Anhalt e.V.": ["same name"]}
    assert found("Flüchtlingsrat Sachsen-Anhat") == {"Flüchtlingsrat Sachsen-Anhalt e.V.": ["similar name"]}
    assert found("Irgendwer", website="http://fluerat.example") == {
        "Flüchtlingsrat Sachsen-Anhalt e.V.": ["same website"]
    }
    assert found("Irgendwer", register_number="VR 01234") == {"Chor Harmonie": ["same register number"]}
    assert found("Irgendwer", register_number="AG Stendal VR1234") == {"Chor Harmonie": ["same register number"]}
    assert not found("Irgendwer", register_number="Amtsgericht Halle, VR 1234")
    assert not found("Irgendwer", website="https://www.facebook.com/wir")


def test_branches_come_after_the_same_name(db):
    OrganisationFactory(name="Caritasverband Magdeburg Nord Jugend")
    OrganisationFactory(name="Caritasverband Magdeburg")

    assert list(found("Caritasverband Magdeburg")) == [
        "Caritasverband Magdeburg",
        "Caritasverband Magdeburg Nord Jugend",
    ]


def test_refused_and_merged_ones_are_no_doubles(db):
    stays = OrganisationFactory(name="Bleibt")
    OrganisationFactory(name="Doppelt", state=VerificationState.MERGED, merged_into=stays)
    OrganisationFactory(name="Doppelt", state=VerificationState.REFUSED)

    assert not found("Doppelt")


def test_search_knows_parts_umlauts_and_typing_errors(db):
    OrganisationFactory(name="Bürgerverein Köthen e. V.")
    OrganisationFactory(name="Köthener Sportclub")
    OrganisationFactory(name="Wartet in Köthen", state=VerificationState.WAITING)

    assert [row.name for row in queries.search("koethen")] == ["Köthener Sportclub", "Bürgerverein Köthen e. V."]
    assert [row.name for row in queries.search("Köthen Bürger")] == ["Bürgerverein Köthen e. V."]
    assert [row.name for row in queries.search("Bürgervrein Köthen")] == ["Bürgerverein Köthen e. V."]
    assert queries.search("k") == [] and queries.search(" % ") == []


def test_many_organisations_cost_no_more_queries(db):
    def count(call) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            call()
        return len(captured)

    OrganisationFactory(name="Verein 1")
    calls = [lambda: queries.search("Verein"), lambda: similar_to(Subject.typed("Verein 1 Nord"))]
    before = [count(call) for call in calls]
    category = Organisation.objects.get().category
    rows = [Organisation(name=f"Verein {n}", category=category, state="verified") for n in range(2, 200)]
    for row in rows:
        row.fill_keys()
    Organisation.objects.bulk_create(rows)
    assert [count(call) for call in calls] <= before
