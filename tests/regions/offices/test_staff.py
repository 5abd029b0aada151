"""Staff screens of the directory: who gets in, entering, changing, giving up, the history."""

import pytest
from django.urls import reverse

from audit.models import AuditEntry
from regions.models import Office, OfficeChange, OfficeClaim, OfficeVersion
from regions.offices import admin_urls
from tests.regions.offices.conftest import posted

INDEX = reverse("offices_admin:index")


def doors(scene) -> list[str]:
    change = OfficeChange.objects.create(office=scene.office, fields={"unit": "X"}, before={"unit": "Y"})
    claim = OfficeClaim.objects.create(office=scene.office, user=scene.outsider)
    version = OfficeVersion.objects.create(office=scene.office, title="Früher", valid_until="2010")
    keys = {"confirm": [scene.unconfirmed.pk], "change": [change.pk], "claim": [claim.pk]}
    keys["version"] = [scene.office.pk, version.pk]
    found = []
    for pattern in admin_urls.urlpatterns:
        has_key = "<int:pk>" in str(pattern.pattern)
        found.append(reverse(f"offices_admin:{pattern.name}", args=keys.get(pattern.name, [scene.office.pk] * has_key)))
    return found


def test_every_door_is_for_keepers_only(client, scene):
    addresses = doors(scene)
    assert len(addresses) == len(admin_urls.urlpatterns) == 15
    client.force_login(scene.keeper)
    for address in addresses:
        assert client.get(address).status_code == 200, address
    for person in (scene.outsider, scene.holder):
        client.force_login(person)
        for address in addresses:
            assert client.get(address).status_code in (302, 403, 404), address
            assert client.post(address).status_code in (302, 403, 404), address


def test_who_only_opens_the_admin_finds_nothing(client, cast, process):
    """A member of a process's team gets into the admin, but is no keeper."""
    client.force_login(cast.lead)
    assert client.get("/admin/").status_code == 200
    for name in ("index", "create", "import", "export", "municipalities"):
        assert client.get(reverse(f"offices_admin:{name}")).status_code == 404
        assert client.post(reverse(f"offices_admin:{name}")).status_code == 404
    assert "Regionen und Netzwerke" not in client.get("/admin/").content.decode()


def test_keepers_find_the_menu_and_what_waits(client, scene):
    client.force_login(scene.keeper)
    text = client.get("/admin/").content.decode()
    assert INDEX in text and "Ein Vorgang wartet" in text


def test_the_list_shows_what_waits_first_and_narrows(client, scene):
    client.force_login(scene.keeper)
    page = client.get(INDEX)
    assert [office.pk for office in page.context["waiting"].proposed] == [scene.unconfirmed.pk]
    assert page.context["page"].paginator.count == 3
    for query, office in (
        ("?stand=ended", scene.ended),
        ("?stand=unconfirmed", scene.unconfirmed),
        ("?suche=Bautzen", scene.office),
        ("?suche=14625", scene.office),
    ):
        assert [row.pk for row in client.get(INDEX + query).context["page"]] == [office.pk], query
    assert client.get(INDEX + "?suche=%FF&page=x&land=zz").status_code == 200


def test_entering_and_changing_an_office(client, scene):
    client.force_login(scene.keeper)
    create = reverse("offices_admin:create")
    data = posted(title="Integrationsbeauftragte", kind="commissioner", is_fact="on")
    assert "region" in client.post(create, data).context["entry"].form.errors
    data |= {"region": scene.meissen.pk, "started": "4.2012", "website": "www.meissen.example", "sites-0-town": "Riesa"}
    assert client.post(create, data).status_code == 302
    office = Office.objects.get(region=scene.meissen)
    assert (office.started, office.website) == ("2012-04", "https://www.meissen.example")
    assert office.is_public and office.sites.get().town == "Riesa"

    edit = reverse("offices_admin:edit", args=[office.pk])
    assert client.post(edit, posted(office, title="Beauftragte", is_correction="on")).status_code == 302
    assert not OfficeVersion.objects.exists()
    late = client.post(edit, posted(office, title="Zu spät"))
    assert late.status_code == 200 and "Zu spät" in late.content.decode()
    office.refresh_from_db()
    assert client.post(edit, posted(office, title="Migrationsbeauftragte")).status_code == 302
    assert OfficeVersion.objects.get().title == "Beauftragte"
    assert AuditEntry.objects.filter(action="offices.update").count() == 2


def test_removing_a_site(client, scene):
    client.force_login(scene.keeper)
    scene.office.sites.create(town="Kamenz")
    edit = reverse("offices_admin:edit", args=[scene.office.pk])
    client.post(edit, posted(scene.office) | {"sites-0-DELETE": "on"})
    assert not scene.office.sites.exists()


def test_giving_up_and_restoring(client, scene):
    client.force_login(scene.keeper)
    address = reverse("offices_admin:give_up", args=[scene.office.pk])
    assert "form" in client.post(address, {"day": "2999-01-01", "seen": "0"}).context
    client.post(address, {"day": "2024-12-31", "reason": "Aufgelöst", "seen": "0"})
    assert "Ausländerbeauftragte" not in client.get("/regionen/14625/").content.decode()
    client.force_login(scene.holder)
    assert client.get(reverse("offices:edit", args=[scene.office.pk])).status_code == 404
    client.force_login(scene.keeper)
    client.post(address, {"restore": "1", "seen": "0"})
    scene.office.refresh_from_db()
    assert scene.office.ended_on is not None, "somebody else was faster"
    client.post(address, {"restore": "1", "seen": "1"})
    assert "Ausländerbeauftragte" in client.get("/regionen/14625/").content.decode()
    assert AuditEntry.objects.get(action="offices.give_up").reason == "Aufgelöst"


@pytest.mark.parametrize(
    ("first", "last", "stored"),
    [
        ("", "2011", ("", "2011")),
        ("1.2.2003", "4.2012", ("2003-02-01", "2012-04")),
        ("2011", "3.2011", ("2011", "2011-03")),
        ("2012", "2011", None),
        ("", "gestern", None),
        ("", "31.2.2011", None),
        ("", "", None),
    ],
)
def test_staff_enter_the_past_with_what_is_known_of_its_dates(client, scene, first, last, stored):
    client.force_login(scene.keeper)
    data = {"valid_from": first, "valid_until": last, "title": "Früher", "employment": "honorary"}
    client.post(reverse("offices_admin:history", args=[scene.office.pk]), data)
    assert list(OfficeVersion.objects.values_list("valid_from", "valid_until")) == ([stored] if stored else [])


def test_an_earlier_state_is_changed_and_deleted(client, scene):
    client.force_login(scene.keeper)
    version = OfficeVersion.objects.create(office=scene.office, title="Früher", valid_until="2010")
    other = reverse("offices_admin:version", args=[scene.ended.pk, version.pk])
    assert client.get(other).status_code == 404
    address = reverse("offices_admin:version", args=[scene.office.pk, version.pk])
    client.post(address, {"valid_until": "2009", "title": "Noch früher"})
    version.refresh_from_db()
    assert (version.valid_until, version.title) == ("2009", "Noch früher")
    client.post(address, {"delete": "1"})
    assert not OfficeVersion.objects.exists()
    assert AuditEntry.objects.filter(action="offices.delete_version").count() == 1
