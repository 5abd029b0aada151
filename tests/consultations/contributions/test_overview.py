"""The overview of the account: one's own things in a constant number of queries, nothing of others."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations.contributions.following.services import follow
from consultations.contributions.following.targets import find_target
from consultations.contributions.saved.models import SavedContribution

URL = "/konto/uebersicht/"


def test_overview_shows_what_is_ones_own(client, cast, process, make_contribution):
    mine = make_contribution(user=cast.member, title="Mein Vorschlag")
    make_contribution(user=cast.stakeholder, title="Von jemand anderem")
    follow(cast.member, find_target(process, "paragraph", "k1-1"))
    SavedContribution.objects.create(
        user=cast.member,
        process=process,
        target_kind="paragraph",
        target_key="k1-2",
        target_label="1.2",
        updated_at=timezone.now(),
        fields={},
    )
    client.force_login(cast.member)

    page = client.get(URL).content.decode()

    assert "Mein Vorschlag" in page and mine.get_absolute_url() in page and "Von jemand anderem" not in page
    assert reverse("contributions:paragraph", kwargs={"process_slug": "konzept", "lineage": "k1-1"}) in page
    assert "1.2" in page


def test_overview_invites_when_there_is_nothing(client, cast):
    client.force_login(cast.stakeholder)
    page = client.get(URL).content.decode()
    assert "noch keinen Beitrag" in page and reverse("process:list") in page


def test_overview_takes_the_same_queries_for_one_and_for_many(client, cast, process, make_contribution):
    client.force_login(cast.member)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(URL)
        return len(captured)

    make_contribution(user=cast.member)
    follow(cast.member, find_target(process, "paragraph", "k1-1"))
    follow(cast.member, find_target(process, "section", "k1"))
    queries()
    one = queries()
    for number in range(6):
        make_contribution(user=cast.member, title=f"Nummer {number}")
    follow(cast.member, find_target(process, "paragraph", "k1-2"))
    follow(cast.member, find_target(process, "section", "k2"))
    assert queries() == one
