"""The pages every site has: created once, complete, and left alone when somebody edited them."""

import pytest
from django.core.management import call_command
from wagtail.models import Page, Site

from webpages.models import HomePage, InfoPage
from webpages.services import set_up_site


@pytest.fixture
def home(db) -> HomePage:
    return set_up_site(hostname="localhost", port=80)


def test_home_and_legal_pages_are_reachable_and_linked_in_the_footer(home, client):
    html = client.get("/").content.decode()
    for slug in ["impressum", "datenschutz", "barrierefreiheit"]:
        assert f'href="/{slug}/"' in html.split("<footer")[1]
        assert client.get(f"/{slug}/").status_code == 200
    assert 'href="/leichte-sprache/"' in html.split("</header>")[0]
    assert client.get("/leichte-sprache/").status_code == 200


def test_setting_up_twice_changes_nothing(home):
    before = list(Page.objects.order_by("pk").values_list("pk", "title", "path"))
    set_up_site(hostname="localhost", port=80)
    assert list(Page.objects.order_by("pk").values_list("pk", "title", "path")) == before
    assert Site.objects.count() == 1
    assert Site.objects.get().root_page_id == home.pk


def test_what_editors_changed_stays(home):
    page = InfoPage.objects.get(slug="impressum")
    page.body = [("text", "<p>Unser eigenes Impressum</p>")]
    page.in_footer = False
    page.save_revision().publish()
    home.greeting = "Willkommen"
    home.save_revision().publish()
    set_up_site(hostname="localhost", port=80)
    page.refresh_from_db()
    home.refresh_from_db()
    assert "Unser eigenes Impressum" in str(page.body)
    assert page.in_footer is False
    assert home.greeting == "Willkommen"


def test_a_page_that_was_deleted_comes_back(home):
    InfoPage.objects.get(slug="datenschutz").delete()
    set_up_site(hostname="localhost", port=80)
    assert InfoPage.objects.filter(slug="datenschutz").count() == 1


def test_the_command_takes_host_and_port_from_the_address_of_the_site(db, settings):
    settings.BASE_URL = "https://beteiligung.example"
    call_command("set_up_site", verbosity=0)
    site = Site.objects.get()
    assert (site.hostname, site.port, site.is_default_site) == ("beteiligung.example", 443, True)


def test_wagtails_welcome_page_is_gone(home):
    assert not Page.objects.filter(title__startswith="Welcome").exists()


def test_privacy_notice_says_what_the_domain_demands(home, client):
    html = client.get("/datenschutz/").content.decode()
    assert "keine IP-Adressen" in html
    assert "Einwilligung" in html
    assert "Verantwortlich" in html


def test_accessibility_declaration_has_feedback_and_enforcement_with_marked_gaps(home, client):
    html = client.get("/barrierefreiheit/").content.decode()
    assert "EN 301 549" in html
    assert "Barrieren melden" in html
    assert "[Name der Durchsetzungsstelle des Landes]" in html


def test_easy_language_has_one_short_sentence_a_line(home):
    body = str(InfoPage.objects.get(slug="leichte-sprache").body)
    lines = [line for part in body.split("<p>")[1:] for line in part.split("</p>")[0].split("<br/>")]
    assert len(lines) > 30
    assert max(len(line.split()) for line in lines) <= 12
