"""Reading contributions: page of a paragraph, list of a process, cards of a conference, support."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations.contributions import services
from consultations.contributions.enums import Publication, State
from consultations.contributions.models import Contribution, Support
from consultations.moderation.models import Decision, ModerationDecision
from tests.factories.accounts import UserFactory
from tests.factories.consultations import ConferenceFactory, ThematicTableFactory, make_version
from tests.factories.consultations import make_contribution as contribution_about
from tests.factories.pages import html, paragraph_url

SCRIPT = "<script>alert(1)</script>"


def list_url(process):
    return reverse("contributions:list", kwargs={"process_slug": process.slug})


def support_url(contribution):
    return reverse("contributions:support", kwargs={"code": contribution.code})


def queries_of(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def hidden_ones(make_contribution):
    """A visible contribution, and one of every kind the public must not see, even if its text were there."""
    leading = make_contribution(text="Sichtbarer Beitrag")
    for fields in (
        {"state": State.PENDING},
        {"state": State.REJECTED},
        {"state": State.WITHDRAWN},
        {"publication": Publication.INTERNAL},
        {"state": State.MERGED, "merged_into": leading},
    ):
        made = make_contribution(text="Verborgener Beitrag", title="Verborgener Titel", **fields)
        Contribution.objects.filter(pk=made.pk).update(published_text="Verborgener Beitrag")
    return leading


@pytest.mark.parametrize("user", [None, "stakeholder", "outsider", "lead", "moderator"])
def test_hidden_contributions_are_on_no_page_and_in_no_count(client, process, make_contribution, cast, user):
    hidden_ones(make_contribution)
    if user:
        client.force_login(getattr(cast, user))
    urls = [paragraph_url(process), list_url(process), paragraph_url(process) + "?sort=unterstuetzt"]
    for url in urls:
        page = html(client.get(url))
        assert "Sichtbarer Beitrag" in page and "Verborgen" not in page
        assert "1 Beitrag<" in page


def test_hidden_replies_are_not_shown_and_public_ones_stay(client, process, make_contribution):
    parent = make_contribution(text="Ursprünglicher Beitrag")
    reply = make_contribution(parent=parent, text="Öffentliche Antwort")
    pending = make_contribution(parent=parent, state=State.PENDING)
    Contribution.objects.filter(pk=pending.pk).update(published_text="Verborgene Antwort")
    page = html(client.get(paragraph_url(process)))
    assert "Öffentliche Antwort" in page and "Verborgene Antwort" not in page
    assert page.index("Ursprünglicher Beitrag") < page.index("Öffentliche Antwort")
    parent.state = State.REJECTED
    parent.save()
    page = html(client.get(paragraph_url(process)))
    assert "Ursprünglicher Beitrag" not in page
    assert "Öffentliche Antwort" in page and f"beitrag-{reply.code}" in page
    assert "Antwort auf einen Beitrag, der hier nicht zu lesen ist" in page


def test_the_page_shows_paragraph_chapter_and_neighbours(client, process, version):
    page = html(client.get(paragraph_url(process, "k1-2")))
    assert "Text von Absatz k1-2." in page and "1 Kapitel 1" in page
    assert f'rel="prev" href="{paragraph_url(process, "k1-1")}"' in page
    assert f'rel="next" href="{paragraph_url(process, "k2-1")}"' in page
    assert 'rel="prev"' not in html(client.get(paragraph_url(process, "k1-1")))
    assert "Schreiben Sie den ersten." in page


def test_contributions_of_other_paragraphs_stay_there(client, process, version, make_contribution):
    make_contribution(target=version.paragraphs.get(lineage="k1-2"), text="Anderswo")
    assert "Anderswo" not in html(client.get(paragraph_url(process)))


def test_contributions_of_other_processes_stay_there(client, process, paragraph, other_process):
    contribution_about(make_version(other_process).paragraphs.get(lineage="k1-1"), text="Anderes Verfahren")
    assert "Anderes Verfahren" not in html(client.get(paragraph_url(process)))
    assert "Anderes Verfahren" not in html(client.get(list_url(process)))


def test_sorting_by_date_and_by_support(client, process, make_contribution):
    now = timezone.now()
    make_contribution(text="Älterer Beitrag", received_at=now - timedelta(days=2), support_offline=9)
    popular = make_contribution(text="Neuerer Beitrag", received_at=now, support_offline=8)
    for _number in range(2):
        Support.objects.create(contribution=popular, user=UserFactory())
    make_contribution(text="Mittlerer Beitrag", received_at=now - timedelta(days=1))

    def order(url):
        page = html(client.get(url))
        return sorted(("Älterer Beitrag", "Mittlerer Beitrag", "Neuerer Beitrag"), key=page.index)

    by_date = ["Neuerer Beitrag", "Mittlerer Beitrag", "Älterer Beitrag"]
    for url in (paragraph_url(process), list_url(process)):
        assert order(url) == by_date
        assert order(url + "?sort=quatsch") == by_date
        assert order(url + "?sort=unterstuetzt") == ["Neuerer Beitrag", "Älterer Beitrag", "Mittlerer Beitrag"]


@pytest.mark.parametrize("page", ["0", "-1", "abc", "999999", "1e9", ""])
def test_nonsense_pages_show_a_page(client, process, make_contribution, page):
    make_contribution(text="Sichtbar")
    for url in (paragraph_url(process), list_url(process)):
        response = client.get(url, {"page": page})
        assert response.status_code == 200 and "Sichtbar" in html(response)


def test_conversations_are_paginated_by_twenty(client, process, make_contribution):
    now = timezone.now()
    for number in range(21):
        made = make_contribution(text=f"Beitrag Nummer {number:02d}", received_at=now - timedelta(hours=number))
    make_contribution(parent=made, text="Antwort auf den letzten", received_at=now)
    first = html(client.get(paragraph_url(process)))
    assert "Beitrag Nummer 19" in first and "Beitrag Nummer 20" not in first and "22 Beiträge" in first
    second = html(client.get(paragraph_url(process), {"page": 2}))
    assert "Beitrag Nummer 20" in second and "Antwort auf den letzten" in second
    assert "Beitrag Nummer 00" not in second


@pytest.mark.parametrize("signed_in", [False, True])
def test_pages_take_a_constant_number_of_queries(client, process, version, paragraph, cast, signed_in):
    if signed_in:
        client.force_login(cast.member)
    # On the first page in every order, so that there are replies to show before and after.
    first = {"received_at": timezone.now() + timedelta(days=1), "support_offline": 1000}
    parent = contribution_about(paragraph, user=None, is_redacted=True, **first)
    contribution_about(paragraph, user=None, parent=parent)
    urls = [paragraph_url(process), list_url(process), paragraph_url(process) + "?sort=unterstuetzt"]
    for url in urls:
        client.get(url)
    few = [queries_of(client, url) for url in urls]
    for number in range(198):
        made = contribution_about(
            paragraph, user=None, is_redacted=number % 3 == 0, parent=parent if number % 4 == 0 else None
        )
        Support.objects.create(contribution=made, user=cast.stakeholder)
    assert [queries_of(client, url) for url in urls] == few


def test_stored_scripts_are_text(client, process, paragraph, make_contribution, cast):
    author = UserFactory(display_name=SCRIPT)
    make_contribution(
        user=author,
        text=SCRIPT,
        title=SCRIPT,
        organisation_name=SCRIPT,
        author_role=SCRIPT,
        author_name=SCRIPT,
        translation_de=SCRIPT,
        language="uk",
    )
    client.force_login(author)
    urls = [paragraph_url(process), list_url(process), paragraph_url(process) + f"?antwort={SCRIPT}&sort={SCRIPT}"]
    for url in urls:
        page = client.get(url).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
    response = client.post(paragraph_url(process), {"text": SCRIPT, "title": f'"{SCRIPT}', "organisation": SCRIPT})
    assert response.status_code == 422 and "<script>alert" not in response.content.decode()


def test_links_in_texts_are_marked_as_visitors_links_and_lead_nowhere_else(client, process, make_contribution):
    make_contribution(text="Siehe https://example.org und javascript:alert(1)")
    page = html(client.get(paragraph_url(process)))
    assert '<a href="https://example.org" rel="nofollow ugc noopener">https://example.org</a>' in page
    assert "javascript:alert(1)" in page and 'href="javascript:' not in page


def test_authors_appear_as_they_agreed(client, process, make_contribution):
    make_contribution(organisation_name="Verein Offen", author_role="Vorstand", publication=Publication.NAMED)
    make_contribution(
        organisation_name="Verein Verdeckt",
        author_name="Name Verdeckt",
        author_role="Rolle Verdeckt",
        user=UserFactory(display_name="Konto Verdeckt", email="verdeckt@example.org"),
        publication=Publication.CATEGORY,
    )
    for url in (paragraph_url(process), list_url(process)):
        page = html(client.get(url))
        assert "Verein Offen" in page and "Vorstand" in page and "Zivilgesellschaft und Vereine" in page
        assert "Verdeckt" not in page and "verdeckt@" not in page


def test_secret_codes_are_on_no_page(client, process, make_contribution):
    made = make_contribution()
    for url in (paragraph_url(process), list_url(process)):
        page = html(client.get(url))
        assert made.display_code in page
        assert made.receipt_code not in page and made.display_receipt_code not in page


def test_redacted_translated_and_collective_contributions_say_so(client, process, make_contribution, cast):
    made = make_contribution(
        text="Text mit […] Lücke",
        is_redacted=True,
        submissions_represented=41,
        translation_de="Übersetzung des ungekürzten Texts",
        channel="letter",
    )
    make_contribution(text="Текст", language="uk", translation_de="Deutsche Fassung")
    ModerationDecision.objects.create(
        contribution=made,
        decision=Decision.SHORTENED,
        public_note="Gekürzt nach Regel 2.",
        message_to_author="Nur für Sie",
        decided_by=cast.moderator,
        decided_at=timezone.now(),
    )
    page = html(client.get(paragraph_url(process)))
    for part in ("Gekürzt nach Regel 2.", "41 gleichlautende Einsendungen", "Deutsche Fassung", "per Brief"):
        assert part in page
    assert 'lang="uk" dir="auto"' in page
    assert "Nur für Sie" not in page
    assert "ungekürzten" not in page, "a translation of the whole text would show what was taken out"


def test_replies_of_the_ministry_are_marked(client, process, make_contribution):
    parent = make_contribution()
    make_contribution(parent=parent, is_official_reply=True, organisation_name="Referat 45", text="Wir antworten.")
    page = html(client.get(paragraph_url(process)))
    assert "Antwort des Ministeriums" in page and "Wir antworten." in page
    assert "1 Beitrag<" in page


# --- The list -------------------------------------------------------------------------------------------------------


def test_the_list_can_be_filtered(client, process, version, make_contribution):
    make_contribution(text="Eine Frage online", kind="question")
    make_contribution(text="Ein Brief", channel="letter", target=version.paragraphs.get(lineage="k2-1"))
    make_contribution(text="Zum Kapitel", target=version.sections.get(lineage="k2"))
    everything = {"Eine Frage online", "Ein Brief", "Zum Kapitel"}

    def shown(**query):
        page = html(client.get(list_url(process), query))
        return {text for text in everything if text in page}

    assert shown() == everything
    assert shown(art="question") == {"Eine Frage online"}
    assert shown(weg="letter") == {"Ein Brief"}
    assert shown(kapitel="k2") == {"Ein Brief", "Zum Kapitel"}
    assert shown(kapitel="k2", weg="letter") == {"Ein Brief"}
    assert shown(art="quatsch", weg="' OR 1=1", kapitel="gibtsnicht") == everything
    assert shown(art="question", kapitel="k2") == set()
    assert "passt kein Beitrag" in html(client.get(list_url(process), {"art": "question", "kapitel": "k2"}))


def test_the_chapter_filter_does_not_know_prepared_versions(client, process, version, make_contribution):
    make_contribution(text="Zu Kapitel eins")
    prepared = make_version(process, number=2, published=False)
    moved = prepared.paragraphs.get(lineage="k1-1")
    moved.section = prepared.sections.get(lineage="k2")
    moved.save()
    assert "Zu Kapitel eins" not in html(client.get(list_url(process), {"kapitel": "k2"}))


def test_the_list_of_an_unpublished_process_is_404_and_empty_for_its_team(client, process, make_contribution, cast):
    make_contribution(text="Noch nicht öffentlich")
    process.is_published = False
    process.save()
    assert client.get(list_url(process)).status_code == 404
    client.force_login(cast.outsider)
    assert client.get(list_url(process)).status_code == 404
    client.force_login(cast.lead)
    assert "Noch nicht öffentlich" not in html(client.get(list_url(process)))


def test_chapter_and_draft_pages_show_their_own_contributions(client, process, version, make_contribution):
    make_contribution(text="Zum Absatz")
    make_contribution(text="Zum Kapitel", target=version.sections.get(lineage="k1"))
    make_contribution(text="Zum Ganzen", target=version.draft)
    section = html(client.get(reverse("contributions:section", args=[process.slug, "k1"])))
    whole = html(client.get(reverse("contributions:draft", args=[process.slug])))
    assert "Zum Kapitel" in section and "Zum Absatz" not in section and "Zum Ganzen" not in section
    assert "Zum Ganzen" in whole and "Zum Kapitel" not in whole


# --- Cards ----------------------------------------------------------------------------------------------------------


def test_cards_hang_on_the_page_of_their_conference(client, process, make_contribution):
    conference = ConferenceFactory(process=process)
    table, other = ThematicTableFactory(conference=conference), ThematicTableFactory(conference=conference)
    card = {"channel": "conference_card", "column": "bedarf", "publication": Publication.CATEGORY}
    shown = contribution_about(table, text="Öffentliche Karte", dots=7, **card)
    contribution_about(other, text="Karte des anderen Tisches", **card)
    hidden_ones(lambda **fields: contribution_about(table, **{**card, **fields}))
    foreign = ThematicTableFactory(conference=ConferenceFactory(process=process))
    contribution_about(foreign, text="Karte einer anderen Konferenz", **card)
    page = html(client.get(conference.get_absolute_url()))
    assert "Öffentliche Karte" in page and "Karte des anderen Tisches" in page and "7 Punkte" in page
    assert "Verborgen" not in page and "Karte einer anderen Konferenz" not in page
    assert shown.get_absolute_url() in page and "3 Karten" in page


def test_cards_take_a_constant_number_of_queries(client, process):
    conference = ConferenceFactory(process=process)
    table = ThematicTableFactory(conference=conference)
    card = {"channel": "conference_card", "column": "bedarf", "user": None}
    contribution_about(table, **card)
    client.get(conference.get_absolute_url())
    few = queries_of(client, conference.get_absolute_url())
    for _number in range(60):
        contribution_about(table, **card)
    assert queries_of(client, conference.get_absolute_url()) == few


# --- Support --------------------------------------------------------------------------------------------------------


def test_support_toggles_and_counts(client, process, make_contribution, cast):
    made = make_contribution(support_offline=4)
    client.force_login(cast.stakeholder)
    back = paragraph_url(process)
    response = client.post(support_url(made), {"next": back})
    assert response.url == f"{back}#beitrag-{made.code}"
    assert "5 unterstützen das" in html(client.get(back))
    client.post(support_url(made), {"next": back})
    assert not Support.objects.exists()
    assert "4 unterstützen das" in html(client.get(back))


def test_support_by_htmx_answers_with_the_button(client, process, make_contribution, cast):
    made = make_contribution()
    client.force_login(cast.stakeholder)
    response = client.post(support_url(made), headers={"HX-Request": "true"})
    page = html(response)
    assert response.status_code == 200 and "<html" not in page
    assert "1 unterstützt das, auch Sie" in page and "Unterstützung zurücknehmen" in page


def test_the_page_is_valid_html_with_htmx(client, process, make_contribution, cast):
    make_contribution()
    client.force_login(cast.stakeholder)
    page = html(client.get(list_url(process)))
    assert " data-hx-post=" in page and " hx-" not in page


def test_support_needs_sign_in(client, make_contribution, process):
    made = make_contribution()
    response = client.post(support_url(made), {"next": paragraph_url(process)})
    assert response.status_code == 302 and response.url.startswith(reverse("account_login"))
    response = client.post(support_url(made), headers={"HX-Request": "true"})
    assert response["HX-Redirect"].startswith(reverse("account_login"))
    assert not Support.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"state": State.PENDING}, {"state": State.REJECTED}, {"publication": Publication.INTERNAL}]
)
def test_what_is_not_public_cannot_be_supported(client, make_contribution, cast, fields):
    made = make_contribution(**fields)
    client.force_login(cast.stakeholder)
    assert client.post(support_url(made)).status_code == 404
    assert not services.support(made, cast.stakeholder)
    assert not Support.objects.exists()


def test_ones_own_contribution_cannot_be_supported(client, make_contribution, cast, process):
    made = make_contribution(user=cast.stakeholder)
    client.force_login(cast.stakeholder)
    assert client.post(support_url(made)).status_code == 404
    assert not Support.objects.exists()
    assert support_url(made) not in html(client.get(paragraph_url(process)))


def test_support_of_an_unpublished_process_is_404(client, make_contribution, cast, process):
    made = make_contribution()
    process.is_published = False
    process.save()
    client.force_login(cast.stakeholder)
    assert client.post(support_url(made)).status_code == 404


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_support_leads_nowhere_else(client, make_contribution, cast, target):
    made = make_contribution()
    client.force_login(cast.stakeholder)
    assert client.post(support_url(made), {"next": target}).url.startswith("/verfahren/")


def test_support_is_posted_never_got(client, make_contribution, cast):
    made = make_contribution()
    client.force_login(cast.stakeholder)
    assert client.get(support_url(made)).status_code == 405
    assert client.post(reverse("contributions:support", kwargs={"code": "NIXNIX00"})).status_code == 404
    assert not Support.objects.exists()
