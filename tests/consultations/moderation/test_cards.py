"""The cards of a conference are released together, by moderators only, and only those that were looked at."""

import pytest
from django.urls import reverse

from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.moderation.bulk import Seen
from consultations.moderation.cards import conferences_waiting, release_cards, seen_of, waiting_cards
from tests.factories.records import confirmed, make_conference


@pytest.fixture
def conference(process, cast):
    conference = make_conference(process)
    confirmed(conference, cast.lead)
    return conference


def url(conference):
    return reverse("moderation_admin:cards", args=[conference.process.slug, conference.pk])


def test_ticked_cards_are_published_word_for_word_and_the_others_wait(client, cast, conference):
    client.force_login(cast.moderator)
    rows = client.get(url(conference)).context["rows"]
    assert len(rows) == 2
    client.post(url(conference), {"seen": [rows[0][1]]})
    row = Contribution.objects.get(state=State.RELEASED)
    assert row.pk == rows[0][0].pk and row.published_text == row.comment
    assert len(client.get(url(conference)).context["rows"]) == 1


def test_a_contribution_that_is_no_card_of_the_conference_is_left_alone(cast, conference, process, make_contribution):
    other = make_contribution(state=State.PENDING)
    foreign = make_conference(process, slug="halle")
    confirmed(foreign, cast.lead)
    seen = [Seen(other.pk, State.PENDING, None, 0), *(seen_of(row) for row in waiting_cards(foreign))]
    assert release_cards(conference, seen, actor=cast.moderator) == []
    assert not Contribution.objects.filter(state=State.RELEASED).exists()


def test_the_queue_is_narrowed_to_a_conference(client, cast, conference, make_contribution):
    make_contribution(state=State.PENDING, text="Etwas anderes.")
    client.force_login(cast.moderator)
    queue = reverse("moderation_admin:queue", args=[conference.process.slug])
    narrowed = client.get(queue, {"conference": conference.pk}).context["rows"]
    assert {row.contribution.comment for row in narrowed} == {"Mehr Kurse am Abend.", "Busse fahren zu selten."}
    assert len(client.get(queue, {"conference": "unsinn"}).context["rows"]) == 3


@pytest.mark.parametrize(("who", "status"), [("editor", 403), ("recorder", 403), ("outsider", 404)])
def test_others_do_not_release(client, cast, conference, who, status):
    client.force_login(getattr(cast, who))
    seen = [str(seen_of(row)) for row in waiting_cards(conference)]
    assert client.post(url(conference), {"seen": seen}).status_code == status
    assert not Contribution.objects.filter(state=State.RELEASED).exists()


def test_moderators_find_the_cards_from_the_queue(client, cast, conference, process, django_assert_num_queries):
    """They may not open the record of a conference, so the queue is their only way there."""
    unconfirmed = make_conference(process, slug="halle", title="Konferenz ohne Bestätigung")
    client.force_login(cast.moderator)
    queue = reverse("moderation_admin:queue", args=[process.slug])
    page = client.get(queue).content.decode()
    assert url(conference) in page and "2 Karten" in page and url(unconfirmed) not in page
    release_cards(conference, [seen_of(row) for row in waiting_cards(conference)], actor=cast.moderator)
    assert url(conference) not in client.get(queue).content.decode()
    with django_assert_num_queries(1):
        assert conferences_waiting(process) == []
    for number in range(3):
        confirmed(make_conference(process, slug=f"ort-{number}"), cast.lead)
    with django_assert_num_queries(2):
        assert [row.waiting_cards for row in conferences_waiting(process)] == [2, 2, 2]


def test_the_page_names_thematic_tables_as_everywhere(client, cast, conference):
    client.force_login(cast.moderator)
    page = client.get(url(conference)).content.decode()
    assert ">Thementisch<" in page and ">Tabelle<" not in page
