"""Search in the text of a published version."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.drafts.enums import ParagraphType
from consultations.drafts.models import Paragraph
from consultations.drafts.search import MAX_QUERY, cleaned
from tests.factories.consultations import make_version, publish
from tests.factories.long_draft import make_long_version


def find(client, process, query, name="current", *args, **more):
    return client.get(reverse(f"drafts:{name}", args=[process.slug, *args]), {"suche": query, **more})


def html(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def lineages(response):
    return [(hit.paragraph or hit.section).lineage for hit in response.context["page"].object_list]


@pytest.fixture
def text(process):
    return make_version(
        process,
        texts={
            "k1-1": "Der ÜBERGANG von der Schule in den Beruf.",
            "k1-2": "Maßnahmen gegen Armut. Die Größe der Gruppe & mehr.",
            "k2-1": "Ein U\u0308bergang, aus Buchstabe und Zeichen.",
            "k2-2": "<b>Fett</b> ist nichts.",
        },
    )


@pytest.mark.parametrize(
    "query,found",
    [
        ("übergang", ["k1-1", "k2-1"]),
        ("ÜBERGANG", ["k1-1", "k2-1"]),
        ("u\u0308bergang schule", ["k1-1"]),
        ("schule übergang", ["k1-1"]),
        ("massnahmen", ["k1-2"]),
        ("MASSNAHMEN größe", ["k1-2"]),
        ("ubergang", []),
        ("kapitel 2", ["k2"]),
        ("2.1", ["k2-1"]),
        ("%", []),
        ("_", []),
        ("(", []),
    ],
)
def test_words_are_found_in_german(client, process, text, query, found):
    assert lineages(find(client, process, query)) == found


def test_what_was_found_is_marked_and_leads_to_its_place(client, process, text):
    page = html(find(client, process, "übergang"))
    assert "<mark>ÜBERGANG</mark> von der Schule" in page
    start = reverse("drafts:current", args=[process.slug])
    assert f'href="{start}#absatz-k1-1">Absatz 1.1' in page and "1 Kapitel 1" in page
    assert "2 Stellen mit" in page


def test_text_and_query_are_escaped(client, process, text):
    page = html(find(client, process, "fett"))
    assert "&lt;b&gt;<mark>Fett</mark>&lt;/b&gt;" in page and "<b>" not in page
    page = html(find(client, process, '"><script>alert(1)</script>'))
    assert "<script>alert" not in page and "kommt in dieser Fassung nicht vor" in page


def test_measures_are_found_by_their_facts(client, process):
    version = make_version(process, published=False)
    Paragraph.objects.filter(version=version, lineage="k2-1").update(
        type=ParagraphType.MEASURE, code="HA 7", responsible="Landesamt für Übersetzung"
    )
    publish(version)
    assert lineages(find(client, process, "landesamt übersetzung")) == ["k2-1"]
    assert lineages(find(client, process, "ha 7")) == ["k2-1"]


def test_only_the_version_that_is_read_is_searched(client, process, text):
    make_version(process, number=2, texts={"k1-1": "Ganz anders."})
    make_version(process, number=3, texts={"k1-1": "Geheimer Übergang."}, published=False)
    assert lineages(find(client, process, "übergang")) == []
    old = find(client, process, "übergang", "version", 1)
    assert lineages(old) == ["k1-1", "k2-1"]
    assert f'href="{reverse("drafts:version", args=[process.slug, 1])}#absatz-k1-1"' in html(old)
    assert find(client, process, "geheimer", "version", 3).status_code == 404


def test_a_long_paragraph_is_cut_around_what_was_found(client, process):
    words = " ".join(f"Wort{number}" for number in range(400))
    make_version(process, texts={"k1-1": f"{words} Fundstelle {words}"})
    page = html(find(client, process, "fundstelle"))
    assert "… " in page and "<mark>Fundstelle</mark>" in page and "Wort380 " not in page and len(page) < 40_000


def test_hits_come_in_pages(client, process):
    make_long_version(process, chapters=1, paragraphs=60)
    first = find(client, process, ".")
    assert len(first.context["page"].object_list) == 25 and first.context["hit_count"] == 60
    for odd in ("3", "999", "nichts", "-1"):
        assert find(client, process, ".", page=odd).status_code == 200


@pytest.mark.parametrize("query", [" ", "\u200b\x07", "ß" * 5000, "\ud800".encode("utf-8", "replace").decode()])
def test_odd_queries_do_no_harm(client, process, text, query):
    assert find(client, process, query).status_code == 200


def test_a_query_is_cleaned():
    assert cleaned(" a\x00b\n c ") == "a b c"
    assert len(cleaned("ab " * 100)) <= MAX_QUERY
    assert cleaned("") == ""


def test_long_hits_lead_to_the_chapter(client, process):
    make_long_version(process, chapters=5)
    page = html(find(client, process, "5.60"))
    assert f'href="{reverse("drafts:chapter", args=[process.slug, "k4"])}#absatz-k4-59"' in page


def test_searching_takes_the_same_queries_however_long_the_draft(client, process, other_process):
    process.phases.all().delete()
    make_long_version(process, chapters=1, paragraphs=1)
    make_long_version(other_process, chapters=10, paragraphs=30)
    counts = []
    for one in (process, other_process):
        find(client, one, "e")
        with CaptureQueriesContext(connection) as captured:
            assert find(client, one, "e").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_search_of_an_unpublished_process_is_for_its_team(client, process, text, cast):
    process.is_published = False
    process.save()
    assert find(client, process, "übergang").status_code == 404
    client.force_login(cast.outsider)
    assert find(client, process, "übergang").status_code == 404
    client.force_login(cast.editor)
    assert lineages(find(client, process, "übergang")) == ["k1-1", "k2-1"]
