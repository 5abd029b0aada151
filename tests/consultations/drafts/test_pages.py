"""The public pages of the draft."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.contributions.enums import Publication, State
from consultations.drafts.enums import ParagraphType, VersionState
from consultations.drafts.models import Paragraph
from consultations.process.enums import PhaseKind
from tests.factories.consultations import PhaseFactory, make_version, publish, today
from tests.factories.pages import html


def draft_url(process):
    return reverse("drafts:current", kwargs={"process_slug": process.slug})


def version_url(process, number):
    return reverse("drafts:version", kwargs={"process_slug": process.slug, "number": number})


def queries_of(client, url):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_current_version_shows_chapters_and_anchored_paragraphs(client, process, version):
    page = html(client.get(draft_url(process)))
    for lineage in ("k1-1", "k1-2", "k2-1", "k2-2"):
        assert f'id="absatz-{lineage}"' in page
        assert f'href="#absatz-{lineage}"' in page
        assert f"Text von Absatz {lineage}." in page
    assert 'id="kapitel-k1"' in page and 'href="#kapitel-k1"' in page
    assert "Fassung 1" in page


def test_margin_names_the_paragraph_for_screen_readers(client, process, version, make_contribution):
    make_contribution()
    page = html(client.get(draft_url(process)))
    url = reverse("contributions:paragraph", kwargs={"process_slug": process.slug, "lineage": "k1-1"})
    assert f'href="{url}"' in page
    assert f'href="{url}#beitrag-schreiben"' in page
    assert "Absatz 1.1 kommentieren" in page
    assert "1 Beitrag<span" in page and "zu Absatz 1.1" in page


def test_draft_text_is_marked_as_german_on_an_english_page(client, process, version):
    client.cookies["django_language"] = "en"
    page = html(client.get(draft_url(process)))
    assert '<html lang="en"' in page
    assert '<div class="kd-paragraph__body" lang="de">' in page


def test_measures_are_set_apart_with_their_facts(client, process):
    version = make_version(process, published=False)
    Paragraph.objects.filter(version=version, lineage="k1-2").update(
        type=ParagraphType.MEASURE,
        code="HA 3.1",
        responsible="Ministerium A",
        period="2021",
        indicator="Zahl der Kurse",
    )
    publish(version)
    page = html(client.get(draft_url(process)))
    for text in ("kd-paragraph--measure", "HA 3.1", "Ministerium A", "2021", "Zahl der Kurse"):
        assert text in page


def test_draft_text_is_escaped(client, process):
    make_version(process, texts={"k1-1": "<script>alert(1)</script>"})
    page = html(client.get(draft_url(process)))
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize(
    "hidden",
    [
        {"state": State.PENDING},
        {"state": State.REJECTED},
        {"publication": Publication.INTERNAL},
        {"is_official_reply": True},
    ],
)
def test_counters_count_public_contributions_of_participants_only(client, process, make_contribution, hidden):
    make_contribution()
    make_contribution(**hidden)
    page = html(client.get(draft_url(process)))
    assert "1 Beitrag<span" in page
    assert "2 Beiträge" not in page


def test_merged_contributions_are_not_counted(client, process, make_contribution):
    leading = make_contribution()
    make_contribution(state=State.MERGED, merged_into=leading)
    assert "1 Beitrag<span" in html(client.get(draft_url(process)))


def test_counters_follow_a_paragraph_into_the_next_version(client, process, version, make_contribution):
    make_contribution()
    make_version(process, number=2, texts={"k1-1": "Neuer Text."})
    page = html(client.get(draft_url(process)))
    assert "Neuer Text." in page and "1 Beitrag<span" in page


def test_prepared_versions_are_nowhere(client, process, version, cast):
    make_version(process, number=2, texts={"k1-1": "Geheimer neuer Text."}, published=False)
    for user in (None, cast.lead, cast.admin, cast.outsider):
        if user:
            client.force_login(user)
        page = html(client.get(draft_url(process)))
        assert "Geheimer neuer Text." not in page and "Fassung 2" not in page
        assert client.get(version_url(process, 2)).status_code == 404


def test_without_a_published_version_the_page_says_so(client, process):
    make_version(process, texts={"k1-1": "Geheimer Text."}, published=False)
    response = client.get(draft_url(process))
    assert response.status_code == 200
    assert "Der Entwurf ist noch nicht veröffentlicht" in html(response)
    assert "Geheimer Text." not in html(response) and "Fassung 1" not in html(response)


def test_an_older_version_points_to_the_current_one_and_takes_no_comments(client, process, version):
    make_version(process, number=2, texts={"k1-1": "Neuer Text."})
    page = html(client.get(version_url(process, 1)))
    assert "Text von Absatz k1-1." in page
    assert "Sie lesen eine ältere Fassung." in page
    assert draft_url(process) in page
    assert "kommentieren</" not in page
    assert "Sie lesen eine ältere Fassung." not in html(client.get(version_url(process, 2)))


def test_unknown_version_is_404(client, process, version):
    assert client.get(version_url(process, 7)).status_code == 404


def test_unpublished_process_is_for_its_team_only(client, process, version, cast):
    process.is_published = False
    process.save()
    for url in (draft_url(process), version_url(process, 1)):
        client.logout()
        assert client.get(url).status_code == 404
        client.force_login(cast.outsider)
        assert client.get(url).status_code == 404
        client.force_login(cast.editor)
        assert client.get(url).status_code == 200


def test_open_phase_is_named_with_its_deadline(client, process, version):
    assert "Beiträge sind möglich bis" in html(client.get(draft_url(process)))


def test_closed_phase_says_since_when_and_offers_no_action(client, process, version):
    process.phases.update(starts_on=today() - timedelta(days=30), ends_on=today() - timedelta(days=3))
    page = html(client.get(draft_url(process)))
    assert "Beiträge waren bis" in page
    assert "Kommentieren" not in page


def test_phase_to_come_is_announced(client, process, version):
    process.phases.update(starts_on=today() + timedelta(days=3), ends_on=today() + timedelta(days=30))
    page = html(client.get(draft_url(process)))
    assert "Beiträge sind ab" in page and "Kommentieren" not in page


def test_closing_round_opens_changed_paragraphs_only(client, process, version):
    process.phases.update(starts_on=today() - timedelta(days=30), ends_on=today() - timedelta(days=3))
    PhaseFactory(process=process, kind=PhaseKind.CLOSING_ROUND)
    make_version(process, number=2, texts={"k1-1": "Neuer Text."})
    page = html(client.get(draft_url(process)))
    assert "Absatz 1.1 kommentieren" in page
    assert "Absatz 1.2 kommentieren" not in page
    assert "Kapitel 1 kommentieren" not in page


def test_draft_page_takes_a_constant_number_of_queries(client, process, version, make_contribution):
    make_contribution()
    client.get(draft_url(process))
    few = queries_of(client, draft_url(process))
    for number in range(199):
        paragraph = version.paragraphs.all()[number % 4]
        make_contribution(target=paragraph, user=None)
    assert queries_of(client, draft_url(process)) == few


def test_process_page_shows_the_draft(client, process, version, make_contribution):
    make_contribution()
    page = html(client.get(process.get_absolute_url()))
    assert "Fassung 1" in page and "4 Absätze" in page and "bisher 1 veröffentlichter Beitrag" in page
    assert f'href="{draft_url(process)}"' in page


def test_process_page_does_not_know_prepared_versions(client, process):
    version = make_version(process, published=False)
    assert version.state == VersionState.PREPARED
    page = html(client.get(process.get_absolute_url()))
    assert "Fassung 1" not in page and draft_url(process) not in page


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_draft_pages_are_for_reading(client, process, version, method):
    assert getattr(client, method)(draft_url(process)).status_code == 405
