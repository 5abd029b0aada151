"""Staff screens of the day: links, corrections, live numbers, counts, papers."""

import re
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import StakeholderCategory
from consultations.conferences.attendance import links, papers, queries
from consultations.conferences.attendance.models import DoorAccess, DoorEvent
from consultations.conferences.extensions import table_sign_links
from consultations.conferences.registration.models import Registration
from tests.consultations.conferences.attendance.conftest import expect
from tests.consultations.drafts.papers.reading import HOSTILE, pdf_of, tags_of, text_of
from tests.factories.consultations import ConferenceFactory, today


def html(response) -> str:
    return response.content.decode()


def url(conference, name="index", **values) -> str:
    values = {"process_slug": conference.process.slug, "conference": conference.pk} | values
    return reverse(f"attendance_admin:{name}", kwargs=values)


@pytest.fixture
def staff(client, cast):
    client.force_login(cast.lead)
    return client


def test_every_screen_opens_for_staff_and_for_nobody_else(client, conference, access, cast):
    names = ["index", "live", "people", "counts", "badges", "signs"]
    addresses = [*(url(conference, name) for name in names), url(conference, "access", pk=access.pk)]
    client.force_login(cast.lead)
    assert [client.get(address).status_code for address in addresses] == [200] * 7
    client.force_login(cast.moderator)
    assert [client.get(address).status_code for address in addresses] == [403] * 7
    client.force_login(cast.outsider)
    assert [client.get(address).status_code for address in addresses] == [404] * 7


def test_a_link_is_made_shown_and_ended(staff, conference):
    assert staff.post(url(conference), {"label": ""}).status_code == 422
    page = staff.post(url(conference), {"label": "Nebeneingang"}, follow=True)
    access = DoorAccess.objects.get()
    link = links.full_link(access)
    assert link in html(page) and "<svg" in html(page) and access.created_by is not None
    ended = staff.post(url(conference, "access", pk=access.pk), follow=True)
    assert "Der Link ist beendet" in html(ended)
    assert link not in html(staff.get(url(conference, "access", pk=access.pk)))
    assert staff.get(links.path_of(access)).status_code == 410


def test_links_of_other_conferences_are_not_here(staff, conference):
    other = DoorAccess.objects.create(conference=ConferenceFactory(process=conference.process), label="Fremd")
    assert staff.get(url(conference, "access", pk=other.pk)).status_code == 404
    assert staff.post(url(conference, "access", pk=other.pk)).status_code == 404
    other.refresh_from_db()
    assert other.ended_at is None


def test_staff_checks_in_corrects_and_takes_people_in(staff, conference):
    page = staff.get(url(conference, "people"), {"q": "ada"})
    assert "Ada Ärmel" in html(page) and "Berta" not in html(page)
    send = {"ticket": "AAAA2222", "key": str(uuid.uuid4())}
    assert "ist eingecheckt" in html(staff.post(url(conference, "check_in"), send, follow=True))
    send["key"] = str(uuid.uuid4())
    assert "zurückgenommen" in html(staff.post(url(conference, "undo"), send, follow=True))
    assert staff.post(url(conference, "walk_in"), {"name": ""}).status_code == 422
    taken = staff.post(url(conference, "walk_in"), {"name": "Dora", "key": str(uuid.uuid4())}, follow=True)
    assert "Dora ist eingecheckt" in html(taken)
    assert list(conference.registrations.filter(arrived_at__isnull=False).values_list("name", flat=True)) == ["Dora"]


def test_reading_and_asking_with_get_changes_nothing(staff, conference, access):
    for name in ("check_in", "undo", "walk_in", "take_over"):
        assert staff.get(url(conference, name), {"ticket": "AAAA2222"}).status_code == 405
    staff.get(url(conference, "access", pk=access.pk))
    staff.head(url(conference, "badges"))
    access.refresh_from_db()
    assert DoorEvent.objects.count() == 0 and access.ended_at is None


# --- Live ---


def test_live_numbers_by_category_district_and_table(conference):
    now = timezone.now()
    conference.registrations.filter(ticket="AAAA2222").update(arrived_at=now)
    expect(conference, "Dora", "DDDD2222", is_walk_in=True, arrived_at=now)
    expect(conference, "Online", "EEEE2222", takes_part_online=True)
    expect(conference, "Weg", "FFFF2222", state="cancelled")
    live = queries.live(conference)
    assert (live.total.arrived, live.total.expected, live.total.walk_ins, live.total.missing) == (2, 2, 1, 1)
    assert live.online == 1

    def lines(rows):
        return [(row.label, row.arrived, row.expected, row.walk_ins) for row in rows]

    assert lines(live.categories) == [("Schulen", 1, 1, 0), ("keine Angabe", 1, 1, 1)]
    assert lines(live.districts) == [("Stendal", 1, 1, 0), ("keine Angabe", 1, 1, 1)]
    assert lines(live.tables) == [("7. Sprache", 1, 1, 0), ("noch kein Tisch", 1, 1, 1)]


def test_the_live_page_costs_the_same_with_many_people_and_renews_a_part(staff, conference):
    def count():
        with CaptureQueriesContext(connection) as captured:
            assert staff.get(url(conference, "live")).status_code == 200
        return len(captured)

    count()
    before = count()
    category = StakeholderCategory.objects.get(slug="schule")
    rows = [
        Registration(conference=conference, name=f"P {n}", state="registered", category=category if n % 2 else None)
        for n in range(200)
    ]
    Registration.objects.bulk_create(rows)
    assert count() == before
    part = html(staff.get(url(conference, "live"), headers={"HX-Request": "true"}))
    assert "<html" not in part and "202 wurden erwartet" in part and ">101<" in part


# --- Counts ---


def test_counting_by_hand_for_a_conference_of_the_past(staff, client, conference):
    conference.date = today() - timedelta(days=100)
    conference.save()
    school = StakeholderCategory.objects.get(slug="schule")
    field = f"category_{school.pk}"
    low = staff.post(url(conference, "counts"), {"revision": 0, "attended": 5, field: 12})
    assert low.status_code == 422 and "12" in html(low)
    done = staff.post(url(conference, "counts"), {"revision": 0, "attended": 40, field: 12}, follow=True)
    assert "Die Zahlen sind gespeichert" in html(done)
    client.logout()
    public = html(client.get(conference.get_absolute_url()))
    assert "40 Menschen" in public and "Schulen" in public
    assert "Ada" not in public


def test_two_people_who_count_do_not_overwrite_each_other(staff, conference):
    staff.post(url(conference, "counts"), {"revision": 0, "attended": 40})
    late = staff.post(url(conference, "counts"), {"revision": 0, "attended": 41})
    assert late.status_code == 409 and 'value="41"' in html(late)
    again = re.search(r'name="revision" value="(\d+)"[^>]*id="id_revision"', html(late)).group(1)
    assert staff.post(url(conference, "counts"), {"revision": again, "attended": 41}).status_code == 302
    conference.refresh_from_db()
    assert conference.attended == 41


def test_taking_over_by_button_from_the_day_on(staff, conference):
    conference.registrations.filter(ticket="AAAA2222").update(arrived_at=timezone.now())
    for revision in ("x", "", "7"):
        assert "noch einmal an" in html(staff.post(url(conference, "take_over"), {"revision": revision}, follow=True))
    assert "übernommen" in html(staff.post(url(conference, "take_over"), {"revision": "0"}, follow=True))
    conference.refresh_from_db()
    assert conference.attended == 1
    conference.date = today() + timedelta(days=1)
    conference.attended = None
    conference.save()
    staff.post(url(conference, "take_over"), {"revision": conference.revision})
    conference.refresh_from_db()
    assert conference.attended is None


# --- Papers ---


def test_badges_are_accessible_and_carry_what_is_said_aloud(conference):
    expect(conference, HOSTILE[:120], "CCCC2222", organisation_name=HOSTILE)
    expect(conference, "محمد الحسن", "DDDD2222")
    expect(conference, "Олександра Шевченко", "EEEE2222")
    expect(conference, "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", "FFFF2222")
    reader = pdf_of(papers.badges_pdf(conference, list(queries.people(conference))))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"].startswith("de")
    assert reader.metadata.title.startswith("Namensschilder")
    text = text_of(reader)
    for said in ("Ada Ärmel", "Kreis Süd", "Tisch 7", "AAAA2222", "Олександра", "#panic"):
        assert said in text
    tags = [tag for tag, _element in tags_of(reader)]
    assert tags.count("/H1") == 6 and tags.count("/Figure") == 6
    assert all(element.get("/Alt") for tag, element in tags_of(reader) if tag == "/Figure")


def test_badges_of_some_only(staff, conference):
    expect(conference, "Nur Online", "EEEE2222", takes_part_online=True)
    conference.registrations.filter(ticket="BBBB3333").update(created_at=timezone.now() - timedelta(days=9))

    def names(**query):
        response = staff.get(url(conference, "badges"), query)
        assert response.headers["Content-Type"] == "application/pdf" and "no-store" in response.headers["Cache-Control"]
        text = text_of(pdf_of(response.content))
        return [name for name in ("Ada", "Berta", "Online") if name in text]

    assert names() == ["Ada", "Berta"]
    assert names(tisch=7) == ["Ada"] == names(seit=today().isoformat()) == names(ticket="aaaa2222")
    assert names(tisch=99) == [] and names(seit="2026-99-99") == ["Ada", "Berta"]


def test_eight_badges_on_a_sheet(conference):
    rows = [Registration(conference=conference, name=f"Person {n}") for n in range(17)]
    assert len(pdf_of(papers.badges_pdf(conference, rows)).pages) == 3


def test_a_sign_for_each_table_with_the_way_to_its_cards(conference, monkeypatch):
    monkeypatch.setattr(table_sign_links, "_functions", [])
    without = pdf_of(papers.signs_pdf(conference))
    assert "/Figure" not in [tag for tag, _element in tags_of(without)]
    table_sign_links.add(lambda request, table: {"url": f"https://example.org/{table.number}/"})
    reader = pdf_of(papers.signs_pdf(conference))
    assert len(reader.pages) == 1 and reader.pages[0].mediabox.width > reader.pages[0].mediabox.height
    assert all(said in text_of(reader) for said in ("7", "Sprache", "Was fehlt?", "Hier Karten schreiben"))
    figures = [element for tag, element in tags_of(reader) if tag == "/Figure"]
    assert len(figures) == 1 and "https://example.org/7/" in figures[0]["/Alt"]


def test_no_signs_without_tables(staff, conference):
    conference.tables.all().delete()
    assert staff.get(url(conference, "signs")).status_code == 404
