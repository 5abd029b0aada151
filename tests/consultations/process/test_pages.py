"""Public pages of processes: who sees what, what they say, how many queries they take."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.contributions.enums import State
from consultations.process.enums import PhaseKind
from consultations.process.models import Announcement, ProcessTranslation
from consultations.process.queries import running_cards
from consultations.process.timeline import FOLDED_FROM, fold_past, timeline
from tests.factories.consultations import PhaseFactory, ProcessFactory, make_contribution, make_version, today
from webpages.services import set_up_site


@pytest.fixture
def home(db):
    """The address of the home page."""
    set_up_site(hostname="testserver", port=80)
    return "/"


@pytest.fixture
def hidden(process):
    """`process` before its publication."""
    process.is_published = False
    process.save()
    return process


def queries_for(client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def text_of(response) -> str:
    return response.content.decode()


# --- Who sees what ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", [None, "outsider", "stakeholder", "member"])
def test_an_unpublished_process_is_nowhere_for_others(client, cast, hidden, home, person):
    Announcement.objects.create(process=hidden, title="Geheime Nachricht", text="…", published_on=today())
    if person:
        client.force_login(getattr(cast, person))
    assert client.get(hidden.get_absolute_url()).status_code == 404
    for url in (home, reverse("process:list"), reverse("process:list") + "?status=laufend"):
        page = text_of(client.get(url))
        assert hidden.title not in page
        assert hidden.get_absolute_url() not in page
        assert "Geheime Nachricht" not in page


@pytest.mark.parametrize("person", ["lead", "observer", "admin"])
def test_the_team_sees_a_marked_preview(client, cast, hidden, home, person):
    client.force_login(getattr(cast, person))
    page = text_of(client.get(hidden.get_absolute_url()))
    assert "kd-preview" in page
    assert hidden.get_absolute_url() in text_of(client.get(reverse("process:list")))
    # The home page is what everybody sees.
    assert hidden.get_absolute_url() not in text_of(client.get(home))


def test_a_published_process_has_no_preview_notice(client, process):
    assert "kd-preview" not in text_of(client.get(process.get_absolute_url()))


def test_pages_are_read_only(client, process):
    assert client.post(process.get_absolute_url()).status_code == 405
    assert client.post(reverse("process:list")).status_code == 405


def test_a_prepared_version_is_not_offered(client, process, home):
    make_version(process, published=False)
    draft_url = reverse("drafts:current", kwargs={"process_slug": process.slug})
    assert draft_url not in text_of(client.get(process.get_absolute_url()))
    assert draft_url not in text_of(client.get(home))


# --- What they say ---------------------------------------------------------------------------------------------------


def test_a_published_version_is_the_primary_action(client, process, version, home):
    for url in (process.get_absolute_url(), home):
        page = text_of(client.get(url))
        primary = page[page.index("kern-btn--primary") :]
        assert primary.index(version.draft.get_absolute_url()) < primary.index("</a>")


def test_a_process_page_says_what_counts(client, process):
    process.demo_notice = "Erfundene Daten."
    process.decision_body = "Das Kabinett entscheidet."
    process.contact_postal = "Musterallee 25\n39000 Magdeburg"
    process.plain_language_title, process.plain_language_text = "Ein Plan", "Sie können mitmachen."
    process.privacy_notice = "Verantwortlich ist das Ministerium."
    process.save()
    page = text_of(client.get(process.get_absolute_url()))
    for text in (
        process.summary,
        process.what_can_change,
        process.what_is_fixed,
        process.promise,
        "Erfundene Daten.",
        "Das Kabinett entscheidet.",
        "Musterallee 25<br>39000 Magdeburg",
        "Sie können mitmachen.",
        "Verantwortlich ist das Ministerium.",
        "Keine Beleidigungen.",
        "mailto:ministerium@example.org",
    ):
        assert text in page, text


def test_texts_are_escaped(client, process):
    process.summary = "<script>alert(1)</script>"
    process.save()
    assert "<script>alert" not in text_of(client.get(process.get_absolute_url()))


def test_other_languages_carry_code_and_direction(client, process):
    ProcessTranslation.objects.create(process=process, language="ar", title="ننمو معًا", summary="خطة")
    ProcessTranslation.objects.create(process=process, language="en", title="Growing together", summary="A concept.")
    page = text_of(client.get(process.get_absolute_url()))
    assert 'lang="ar" dir="rtl"' in page
    assert "العربية" in page
    assert 'lang="en" dir="ltr"' in page


def test_an_english_reader_gets_the_english_title(client, process):
    ProcessTranslation.objects.create(process=process, language="en", title="Growing together", summary="A concept.")
    client.cookies["django_language"] = "en"
    page = text_of(client.get(process.get_absolute_url()))
    assert re.search(r'<h1[^>]* lang="en"[^>]*>Growing together</h1>', page)


def test_one_phase_is_marked_as_the_current_one(client, process):
    PhaseFactory(
        process=process,
        order=0,
        kind=PhaseKind.INFORMATION,
        starts_on=today() - timedelta(days=90),
        ends_on=today() - timedelta(days=60),
        title="Vorbereitung",
    )
    # Runs beside the consultation, but began earlier.
    PhaseFactory(process=process, order=2, kind=PhaseKind.IDEAS, starts_on=today() - timedelta(days=30), title="Ideen")
    PhaseFactory(
        process=process,
        order=3,
        kind=PhaseKind.DECISION,
        starts_on=today() + timedelta(days=30),
        ends_on=None,
        title="Beschluss",
    )
    assert [(step.phase.title, str(step.state), step.is_current) for step in timeline(process)] == [
        ("Vorbereitung", "done", False),
        ("Konsultation zum Entwurf", "running", True),
        ("Ideen", "running", False),
        ("Beschluss", "to_come", False),
    ]
    assert text_of(client.get(process.get_absolute_url())).count('aria-current="step"') == 1


def test_many_finished_phases_fold_away_while_the_process_runs(client, process):
    process.phases.update(order=100)
    for number in range(1, FOLDED_FROM + 1):
        day = today() - timedelta(days=30 * number)
        PhaseFactory(process=process, order=number, title=f"Alt {number}", starts_on=day, ends_on=day)
    past, ahead = fold_past(timeline(process))
    assert [len(past), [step.phase.title for step in ahead]] == [FOLDED_FROM, ["Konsultation zum Entwurf"]]
    page = text_of(client.get(process.get_absolute_url()))
    assert f"{FOLDED_FROM} abgeschlossene Phasen" in page and "Alt 1" in page
    assert page.count('aria-current="step"') == 1
    # Fewer are no burden, and of a process that is over everything is told.
    assert fold_past(timeline(process)[1:]) == ([], timeline(process)[1:])
    assert fold_past(past) == ([], past)


def test_the_rules_are_one_click_away(client, process):
    page = text_of(client.get(process.get_absolute_url()))
    folded = page[page.index('id="regeln"') :]
    assert folded.index("Die Regel lesen") < folded.index(process.rules.get().text)


def test_news_wait_for_their_day(client, process, home):
    Announcement.objects.create(process=process, title="Heute erschienen", text="…", published_on=today())
    Announcement.objects.create(
        process=process, title="Erst morgen", text="…", published_on=today() + timedelta(days=1)
    )
    for url in (process.get_absolute_url(), home):
        page = text_of(client.get(url))
        assert "Heute erschienen" in page
        assert "Erst morgen" not in page


def test_older_news_stay_readable(client, process):
    for number in range(8):
        Announcement.objects.create(
            process=process, title=f"Nachricht {number}", text="…", published_on=today() - timedelta(days=number)
        )
    page = text_of(client.get(process.get_absolute_url()))
    assert page.index("Nachricht 0") < page.index("Nachricht 7")


def test_a_process_without_phases_does_not_point_to_a_timeline(client, other_process):
    page = text_of(client.get(other_process.get_absolute_url()))
    assert "zeitplan" not in page


def test_a_finished_process_does_not_invite(client, process, version):
    process.finished_on = today()
    process.save()
    page = text_of(client.get(process.get_absolute_url()))
    assert 'id="mitmachen"' not in page
    assert "kd-state--done" in page
    assert "kd-state--running" not in page


# --- List and home ---------------------------------------------------------------------------------------------------


def test_the_list_filters_by_status(client, process):
    over = ProcessFactory(title="Altes Konzept", finished_on=today() - timedelta(days=1))
    shown = {
        query: (process.get_absolute_url() in page, over.get_absolute_url() in page)
        for query in ("", "?status=laufend", "?status=abgeschlossen", "?status=quatsch", "?page=99")
        for page in [text_of(client.get(reverse("process:list") + query))]
    }
    assert shown == {
        "": (True, True),
        "?status=laufend": (True, False),
        "?status=abgeschlossen": (False, True),
        "?status=quatsch": (True, True),
        "?page=99": (True, True),
    }


def test_an_empty_site_invites(client, home):
    assert "kd-empty" in text_of(client.get(home))
    assert "kd-empty" in text_of(client.get(reverse("process:list")))


def test_the_most_urgent_consultation_leads(process):
    later = ProcessFactory(title="Später")
    PhaseFactory(process=later, ends_on=today() + timedelta(days=40))
    waiting = ProcessFactory(title="Wartet")
    PhaseFactory(process=waiting, kind=PhaseKind.EVALUATION, ends_on=today() + timedelta(days=1))
    ProcessFactory(title="Beendet", finished_on=today())
    ProcessFactory(title="Geheim", is_published=False)
    assert [card.process.title for card in running_cards()] == [process.title, "Später", "Wartet"]


def test_a_notice_shared_by_processes_is_shown_once(client, home):
    for _number in range(3):
        PhaseFactory(process=ProcessFactory(demo_notice="Erfundene Daten."))
    assert text_of(client.get(reverse("process:list"))).count("Erfundene Daten.") == 1


# --- Queries ---------------------------------------------------------------------------------------------------------


def test_list_and_home_take_the_same_queries_for_1_and_200_processes(client, process, version, home):
    process.demo_notice = "Erfunden."
    process.save()
    Announcement.objects.create(process=process, title="Neu", text="…", published_on=today())
    client.get(home)  # fills caches of the site
    client.get(reverse("process:list"))
    before = queries_for(client, home), queries_for(client, reverse("process:list"))
    for number in range(199):
        other = ProcessFactory()
        PhaseFactory(process=other, ends_on=today() + timedelta(days=20))
        ProcessTranslation.objects.create(process=other, language="en", title=f"Concept {number}", summary="…")
        Announcement.objects.create(process=other, title=f"Neu {number}", text="…", published_on=today())
    after = queries_for(client, home), queries_for(client, reverse("process:list"))
    # The list's second page costs no more than the first: the count is there already.
    assert after == before


def test_the_page_takes_the_same_queries_for_1_and_200_contributions(client, process, paragraph):
    make_contribution(paragraph)
    client.get(process.get_absolute_url())
    before = queries_for(client, process.get_absolute_url())
    for number in range(199):
        make_contribution(paragraph, text=f"Beitrag {number}", state=State.RELEASED)
    assert queries_for(client, process.get_absolute_url()) == before
