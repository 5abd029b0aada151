"""Home and information pages as visitors see them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from webpages.models import InfoPage, SiteSettings
from webpages.services import set_up_site


@pytest.fixture(autouse=True)
def home(db):
    return set_up_site(hostname="localhost", port=80)


@pytest.fixture
def site_settings(home) -> SiteSettings:
    return SiteSettings.for_site(Site.objects.get())


def test_home_has_one_heading_with_the_greeting(client, home):
    home.greeting, home.lead = "Mitreden", "Erster Satz.\n\nZweiter <b>Satz</b>."
    home.save()
    html = client.get("/").content.decode()
    assert html.count("<h1") == 1
    assert "<h1>Mitreden</h1>" in html
    assert "<p>Zweiter &lt;b&gt;Satz&lt;/b&gt;.</p>" in html


def test_the_official_line_is_shown_only_when_set(client, site_settings):
    assert "kern-kopfzeile" not in client.get("/").content.decode()
    site_settings.official_line = "Offizielle Website – Sachsen-Anhalt"
    site_settings.save()
    assert "Offizielle Website – Sachsen-Anhalt" in client.get("/").content.decode()


def test_footer_names_publisher_and_licence(client, site_settings):
    site_settings.publisher, site_settings.content_licence = "Ministerium X", "CC BY 4.0"
    site_settings.save()
    footer = client.get("/impressum/").content.decode().split("<footer")[1]
    assert "Ministerium X" in footer
    assert "CC BY 4.0" in footer


def test_unpublished_pages_are_neither_linked_nor_served(client):
    InfoPage.objects.get(slug="impressum").unpublish()
    assert client.get("/impressum/").status_code == 404
    assert 'href="/impressum/"' not in client.get("/").content.decode()


def test_the_frame_costs_the_same_few_queries_with_many_footer_pages(client, home):
    client.get("/impressum/")
    with CaptureQueriesContext(connection) as few:
        client.get("/impressum/")
    for number in range(20):
        home.add_child(instance=InfoPage(title=f"Seite {number}", slug=f"seite-{number}", in_footer=True))
    client.get("/impressum/")
    with CaptureQueriesContext(connection) as many:
        client.get("/impressum/")
    assert len(many) == len(few)
    assert len(few) <= 8
