"""Public pages of conferences."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.models import StakeholderCategory
from consultations.conferences import queries
from consultations.conferences.models import AgendaItem, Attendance
from consultations.process.languages import language_name, native_name, text_direction
from tests.factories.consultations import ActionFieldFactory, ConferenceFactory, ThematicTableFactory, today
from webpages.services import set_up_site


@pytest.fixture
def conference(process):
    """A conference of `process` in twenty days, with agenda and a table."""
    conference = ConferenceFactory(
        process=process,
        slug="nord",
        registered=47,
        step_free=True,
        interpreting=["ar", "dgs"],
        record_note="Wortgetreu.",
    )
    AgendaItem.objects.create(conference=conference, order=1, time=time(13), title="Begrüßung", by="Gastgeber")
    ThematicTableFactory(
        conference=conference,
        number=1,
        action_field=ActionFieldFactory(process=process, title="Verständigung"),
        summary="Interner Bericht.",
    )
    return conference


@pytest.fixture
def past(conference):
    """The same conference, over and counted, its record not published."""
    conference.date = today() - timedelta(days=10)
    conference.attended = 40
    conference.save()
    category = StakeholderCategory.objects.create(slug="schule", title="Schulen")
    Attendance.objects.create(conference=conference, category=category, count=12)
    return conference


def text_of(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("person", [None, "outsider", "stakeholder"])
def test_conferences_of_an_unpublished_process_are_nowhere_for_others(client, cast, conference, person):
    set_up_site(hostname="testserver", port=80)
    conference.process.is_published = False
    conference.process.save()
    if person:
        client.force_login(getattr(cast, person))
    url = conference.get_absolute_url()
    assert client.get(url).status_code == 404
    for page in (reverse("conferences:list"), "/"):
        assert url not in text_of(client.get(page))


def test_the_team_sees_the_conference_before_publication(client, cast, conference):
    conference.process.is_published = False
    conference.process.save()
    client.force_login(cast.observer)
    assert "kd-preview" in text_of(client.get(conference.get_absolute_url()))


def test_a_conference_is_found_only_below_its_own_process(client, conference, other_process):
    url = reverse("conferences:detail", kwargs={"process_slug": other_process.slug, "slug": conference.slug})
    assert client.get(url).status_code == 404


def test_the_invitation_says_what_one_needs(client, conference):
    client.cookies["django_language"] = "en"
    page = text_of(client.get(conference.get_absolute_url()))
    for text in (
        "Regionalkonferenz, Stendal",
        "Landratsamt",
        "3 of 50 seats are free",
        "Begrüßung",
        "Gastgeber",
        "Verständigung",
        "Was fehlt?",
        "Arabic, German Sign Language",
        "step-free access",
        "/konferenzen/nord/anmelden/",
    ):
        assert text in page, text


def test_reports_appear_with_the_record_only(client, past):
    assert "Interner Bericht." not in text_of(client.get(past.get_absolute_url()))
    past.record_published_on = today() + timedelta(days=1)
    past.save()
    assert "Interner Bericht." not in text_of(client.get(past.get_absolute_url()))
    past.record_published_on = today()
    past.save()
    page = text_of(client.get(past.get_absolute_url()))
    assert "Interner Bericht." in page
    assert "Wortgetreu." in page


def test_attendance_is_shown_after_the_event(client, past):
    page = text_of(client.get(past.get_absolute_url()))
    assert "Schulen" in page
    assert ">12<" in page
    past.date = today()
    past.save()
    assert "Schulen" not in text_of(client.get(past.get_absolute_url()))


def test_nobody_registers_for_a_conference_that_is_over(client, past):
    assert "?subject=" not in text_of(client.get(past.get_absolute_url()))


@pytest.mark.parametrize(
    ("opens", "closes", "ahead", "is_open"),
    [(None, None, False, True), (1, None, True, False), (0, 0, False, True), (None, -1, False, False)],
)
def test_registration_keeps_its_days(conference, opens, closes, ahead, is_open):
    conference.registration_opens_on = None if opens is None else today() + timedelta(days=opens)
    conference.registration_closes_on = None if closes is None else today() + timedelta(days=closes)
    seats = queries.seats(conference)
    assert (seats.registration_opens, seats.registration_open) == (ahead, is_open)


def test_an_overbooked_conference_has_no_negative_seats(conference):
    conference.registered = 60
    assert queries.seats(conference).free == 0


def test_next_conferences_come_first_and_past_ones_last(client, process):
    urls = [
        ConferenceFactory(process=process, slug=f"k{days}", date=today() + timedelta(days=days)).get_absolute_url()
        for days in (20, 5, -300, -5)
    ]
    page = text_of(client.get(reverse("conferences:list")))
    positions = [page.index(url) for url in (urls[1], urls[0], urls[3], urls[2])]
    assert positions == sorted(positions)


def test_home_looks_back_when_nothing_is_ahead(client, past):
    set_up_site(hostname="testserver", port=80)
    client.cookies["django_language"] = "en"
    page = text_of(client.get("/"))
    assert "Looking back" in page
    assert past.get_absolute_url() in page
    following = ConferenceFactory(process=past.process)
    page = text_of(client.get("/"))
    assert "Looking back" not in page
    assert following.get_absolute_url() in page
    assert past.get_absolute_url() not in page


def test_the_page_of_a_process_lists_its_conferences_only(client, conference, other_process):
    foreign = ConferenceFactory(process=other_process)
    page = text_of(client.get(conference.process.get_absolute_url()))
    assert conference.get_absolute_url() in page
    assert foreign.get_absolute_url() not in page


def test_pages_take_the_same_queries_for_few_and_many_rows(client, past):
    set_up_site(hostname="testserver", port=80)
    past.record_published_on = today()
    past.save()
    ConferenceFactory(process=past.process)
    urls = [reverse("conferences:list"), past.get_absolute_url(), past.process.get_absolute_url(), "/"]

    def count() -> list[int]:
        result = []
        for url in urls:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(url).status_code == 200
            result.append(len(captured))
        return result

    count()
    before = count()
    for number in range(30):
        ConferenceFactory(process=past.process, date=today() + timedelta(days=number))
        ConferenceFactory(process=past.process, date=today() - timedelta(days=number + 1))
        ThematicTableFactory(conference=past, action_field=ActionFieldFactory(process=past.process))
        AgendaItem.objects.create(conference=past, order=number + 2, time=time(14), title="Punkt")
        category = StakeholderCategory.objects.create(slug=f"kategorie-{number}", title=f"Kategorie {number}")
        Attendance.objects.create(conference=past, category=category, count=1)
    assert count() == before


@pytest.mark.parametrize(
    ("code", "name", "own", "direction"),
    [
        ("ar", "Arabisch", "العربية", "rtl"),
        ("fa", "Persisch", "فارسی", "rtl"),
        ("ti", "Tigrinya", "ትግርኛ", "ltr"),
        ("prs", "Dari", "دری", "rtl"),
        ("xx-quatsch", "xx-quatsch", "xx-quatsch", "ltr"),
    ],
)
def test_languages_have_names_even_when_the_site_does_not_speak_them(code, name, own, direction):
    with translation.override("de"):
        assert (language_name(code), native_name(code), text_direction(code)) == (name, own, direction)


def test_the_process_shows_what_is_ahead_and_folds_the_rest(client, conference):
    for number in range(1, 4):
        ConferenceFactory(
            process=conference.process, title=f"Rückblick {number}", date=today() - timedelta(days=90 - number)
        )
    page = text_of(client.get(conference.process.get_absolute_url()))
    assert page.index(conference.title) < page.index("3 frühere Konferenzen") < page.index("Rückblick 3")
    conference.date = today() - timedelta(days=1)
    conference.save()
    page = text_of(client.get(conference.process.get_absolute_url()))
    assert page.index("Rückblick 3") < page.index(conference.title) < page.index("2 frühere Konferenzen")
    assert page.index("2 frühere Konferenzen") < page.index("Rückblick 1")
