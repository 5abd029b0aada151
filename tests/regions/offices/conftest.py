"""A state with three districts, three offices, and the people around them."""

from dataclasses import dataclass

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from accounts.models import User
from regions.models import Office, Region, RegionLevel
from regions.offices.entries import entry_of
from regions.rules import KEEPERS_GROUP
from tests.factories.accounts import UserFactory


@dataclass
class Scene:
    """Bautzen has a public office, Görlitz one that is not confirmed and one that was given up, Meißen none."""

    state: Region
    bautzen: Region
    goerlitz: Region
    meissen: Region
    office: Office
    unconfirmed: Office
    ended: Office
    keeper: User
    holder: User
    outsider: User


def make_person(name: str) -> User:
    """A person with a confirmed address."""
    person = UserFactory(email=f"{name}@example.org", display_name=name.capitalize())
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


@pytest.fixture
def scene(db) -> Scene:
    state = Region.objects.create(level=RegionLevel.STATE, ags="14", name="Sachsen")
    names = {"14625": "Bautzen", "14626": "Görlitz", "14627": "Meißen"}
    bautzen, goerlitz, meissen = (
        Region.objects.create(level=RegionLevel.DISTRICT, ags=ags, name=name, kind="Landkreis", parent=state)
        for ags, name in names.items()
    )
    keeper, holder, outsider = (make_person(name) for name in ("keeper", "holder", "outsider"))
    keeper.groups.add(Group.objects.get(name=KEEPERS_GROUP))
    common = {"unit": "Landratsamt", "employment": "full_time"}
    return Scene(
        state,
        bautzen,
        goerlitz,
        meissen,
        Office.objects.create(region=bautzen, title="Ausländerbeauftragte", holder=holder, started="2005", **common),
        Office.objects.create(region=goerlitz, title="Noch geheime Stelle", is_confirmed=False, **common),
        Office.objects.create(region=goerlitz, title="Aufgegebene Stelle", ended_on="2020-01-01", **common),
        keeper,
        holder,
        outsider,
    )


def posted(office: Office | None = None, **changes) -> dict:
    """What the form of an entry sends, with changes; sites as the form has them."""
    values = entry_of(office) if office is not None else {"title": "", "double_functions": [], "sites": []}
    sites = values.pop("sites")
    data = {**values, "seen": office.revision if office is not None else 0, **changes}
    if office is not None:
        data["region"] = office.region_id
    data |= {"sites-TOTAL_FORMS": len(sites) + 1, "sites-INITIAL_FORMS": len(sites)}
    for number, row in enumerate(sites):
        row = {**row, "municipalities": ", ".join(row["municipalities"])}
        data |= {f"sites-{number}-{name}": value for name, value in row.items()}
    return {key: value for key, value in data.items() if value is not None and value is not False}
