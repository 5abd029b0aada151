"""Pages kept for visitors: the same for everybody, forgotten with every change, never anybody's own."""

import pytest
from django.urls import reverse

from consultations.drafts.models import Draft
from consultations.process.models import Process
from frontend.page_cache import begin_generation
from tests.consultations.contributions.test_pages import queries_of


@pytest.fixture(autouse=True)
def _kept(settings):
    settings.PAGE_CACHE_SECONDS = 30


def draft_url(process):
    return reverse("drafts:current", kwargs={"process_slug": process.slug})


def rename(process, title):
    Process.objects.filter(pk=process.pk).update(short_title=title)


@pytest.mark.parametrize("name", ["drafts:current", "process:detail"])
def test_a_kept_page_needs_no_query(client, process, version, name):
    key = "slug" if name == "process:detail" else "process_slug"
    url = reverse(name, kwargs={key: process.slug})
    first = client.get(url)
    assert queries_of(client, url) == 0
    again = client.get(url)
    assert again.content == first.content
    for header in ("Content-Type", "Content-Language", "Content-Security-Policy", "X-Frame-Options"):
        assert again.headers[header] == first.headers[header]


def test_the_next_generation_shows_what_changed(client, process, version):
    client.get(draft_url(process))
    rename(process, "Neuer Name")
    assert b"Neuer Name" not in client.get(draft_url(process)).content
    begin_generation()
    assert b"Neuer Name" in client.get(draft_url(process)).content


def test_every_request_that_may_change_something_begins_a_generation(client, process, version, cast):
    client.get(draft_url(process))
    rename(process, "Neuer Name")
    client.post(reverse("set_language"), {"language": "quatsch"})
    assert b"Neuer Name" in client.get(draft_url(process)).content


def test_signed_in_people_get_their_own_page(client, process, version, cast):
    client.force_login(cast.lead)
    own = client.get(draft_url(process)).content
    assert b"Lead" in own
    client.logout()
    client.cookies.clear()
    assert b"Lead" not in client.get(draft_url(process)).content
    client.force_login(cast.lead)
    assert b"Lead" in client.get(draft_url(process)).content


def test_each_language_has_its_page(client, process, version):
    client.get(draft_url(process))
    client.cookies["django_language"] = "en"
    assert b'<html lang="en"' in client.get(draft_url(process)).content
    client.cookies["django_language"] = "de"
    assert b'<html lang="de"' in client.get(draft_url(process)).content


def test_what_is_hidden_again_is_not_kept(client, process, version):
    assert client.get(draft_url(process)).status_code == 200
    Process.objects.filter(pk=process.pk).update(is_published=False)
    begin_generation()
    assert client.get(draft_url(process)).status_code == 404
    Process.objects.filter(pk=process.pk).update(is_published=True)
    assert client.get(draft_url(process)).status_code == 200, "a refusal is never kept"


def test_other_addresses_are_made_anew(client, process, version):
    client.get(draft_url(process))
    Draft.objects.filter(process=process).update(title="Anderer Titel")
    rename(process, "Neuer Name")
    for query in ("?x=1", "?suche=Text"):
        assert b"Neuer Name" in client.get(draft_url(process) + query).content
    assert b"Neuer Name" in client.get(draft_url(process), headers={"HX-Request": "true"}).content


def test_pages_for_visitors_set_no_cookie_and_carry_no_token(client, process, version):
    for _time in range(2):
        response = client.get(draft_url(process))
        assert not response.cookies and b"csrfmiddlewaretoken" not in response.content
