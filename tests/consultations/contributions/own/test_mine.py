"""The list of one's own contributions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.contributions.enums import Publication, State
from tests.factories.pages import html


def test_it_shows_all_states_with_what_can_be_done(client, submit, cast, make_contribution):
    pending = submit("Bitte mehr Zeit.")
    rejected = make_contribution(user=cast.stakeholder, state=State.REJECTED, text="Abgelehnt")
    make_contribution(user=cast.stakeholder, publication=Publication.INTERNAL, text="Nur intern")
    make_contribution(user=cast.member, text="Von jemand anderem")
    client.force_login(cast.stakeholder)
    page = html(client.get(reverse("contributions:mine")))
    assert all(text in page for text in ("Bitte mehr Zeit.", "Abgelehnt", "Nur intern"))
    assert "Von jemand anderem" not in page
    assert reverse("contributions:edit", args=[pending.display_code]) in page
    assert reverse("contributions:edit", args=[rejected.display_code]) not in page
    assert reverse("contributions:withdraw", args=[rejected.display_code]) in page


def test_it_needs_signing_in_and_the_menu_leads_there(client, cast):
    url = reverse("contributions:mine")
    assert client.get(url).status_code == 302
    client.force_login(cast.member)
    response = client.get(url)
    assert response.headers["Cache-Control"] == "no-store"
    assert "noch keinen Beitrag geschrieben" in html(response) and f'href="{url}"' in html(response)


@pytest.mark.parametrize("page", ["0", "-1", "abc", "999999", ""])
def test_nonsense_pages_show_a_page(client, cast, make_contribution, page):
    make_contribution(user=cast.member, text="Sichtbar")
    client.force_login(cast.member)
    assert "Sichtbar" in html(client.get(reverse("contributions:mine"), {"page": page}))


def test_it_takes_a_constant_number_of_queries(client, cast, make_contribution):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("contributions:mine")).status_code == 200
        return len(captured)

    client.force_login(cast.member)
    make_contribution(user=cast.member)
    make_contribution(user=cast.member, state=State.PENDING)
    queries()
    before = queries()
    for state in (State.PENDING, State.RELEASED, State.REJECTED) * 8:
        make_contribution(user=cast.member, state=state)
    assert queries() == before


def test_marks_of_formatting_are_not_shown_as_typed(client, submit, cast):
    stored = submit("**Wichtig:** mehr Zeit.")
    client.force_login(cast.stakeholder)
    for url in (reverse("contributions:mine"), reverse("contributions:withdraw", args=[stored.display_code])):
        page = html(client.get(url))
        assert "Wichtig: mehr Zeit." in page and "**" not in page
