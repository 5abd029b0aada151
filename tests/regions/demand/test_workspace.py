"""Who documents what: the own district and what lies in it, never another one; drafts, closing, extending."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from regions.demand import services
from regions.demand.enums import EntryState, Kind
from regions.demand.models import DemandField, Entry
from regions.models import Office

OWN = reverse("demand:own")
GET_DOORS = ("own", "own_export", "import", "import_template")
POST_DOORS = ("publish", "copy", "close", "reopen", "delete")


def create(kind: str) -> str:
    return reverse("demand:create", kwargs={"word": kind})


def at(name: str, entry: Entry) -> str:
    return reverse(f"demand:{name}", kwargs={"pk": entry.pk})


def test_outsiders_find_no_workspace(client, people, make_entry, typed):
    entry = make_entry(state=EntryState.DRAFT)
    addresses = [reverse(f"demand:{name}") for name in GET_DOORS] + [create("bedarf"), at("edit", entry)]
    for url in addresses:
        assert client.get(url).status_code == 302 and "/login/" in client.get(url).url
    for person in (people.outsider, people.neighbour):
        client.force_login(person)
        seen = addresses if person == people.outsider else [at("edit", entry)]
        assert {client.get(url).status_code for url in seen} == {404}
        posts = [at(name, entry) for name in POST_DOORS] + [at("edit", entry)]
        assert {client.post(url, typed()).status_code for url in posts} == {404}
    assert client.post(reverse("demand:extend"), {"entry": entry.pk}).status_code == 403
    entry.refresh_from_db()
    assert (entry.state, entry.revision, Entry.objects.count()) == (EntryState.DRAFT, 0, 1)


def test_nobody_writes_for_the_district_of_others(client, people, elsewhere, make_entry, typed):
    client.force_login(people.coordinator)
    assert client.post(create("bedarf"), typed(region=elsewhere.pk)).status_code == 422
    entry = make_entry()
    assert client.post(at("edit", entry), typed(region=elsewhere.pk)).status_code == 422
    with pytest.raises(PermissionDenied):
        services.change_entry(entry, {"region": elsewhere}, actor=people.coordinator, revision=0)
    with pytest.raises(Entry.DoesNotExist):
        services.publish_entry(entry, actor=people.neighbour)
    foreign = make_entry("Nebenan", region=elsewhere)
    assert foreign.title not in client.get(OWN).content.decode()


@pytest.mark.parametrize("change", [{"ended_on": timezone.localdate()}, {"is_confirmed": False}, {"holder": None}])
def test_an_office_that_is_not_held_gives_no_right(client, people, change):
    client.force_login(people.coordinator)
    assert client.get(OWN).status_code == 200
    Office.objects.filter(pk=people.office.pk).update(**change)
    assert client.get(OWN).status_code == 404


def test_a_coordinator_documents_for_the_municipalities_too(client, people, town, typed):
    client.force_login(people.coordinator)
    response = client.post(create("angebot"), typed(region=town.pk, provider="Verein", publish="1"))
    assert response.url == OWN
    entry = Entry.objects.get()
    assert (entry.kind, entry.region, entry.state, entry.languages) == (Kind.OFFER, town, "published", ["ar"])
    assert entry.created_by == people.coordinator and entry.published_at
    client.logout()
    assert entry.title in client.get(reverse("demand:list")).content.decode()
    assert set(AuditEntry.objects.values_list("action", flat=True)) == {"demand.create", "demand.publish"}


def test_a_draft_is_nowhere_until_it_is_published(client, people, typed):
    client.force_login(people.coordinator)
    client.post(create("bedarf"), typed())
    entry = Entry.objects.get()
    public = reverse("demand:list")
    assert entry.state == EntryState.DRAFT and entry.title not in client.get(public).content.decode()
    for method in (client.get, client.head):
        assert method(at("publish", entry)).status_code == 405
    client.post(at("publish", entry))
    assert entry.title in client.get(public).content.decode()


def test_keepers_document_everywhere(client, people, elsewhere, make_entry, typed):
    client.force_login(people.keeper)
    assert client.post(create("bedarf"), typed(region=elsewhere.pk)).url == OWN
    assert client.get(at("edit", make_entry())).status_code == 200


def test_what_is_wrong_is_said_and_the_text_is_kept(client, people, typed):
    client.force_login(people.coordinator)
    past = (timezone.localdate() - timedelta(days=1)).isoformat()
    response = client.post(create("bedarf"), typed(title="", valid_until=past, text="Mein langer Text"))
    page = response.content.decode()
    assert response.status_code == 422 and "Mein langer Text" in page and "Dieser Tag ist vorbei." in page
    far = (timezone.localdate() + timedelta(days=2000)).isoformat()
    assert "Höchstens drei Jahre" in client.post(create("bedarf"), typed(valid_until=far)).content.decode()
    assert not Entry.objects.exists()


def test_the_second_of_two_people_is_told(client, people, make_entry, typed):
    entry = make_entry()
    client.force_login(people.coordinator)
    assert client.post(at("edit", entry), typed(title="Erster")).url == OWN
    response = client.post(at("edit", entry), typed(title="Zweiter"))
    page = response.content.decode()
    assert response.status_code == 409 and "inzwischen geändert" in page and "Zweiter" in page
    entry.refresh_from_db()
    assert entry.title == "Erster"
    # Now on purpose: the form carries the new number.
    assert client.post(at("edit", entry), typed(title="Zweiter", revision="1")).url == OWN


def test_a_need_is_met_by_an_offer_and_opened_again(client, people, make_entry, elsewhere):
    need, offer = make_entry(), make_entry("Angebot", Kind.OFFER)
    foreign = make_entry("Fremdes", Kind.OFFER, region=elsewhere)
    client.force_login(people.coordinator)
    client.post(at("close", need), {"met_by": foreign.pk})
    need.refresh_from_db()
    assert need.state == EntryState.PUBLISHED
    client.post(at("close", need), {"met_by": offer.pk, "note": "Kurs begonnen"})
    need.refresh_from_db()
    assert (need.state, need.met_by, need.closed_on) == (EntryState.CLOSED, offer, timezone.localdate())
    assert client.get(need.get_absolute_url()).status_code == 404
    assert "Kurs begonnen" in client.get(at("edit", need)).content.decode()
    client.post(at("reopen", need))
    need.refresh_from_db()
    assert (need.state, need.met_by, need.closing_note) == (EntryState.PUBLISHED, None, "")


def test_one_click_extends_several(client, people, make_entry):
    day = timezone.localdate()
    over, soon = make_entry("Vorbei", valid_until=day - timedelta(days=3)), make_entry("Bald", valid_until=day)
    closed = make_entry("Zu", state=EntryState.CLOSED, closed_on=day, valid_until=day)
    client.force_login(people.coordinator)
    assert client.get(reverse("demand:extend")).status_code == 405
    client.post(reverse("demand:extend"), {"entry": [over.pk, soon.pk, closed.pk]})
    until = {row.title: row.valid_until for row in Entry.objects.all()}
    assert until == {"Vorbei": day + services.EXTENDED_BY, "Bald": day + services.EXTENDED_BY, "Zu": day}


def test_only_drafts_that_were_never_public_are_deleted(client, people, make_entry):
    public, draft = make_entry(), make_entry("Entwurf", state=EntryState.DRAFT, published_at=None)
    client.force_login(people.coordinator)
    client.post(at("delete", public))
    client.post(at("delete", draft))
    assert set(Entry.objects.values_list("pk", flat=True)) == {public.pk}


def test_a_copy_is_a_draft_of_its_own(client, people, pool):
    Entry.objects.filter(pk=pool.pk).update(reference="R1")
    client.force_login(people.coordinator)
    client.post(at("copy", pool))
    copy = Entry.objects.exclude(pk=pool.pk).get()
    assert (copy.state, copy.reference, copy.languages) == (EntryState.DRAFT, "", ["ar", "uk"])
    assert copy.spoken.count() == 2 and copy.title.startswith("Kopie von")


def test_a_pool_has_rows_of_languages(client, people, typed, elsewhere):
    client.force_login(people.coordinator)
    rows = {
        "sprachen-TOTAL_FORMS": "3", "sprachen-INITIAL_FORMS": "0",
        "sprachen-0-language": "ar", "sprachen-0-level": "authorities", "sprachen-0-direction": "both",
        "sprachen-1-language": "", "sprachen-1-level": "everyday", "sprachen-1-direction": "both",
        "sprachen-2-language": "uk", "sprachen-2-level": "lay", "sprachen-2-direction": "into_german",
    }  # fmt: skip
    data = typed(areas=[elsewhere.pk], modes=["phone"], booking_email="pool@kreis.example", publish="1")
    more = client.post(create("sprachmittlung"), {**data, **rows, "more": "1"})
    assert more.context["rows"].total_form_count() == 6 and not Entry.objects.exists()
    client.post(create("sprachmittlung"), data | rows)
    pool = Entry.objects.get()
    assert pool.languages == ["ar", "uk"] and list(pool.areas.all()) == [elsewhere]
    assert list(pool.spoken.values_list("language", "level")) == [("ar", "authorities"), ("uk", "lay")]
    assert client.get(at("edit", pool)).status_code == 200


def test_a_reference_is_unique_in_the_district(client, people, make_entry, typed):
    make_entry(reference="A-1")
    client.force_login(people.coordinator)
    response = client.post(create("bedarf"), typed(reference="A-1"))
    assert response.status_code == 422
    assert "hat diese Referenz" in response.content.decode() and Entry.objects.count() == 1


def test_fields_are_for_keepers(client, people, make_entry):
    url = reverse("demand:fields")
    used, free = make_entry().field, DemandField.objects.get(slug="wohnen")
    for person in (people.coordinator, people.outsider):
        client.force_login(person)
        assert client.get(url).status_code == 404
        assert client.post(url, {"title": "Neu", "slug": "neu", "order": 1}).status_code == 404
        assert client.post(reverse("demand:delete_field", kwargs={"pk": free.pk})).status_code == 404
    client.force_login(people.keeper)
    assert client.get(url).status_code == 200
    client.post(url, {"title": "Sport", "slug": "sport", "order": 5})
    client.post(url, {"field": free.pk, "title": "Wohnen und Umzug", "slug": "wohnen", "order": 3})
    assert client.post(url, {"title": "", "slug": "x y", "order": 5}).status_code == 422
    for row in (used, free):
        client.post(reverse("demand:delete_field", kwargs={"pk": row.pk}))
    slugs = set(DemandField.objects.values_list("slug", flat=True))
    assert used.slug in slugs and "sport" in slugs and "wohnen" not in slugs


def test_the_overview_of_the_account_has_a_section_for_those_who_document(client, people, make_entry):
    make_entry("Endet bald", valid_until=timezone.localdate() + timedelta(days=3))
    url = reverse("accounts:overview")
    client.force_login(people.outsider)
    assert OWN not in client.get(url).content.decode()
    client.force_login(people.coordinator)
    page = client.get(url).content.decode()
    assert OWN in page and "Endet bald" in page


def test_pressing_twice_documents_once(client, people, typed):
    client.force_login(people.coordinator)
    for _click in range(2):
        assert client.post(create("bedarf"), typed(publish="1")).status_code == 302
    assert Entry.objects.get().state == EntryState.PUBLISHED
    client.post(create("bedarf"), typed(title="Ein anderer Bedarf"))
    assert Entry.objects.count() == 2


def test_pressing_twice_makes_one_pool(client, people, typed, elsewhere):
    client.force_login(people.coordinator)
    rows = {"sprachen-TOTAL_FORMS": "1", "sprachen-INITIAL_FORMS": "0", "sprachen-0-language": "ar",
            "sprachen-0-level": "everyday", "sprachen-0-direction": "both"}  # fmt: skip
    for _click in range(2):
        client.post(create("sprachmittlung"), typed(areas=[elsewhere.pk], modes=["phone", "video"], **rows))
    assert Entry.objects.get().languages == ["ar"]
