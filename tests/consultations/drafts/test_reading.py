"""Reading a long draft chapter by chapter, a short one as a whole, and finding a place in both."""

import gzip

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.drafts import reading
from consultations.drafts.models import Paragraph
from consultations.drafts.reading import FIRST_PAGE_PARAGRAPHS, WHOLE_LIMIT
from tests.factories.consultations import make_contribution, make_version, publish
from tests.factories.long_draft import make_long_version, sentences

FIRST_PAGE_BYTES = 150 * 1000


def url(name, process, *args):
    return reverse(f"drafts:{name}", args=[process.slug, *args])


def html(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def texts(page):
    return page.count('class="kd-paragraph__body"')


@pytest.fixture
def long_version(process):
    """One paragraph more than fits on one page: chapters of 60 paragraphs."""
    return make_long_version(process, chapters=WHOLE_LIMIT // 60 + 1, paragraphs=60)


def test_a_short_draft_is_whole_and_may_be_read_by_chapters(client, process, version):
    page = html(client.get(url("current", process)))
    assert texts(page) == 4 and "data-kd-place" not in page
    assert f'href="{url("chapter", process, "k1")}">Kapitel für Kapitel lesen' in page
    chapter = html(client.get(url("chapter", process, "k1")))
    assert texts(chapter) == 2 and "<h1" in chapter and 'id="absatz-k1-1"' in chapter
    assert f'rel="next" href="{url("chapter", process, "k2")}"' in chapter and 'rel="prev"' not in chapter
    assert f'rel="prev" href="{url("chapter", process, "k1")}"' in html(client.get(url("chapter", process, "k2")))


def test_a_long_draft_begins_with_its_contents_and_first_chapters(client, process, long_version):
    page = html(client.get(url("current", process)))
    assert texts(page) == FIRST_PAGE_PARAGRAPHS
    assert sentences(0) in page and sentences(60) not in page
    for number in range(5):
        assert page.count(f'id="kapitel-k{number}"') == 1
    assert 'href="#kapitel-k0"' in page
    chapter = url("chapter", process, "k1")
    assert f'href="{chapter}" data-hx-get="{chapter}"' in page
    assert url("whole", process) in page and f'data-kd-place="{url("place", process, "_")}"' in page


def test_the_whole_of_a_long_draft_stays_within_reach(client, process, long_version):
    page = html(client.get(url("whole", process)))
    assert texts(page) == 300 and "data-hx-get" not in page and "data-kd-place" not in page


def test_a_chapter_too_long_for_the_first_page_is_there_nevertheless(client, process):
    make_long_version(process, chapters=2, paragraphs=WHOLE_LIMIT)
    assert texts(html(client.get(url("current", process)))) == WHOLE_LIMIT


def test_htmx_gets_only_the_chapter_with_links_that_last(client, process, long_version):
    response = client.get(url("chapter", process, "k1"), headers={"HX-Request": "true"})
    page = html(response)
    assert page.startswith("<section") and texts(page) == 60 and "<h1" not in page
    assert f'href="{url("chapter", process, "k1")}#absatz-k1-0"' in page
    assert "HX-Request" in response.headers["Vary"]
    assert html(client.get(url("chapter", process, "k1"))).startswith("<!DOCTYPE html>")


def test_a_place_leads_to_the_page_it_stands_on(client, process, long_version):
    chapter = url("chapter", process, "k3")
    assert client.get(url("place", process, "k3-7")).url == f"{chapter}#absatz-k3-7"
    assert client.get(url("place", process, "k3")).url == f"{chapter}#kapitel-k3"
    numbered = url("version_chapter", process, 1, "k3")
    assert client.get(url("version_place", process, 1, "k3-7")).url == f"{numbered}#absatz-k3-7"


def test_a_place_in_a_short_draft_is_an_anchor_of_its_page(client, process, version):
    assert client.get(url("place", process, "k1-2")).url == f"{url('current', process)}#absatz-k1-2"
    assert client.get(url("place", process, "k2")).url == f"{url('current', process)}#kapitel-k2"


def test_what_was_dropped_is_found_in_the_version_that_had_it(client, process, version):
    second = make_version(process, number=2, published=False)
    second.sections.get(lineage="k2").delete()
    publish(second)
    old = url("version", process, 1)
    assert client.get(url("place", process, "k2-1")).url == f"{old}#absatz-k2-1"
    assert client.get(url("chapter", process, "k2")).url == f"{old}#kapitel-k2"
    assert client.get(url("version_place", process, 2, "k2-1")).status_code == 404
    assert client.get(url("version_chapter", process, 2, "k2")).status_code == 404


@pytest.mark.parametrize("name", ["chapter", "place"])
@pytest.mark.parametrize("lineage", ["nirgends", "k1%00", "k" * 500])
def test_unknown_places_are_404(client, process, version, name, lineage):
    assert client.get(url(name, process, lineage)).status_code == 404
    assert client.get(url(f"version_{name}", process, 1, lineage)).status_code == 404


def test_prepared_versions_have_no_pages(client, process, version, cast):
    make_version(process, number=2, texts={"k1-1": "Geheimer neuer Text."}, published=False)
    for user in (None, cast.lead, cast.outsider):
        if user:
            client.force_login(user)
        assert client.get(url("version_whole", process, 2)).status_code == 404
        assert client.get(url("version_chapter", process, 2, "k1")).status_code == 404
        assert client.get(url("version_place", process, 2, "k1")).status_code == 404
        assert "Geheimer" not in html(client.get(url("chapter", process, "k1")))


def test_without_a_published_version_there_is_nothing_to_read(client, process):
    make_version(process, published=False)
    for name, *args in (("whole",), ("chapter", "k1"), ("place", "k1")):
        assert client.get(url(name, process, *args)).status_code == 404


def test_an_unpublished_process_shows_no_chapter_to_strangers(client, process, version, cast):
    process.is_published = False
    process.save()
    for name, *args in (("whole",), ("chapter", "k1"), ("place", "k1")):
        client.logout()
        assert client.get(url(name, process, *args)).status_code == 404
        client.force_login(cast.outsider)
        assert client.get(url(name, process, *args)).status_code == 404
        client.force_login(cast.editor)
        assert client.get(url(name, process, *args)).status_code in (200, 302)


def test_an_older_version_is_read_by_chapters_and_knows_the_places_now(client, process, long_version):
    make_long_version(process, number=2, chapters=5, paragraphs=60, changed=True)
    page = html(client.get(url("version", process, 1)))
    assert texts(page) == FIRST_PAGE_PARAGRAPHS
    assert f'href="{url("chapter", process, "k0")}#absatz-k0-0">jetzt Absatz 1.1' in page
    chapter = html(client.get(url("version_chapter", process, 1, "k4")))
    assert "Sie lesen eine ältere Fassung." in chapter
    assert f'href="{url("chapter", process, "k4")}#absatz-k4-59">jetzt Absatz 5.60' in chapter
    assert texts(html(client.get(url("version_whole", process, 1)))) == 300
    comparison = html(client.get(url("comparison", process)))
    assert f'href="{url("chapter", process, "k4")}#absatz-k4-0">' in comparison
    assert f'href="{url("version_chapter", process, 1, "k4")}#absatz-k4-0">' in html(
        client.get(url("comparison", process) + "?ansicht=synopse")
    )


def test_links_from_a_paragraphs_page_lead_to_its_chapter(client, process, long_version):
    page = html(client.get(reverse("contributions:paragraph", args=[process.slug, "k3-7"])))
    assert f'href="{url("place", process, "k3-7")}"' in page and f'href="{url("place", process, "k3")}"' in page
    section = html(client.get(reverse("contributions:section", args=[process.slug, "k3"])))
    assert f'href="{url("place", process, "k3")}"' in section


def test_a_large_law_begins_with_a_small_page(client, process):
    version = make_long_version(process)
    for paragraph in version.paragraphs.all()[:200]:
        make_contribution(paragraph, user=None)
    response = client.get(url("current", process))
    assert version.paragraphs.count() == 1500
    assert len(gzip.compress(response.content, compresslevel=6)) < FIRST_PAGE_BYTES


@pytest.mark.parametrize("name,args", [("current", ()), ("chapter", ("k0",)), ("whole", ())])
def test_reading_takes_the_same_queries_however_long_the_draft(client, process, other_process, name, args):
    process.phases.all().delete()
    make_long_version(process, chapters=1, paragraphs=1)
    make_long_version(other_process, chapters=25, paragraphs=20)
    counts = []
    for one in (process, other_process):
        client.get(url(name, one, *args))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url(name, one, *args)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_an_older_long_version_takes_the_same_queries(client, process, other_process):
    process.phases.all().delete()
    for one, size in ((process, 2), (other_process, 300)):
        make_long_version(one, number=1, chapters=2, paragraphs=size)
        make_long_version(one, number=2, chapters=2, paragraphs=size, changed=True)
    counts = []
    for one in (process, other_process):
        client.get(url("current", one))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url("version_chapter", one, 1, "k1")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert Paragraph.objects.count() == 2 * (4 + 600)


def test_chapters_come_in_their_order_however_they_were_stored(process):
    """Counting paragraphs groups the rows, and grouped rows have no order of their own."""
    version = make_version(process, published=False)
    first, second = version.sections.order_by("pk")
    first.order, second.order = 2, 1
    first.save()
    second.save()
    assert [section.lineage for section in reading.chapters(version)] == ["k2", "k1"]
