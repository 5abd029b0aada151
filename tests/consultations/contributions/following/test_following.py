"""Following a part of a draft or a process: the button, the list, the switch for mails."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations.contributions.following import services
from consultations.contributions.following.models import Follow, News
from consultations.contributions.following.targets import find_target
from consultations.contributions.models import Contribution
from consultations.contributions.targets import describe
from tests.factories.pages import html, paragraph_url


def follow_url(process):
    return reverse("contributions:follow", kwargs={"process_slug": process.slug})


PARTS = [
    ("paragraph", "k1-1", "paragraph"),
    ("section", "k1", "section"),
    ("draft", "", "draft"),
    ("process", "", "list"),
]


@pytest.mark.parametrize(("kind", "lineage", "name"), PARTS, ids=[part[0] for part in PARTS])
def test_the_button_follows_and_follows_no_longer(client, cast, process, version, kind, lineage, name):
    client.force_login(cast.member)
    url = reverse(
        f"contributions:{name}", kwargs={"process_slug": process.slug} | ({"lineage": lineage} if lineage else {})
    )
    assert " folgen</button>" in html(client.get(url)) and "nicht mehr folgen" not in html(client.get(url))
    assert not Follow.objects.exists()
    response = client.post(follow_url(process), {"kind": kind, "lineage": lineage, "next": url}, follow=True)
    row = Follow.objects.get()
    assert (row.user, row.process, row.target_kind, row.lineage) == (cast.member, process, kind, lineage)
    assert "nicht mehr folgen" in html(response)
    client.post(follow_url(process), {"kind": kind, "lineage": lineage})
    assert Follow.objects.count() == 1
    response = client.post(follow_url(process), {"kind": kind, "lineage": lineage, "do": "unfollow"})
    assert response.url == url and not Follow.objects.exists()


def test_with_htmx_only_the_button_comes_back(client, cast, process, version):
    client.force_login(cast.member)
    data = {"kind": "paragraph", "lineage": "k1-1"}
    response = client.post(follow_url(process), data, headers={"HX-Request": "true"})
    assert "nicht mehr folgen" in html(response) and "<html" not in html(response)


def test_without_an_account_one_is_asked_to_sign_in(client, process, version):
    data = {"kind": "paragraph", "lineage": "k1-1"}
    response = client.post(follow_url(process), data)
    assert response.status_code == 302 and response.url.startswith("/konto/login/")
    response = client.post(follow_url(process), data, headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"].startswith("/konto/login/")
    assert client.get(follow_url(process)).status_code == 405
    assert not Follow.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "table", "lineage": ""},
        {"kind": "paragraph", "lineage": "gibt-es-nicht"},
        {"kind": "paragraph", "lineage": "k1-1\x00"},
        {"kind": "x" * 500, "lineage": "y" * 500},
        {"kind": "paragraph", "lineage": "y" * 5000},
    ],
)
def test_only_what_is_there_can_be_followed(client, cast, process, version, data):
    client.force_login(cast.member)
    response = client.post(follow_url(process), data)
    if "\x00" not in data.get("lineage", ""):
        assert response.status_code == 404 and not Follow.objects.exists()


def test_a_process_that_is_not_public_cannot_be_followed(client, cast, process, version):
    process.is_published = False
    process.save()
    client.force_login(cast.member)
    response = client.post(follow_url(process), {"kind": "process", "lineage": ""})
    assert response.status_code == 404 and not Follow.objects.exists()


def test_one_is_not_sent_to_other_sites(client, cast, process, version):
    client.force_login(cast.member)
    data = {"kind": "paragraph", "lineage": "k1-1", "next": "https://boese.example/"}
    assert client.post(follow_url(process), data).url == paragraph_url(process)


@pytest.mark.parametrize(("ticked", "follows"), [({}, 0), ({"follow": "1"}, 1), ({"follow": "0"}, 0)])
def test_authors_follow_only_if_they_tick_the_box(client, cast, process, paragraph, ticked, follows):
    client.force_login(cast.member)
    page = html(client.get(paragraph_url(process)))
    assert 'name="follow"' in page and "checked" not in page.partition('name="follow"')[2].partition(">")[0]
    data = {"kind": "proposal", "text": "Mehr Zeit.", "publication": "category", "organisation": "selbst"}
    assert client.post(paragraph_url(process), data | ticked).status_code == 302
    assert Contribution.objects.count() == 1 and Follow.objects.count() == follows


def test_the_list_is_ones_own(client, cast, process, version, paragraph):
    url = reverse("contributions:followed")
    assert client.get(url).status_code == 302
    services.follow(cast.member, describe(paragraph))
    services.follow(cast.member, describe(process))
    client.force_login(cast.outsider)
    assert "verfolgen noch nichts" in html(client.get(url))
    client.force_login(cast.member)
    page = html(client.get(url))
    assert "Absatz 1.1" in page and "Das ganze Verfahren" in page and paragraph_url(process) in page
    client.post(follow_url(process), {"kind": "paragraph", "lineage": "k1-1", "do": "unfollow", "next": url})
    assert [row.target_kind for row in Follow.objects.all()] == ["process"]


def test_the_list_takes_a_constant_number_of_queries(client, cast, process, version):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("contributions:followed")).status_code == 200
        return len(captured)

    client.force_login(cast.member)
    services.follow(cast.member, find_target(process, "paragraph", "k1-1"))
    services.follow(cast.member, find_target(process, "section", "k2"))
    queries()
    before = queries()
    for kind, lineage in (
        ("paragraph", "k1-2"),
        ("paragraph", "k2-1"),
        ("section", "k1"),
        ("draft", ""),
        ("process", ""),
    ):
        services.follow(cast.member, find_target(process, kind, lineage))
    assert queries() == before


def test_the_list_says_how_often_one_is_told(client, cast, process, paragraph):
    services.follow(cast.member, describe(paragraph))
    client.force_login(cast.member)
    url = reverse("contributions:followed")
    assert "einmal am Tag" in html(client.get(url))
    services.mails_off(cast.member)
    page = html(client.get(url))
    assert "keine E-Mails" in page and reverse("notifications:preferences") in page


def test_the_first_to_follow_waits_no_longer_where_more_is_public(cast, process, version, make_contribution):
    def statements(user) -> int:
        News.objects.all().delete()
        with CaptureQueriesContext(connection) as captured:
            row = services.follow(user, describe(process))
        keys = list(
            News.objects.filter(contribution__isnull=False).order_by("pk").values_list("contribution", flat=True)
        )
        assert keys == list(Contribution.objects.order_by("received_at", "pk").values_list("pk", flat=True))
        assert row.told_upto == News.objects.order_by("pk").last().pk
        return len(captured)

    make_contribution()
    one = statements(cast.member)
    for hours in range(4):
        make_contribution(received_at=timezone.now() - timedelta(hours=hours))
    assert statements(cast.stakeholder) == one
