"""What everybody finds: valid entries only, by district, field, language and group, and the overview."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from regions.demand.enums import EntryState, Kind
from regions.demand.matrix import matrix
from regions.demand.models import DemandField, Entry, SpokenLanguage

LIST = reverse("demand:list")


def titles(client, **query) -> set[str]:
    """What the list shows for these filters; the file says the same."""
    page = client.get(LIST, query)
    assert page.status_code == 200
    shown = {entry.title for entry in page.context["page"].object_list}
    file = b"".join(client.get(reverse("demand:export"), query)).decode()
    assert all(title in file for title in shown) and file.count("\r\n") == len(shown) + 1
    return shown


@pytest.fixture
def hidden(make_entry) -> list[Entry]:
    """Everything the public does not see."""
    day = timezone.localdate()
    return [
        make_entry("Geheimer Entwurf", state=EntryState.DRAFT, published_at=None),
        make_entry("Geschlossener Bedarf", state=EntryState.CLOSED, closed_on=day),
        make_entry("Abgelaufener Bedarf", valid_until=day - timedelta(days=1)),
        make_entry("Künftiger Bedarf", valid_from=day + timedelta(days=1)),
        make_entry("Abgelaufenes Angebot", Kind.OFFER, valid_until=day - timedelta(days=1)),
        make_entry(
            "Geheimer Pool", Kind.INTERPRETING, spoken=["ar"], state=EntryState.DRAFT, booking_email="a@b.example"
        ),
    ]


def test_only_what_is_valid_today_is_shown(client, make_entry, hidden):
    last = make_entry("Letzter Tag heute", valid_until=timezone.localdate())
    assert titles(client) == {"Letzter Tag heute"}
    assert client.get(last.get_absolute_url()).status_code == 200
    for entry in hidden:
        assert client.get(entry.get_absolute_url()).status_code == 404, entry.title
        assert client.get(reverse("demand:book", kwargs={"pk": entry.pk})).status_code == 404
        for name in ("list", "interpreters", "overview"):
            assert entry.title not in client.get(reverse(f"demand:{name}")).content.decode()


def test_internal_words_are_on_no_page(client, make_entry, pool):
    entry = make_entry(internal_note="Nur für uns", reference="REF-7", closing_note="Schlusswort")
    pages = [client.get(url).content.decode() for url in (LIST, entry.get_absolute_url(), pool.get_absolute_url())]
    pages.append(b"".join(client.get(reverse("demand:export"))).decode())
    for page in pages:
        assert not any(word in page for word in ("Nur für uns", "REF-7", "Schlusswort", pool.booking_email))


def test_needs_and_offers_have_addresses_of_their_own(client, make_entry):
    need = make_entry()
    assert client.get(reverse("demand:offer", kwargs={"pk": need.pk})).status_code == 404


def test_filters_find_what_belongs_together(client, make_entry, saxony, district, elsewhere, town):
    other = DemandField.objects.get(slug="wohnen")
    make_entry("Öffnungszeiten im ÄRZTEHAUS", languages=["ar", "uk"], target_groups=["women"])
    make_entry("In der Stadt", Kind.OFFER, region=town, target_groups=["everybody"])
    make_entry("Nebenan", region=elsewhere, field=other, languages=["arc"])
    make_entry("Landesweit", Kind.OFFER, region=saxony)
    assert titles(client, suche="ärztehaus öffnungs") == {"Öffnungszeiten im ÄRZTEHAUS"}
    assert titles(client, suche="ärztehaus nebenan") == set()
    assert titles(client, art="angebot") == {"In der Stadt", "Landesweit"}
    assert titles(client, gebiet=district.ags) == {"Öffnungszeiten im ÄRZTEHAUS", "In der Stadt"}
    assert titles(client, gebiet=town.ags) == {"In der Stadt"}
    assert len(titles(client, gebiet=saxony.ags)) == 4
    assert titles(client, gebiet=saxony.ags, nur=1) == {"Landesweit"}
    assert titles(client, feld="wohnen") == {"Nebenan"}
    assert titles(client, sprache="ar") == {"Öffnungszeiten im ÄRZTEHAUS"}
    assert titles(client, zielgruppe="women") == {"Öffnungszeiten im ÄRZTEHAUS", "In der Stadt"}


def test_nonsense_in_the_address_is_no_error(client, make_entry):
    make_entry()
    odd = {"gebiet": "²", "feld": "x'--", "sprache": "|", "zielgruppe": "%", "art": "?", "page": "-9"}
    assert titles(client, **odd) == {"Kurs am Abend"}
    assert client.get(LIST + "?suche=%00%00").status_code == 400
    assert client.get(reverse("demand:overview"), {"land": "99"}).status_code == 404


def test_typed_words_cannot_run(client, make_entry):
    entry = make_entry("<script>alert(1)</script>", text="<img src=x onerror=alert(1)>", place="=1+1")
    for url in (LIST, entry.get_absolute_url()):
        page = client.get(url).content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page
    assert ";'=1+1;" in b"".join(client.get(reverse("demand:export"))).decode()


def test_interpreters_are_found_by_language_and_district(client, pool, elsewhere, make_entry):
    make_entry("Anderer Pool", Kind.INTERPRETING, spoken=["vi"], region=elsewhere)
    url = reverse("demand:interpreters")

    def found(**query) -> set[str]:
        return {entry.title for entry in client.get(url, query).context["page"].object_list}

    assert found(sprache="ar") == {"Sprachmittlerpool"}
    assert found(sprache="vi", gebiet="14522") == set()
    pool.areas.add(elsewhere)
    assert found(gebiet=elsewhere.ags) == {"Sprachmittlerpool", "Anderer Pool"}
    assert found(sprache="ar", gebiet=elsewhere.ags) == {"Sprachmittlerpool"}


def test_a_need_shows_offers_nearby(client, make_entry, town, elsewhere):
    need = make_entry("Bedarf in der Stadt", region=town)
    near, far = make_entry("Nah", Kind.OFFER), make_entry("Fern", Kind.OFFER, region=elsewhere)
    page = client.get(need.get_absolute_url()).content.decode()
    assert near.title in page and far.title not in page


def test_the_overview_counts_and_names_gaps(client, make_entry, saxony, district, elsewhere, town, hidden, field):
    make_entry("Bedarf 1", region=town)
    make_entry("Bedarf 2")
    make_entry("Bedarf nebenan", region=elsewhere)
    make_entry("Pool", Kind.INTERPRETING, spoken=["ar"], areas=[district])
    make_entry("Landesweites Angebot", Kind.OFFER, region=saxony)
    table = matrix(saxony)
    cells = {row.region.ags: next(cell for cell in row.cells if cell.field == field) for row in table.rows}
    assert {ags: (cell.needs, cell.offers) for ags, cell in cells.items()} == {
        "14": (0, 1), "14521": (1, 0), "14522": (2, 1)}  # fmt: skip
    assert (table.gaps, cells["14521"].is_gap, cells["14522"].is_gap) == (1, True, False)
    total = next(cell for cell in table.totals if cell.field == field)
    assert (total.needs, total.offers) == (3, 2)
    page = client.get(reverse("demand:overview"))
    assert "Lücke" in page.content.decode() and page.context["state"] == saxony
    # Each number leads to a list of that many entries.
    for row in table.rows:
        for cell in row.cells:
            shown = client.get(f"{LIST}?{cell.query}").context["page"].paginator.count
            assert shown == cell.needs + cell.offers, cell
    assert client.get(f"{LIST}?{total.query}").context["page"].paginator.count == 5


def test_pages_take_as_many_queries_for_many_entries(client, make_entry, pool, elsewhere, people):
    urls = [LIST, f"{LIST}?gebiet=14522&sprache=ar", reverse("demand:overview"), reverse("demand:interpreters"),
            pool.get_absolute_url(), reverse("demand:own")]  # fmt: skip
    make_entry("Bedarf")

    def counted() -> list[int]:
        numbers = []
        client.force_login(people.coordinator)
        for url in urls:
            client.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url).status_code == 200
            numbers.append(len(queries))
        return numbers

    few = counted()
    sample = Entry.objects.get(title="Bedarf")
    rows = [
        Entry(kind=kind, region=sample.region, field=sample.field, title=f"Nr. {number}", text="x", languages=["ar"],
              state="published", valid_until=sample.valid_until, published_at=timezone.now())
        for number in range(100) for kind in (Kind.NEED, Kind.INTERPRETING)
    ]  # fmt: skip
    Entry.objects.bulk_create(rows)
    pools = Entry.objects.filter(kind=Kind.INTERPRETING)
    SpokenLanguage.objects.bulk_create(SpokenLanguage(entry=row, language="ar") for row in pools.filter(text="x"))
    Entry.areas.through.objects.bulk_create(
        Entry.areas.through(entry_id=row.pk, region_id=elsewhere.pk) for row in pools
    )
    assert counted() == few and max(few) < 30
