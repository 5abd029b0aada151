"""The moderators' screens."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations.contributions.enums import Publication, State
from consultations.contributions.models import Contribution
from consultations.moderation.services import release
from notifications.models import OutboxMessage


@pytest.fixture
def pending(make_contribution):
    return make_contribution(state=State.PENDING, text="Frau Muster ist laut. Es braucht Vermittlung.", title="Lärm")


@pytest.fixture
def rule(process):
    return process.rules.get()


def queue_url(process):
    return reverse("moderation_admin:queue", kwargs={"process_slug": process.slug})


def page_url(contribution, name="contribution"):
    return reverse(
        f"moderation_admin:{name}", kwargs={"process_slug": contribution.process.slug, "pk": contribution.pk}
    )


def as_seen(contribution, verb, **data):
    """Form data of a decision as a moderator would send it who looked at the contribution now."""
    latest = contribution.decisions.first()
    own = {"expected_state": contribution.state, "seen_decision": latest.pk if latest else "", **data}
    return {"verb": verb, **{f"{verb}-{name}": value for name, value in own.items()}}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("moderator", 200),
        ("lead", 200),
        ("admin", 200),
        ("editor", 403),
        ("analyst", 403),
        ("officer", 403),
        ("observer", 403),
        ("outsider", 404),
        ("stakeholder", 302),
        (None, 302),
    ],
)
def test_who_gets_in(client, cast, process, pending, who, status):
    if who:
        client.force_login(getattr(cast, who))
    for url in (queue_url(process), page_url(pending)):
        response = client.get(url)
        assert response.status_code == status
        if status == 302:
            assert response.url.startswith(reverse("account_login"))
        if status != 200:
            assert "Frau Muster" not in response.content.decode()
    response = client.post(page_url(pending), as_seen(pending, "release"))
    assert response.status_code == (302 if status == 200 else status)
    pending.refresh_from_db()
    assert pending.state == (State.RELEASED if status == 200 else State.PENDING)


def test_contributions_of_another_process_are_not_found(client, cast, other_process, pending):
    client.force_login(cast.admin)
    url = reverse("moderation_admin:contribution", kwargs={"process_slug": other_process.slug, "pk": pending.pk})
    assert client.get(url).status_code == 404
    assert client.post(url, as_seen(pending, "release")).status_code == 404


def test_the_queue_shows_the_oldest_first_and_what_is_overdue(client, cast, process, make_contribution):
    now = timezone.now()
    make_contribution(state=State.PENDING, title="Neu", received_at=now)
    make_contribution(
        state=State.PENDING, title="Alt", received_at=now - timedelta(hours=process.review_within_hours + 1)
    )
    make_contribution(title="Schon veröffentlicht")
    client.force_login(cast.moderator)
    response = client.get(queue_url(process))
    assert [row.title for row in response.context["page"]] == ["Alt", "Neu"]
    assert response.context["waiting"].overdue == 1
    assert [row.title for row in client.get(queue_url(process), {"state": "released"}).context["page"]] == [
        "Schon veröffentlicht"
    ]
    assert client.get(queue_url(process), {"state": "all"}).context["page"].paginator.count == 3


@pytest.mark.parametrize("field", ["title", "comment", "display_code", "code", "organisation_name"])
def test_search_finds_by(client, cast, process, make_contribution, field):
    wanted = make_contribution(
        state=State.PENDING, title="Fahrtkosten", text="Der Bus fährt nicht.", organisation_name="Busverein"
    )
    make_contribution(state=State.PENDING, title="Anderes", text="Etwas anderes.")
    client.force_login(cast.moderator)
    rows = client.get(queue_url(process), {"q": getattr(wanted, field)}).context["page"]
    assert [row.pk for row in rows] == [wanted.pk]


def test_the_queue_takes_the_same_queries_for_one_and_for_many(client, cast, process, make_contribution):
    client.force_login(cast.moderator)
    make_contribution(state=State.PENDING)
    client.get(queue_url(process))
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(queue_url(process))
    for number in range(60):
        make_contribution(state=State.PENDING, text=f"Beitrag {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(queue_url(process))
    assert len(many) == len(one)


def test_after_a_decision_the_next_one_comes(client, cast, make_contribution, pending, process):
    following = make_contribution(state=State.PENDING)
    client.force_login(cast.moderator)
    response = client.post(page_url(pending), as_seen(pending, "release"))
    assert response.url == page_url(following)
    response = client.post(page_url(following), as_seen(following, "release"))
    assert response.url == queue_url(process)
    assert OutboxMessage.objects.filter(kind="contribution_decided").count() == 2


def test_the_page_shows_the_paragraph_beside_the_text(client, cast, pending, paragraph):
    client.force_login(cast.moderator)
    page = client.get(page_url(pending)).content.decode()
    assert paragraph.text in page
    assert pending.comment in page
    assert pending.organisation_name in page
    assert pending.user.email not in page


def test_shortening_with_preview_first(client, cast, pending, rule):
    client.force_login(cast.moderator)
    data = as_seen(pending, "shorten", remove="Frau Muster\r\n\r\nist laut", rule=rule.pk)
    response = client.post(page_url(pending), {**data, "preview": "1"})
    assert response.context["preview"].text == "[…] […]. Es braucht Vermittlung."
    pending.refresh_from_db()
    assert pending.state == State.PENDING
    client.post(page_url(pending), data)
    pending.refresh_from_db()
    assert pending.published_text == "[…] […]. Es braucht Vermittlung."


def test_a_passage_that_is_not_there_is_said_and_everything_kept(client, cast, pending, rule):
    client.force_login(cast.moderator)
    data = as_seen(pending, "shorten", remove="Herr Muster", rule=rule.pk, message="Meine Nachricht")
    response = client.post(page_url(pending), data)
    assert "Herr Muster" in str(response.context["bound"].errors["remove"])
    assert "Meine Nachricht" in response.content.decode()
    pending.refresh_from_db()
    assert pending.state == State.PENDING


@pytest.mark.parametrize("verb", ["shorten", "reject"])
def test_a_rule_must_be_named(client, cast, pending, verb):
    client.force_login(cast.moderator)
    response = client.post(page_url(pending), as_seen(pending, verb, remove="Frau Muster"))
    assert "rule" in response.context["bound"].errors
    pending.refresh_from_db()
    assert pending.state == State.PENDING


def test_rejecting(client, cast, pending, rule):
    client.force_login(cast.moderator)
    client.post(page_url(pending), as_seen(pending, "reject", rule=rule.pk, message="Bitte sachlich."))
    pending.refresh_from_db()
    assert pending.state == State.REJECTED
    assert pending.decisions.get().message_to_author == "Bitte sachlich."


def test_merging_by_code(client, cast, pending, make_contribution):
    leading, waiting = make_contribution(), make_contribution(state=State.PENDING)
    client.force_login(cast.moderator)
    for wrong in (waiting.display_code, "0000-0000", pending.display_code):
        response = client.post(page_url(pending), as_seen(pending, "merge", code=wrong))
        assert "code" in response.context["bound"].errors
    client.post(page_url(pending), as_seen(pending, "merge", code=leading.display_code.lower()))
    pending.refresh_from_db()
    assert pending.merged_into == leading


def test_who_comes_second_is_told_and_loses_nothing(client, cast, pending, rule):
    data = as_seen(pending, "reject", rule=rule.pk, message="Lange überlegt.")
    release(pending, actor=cast.lead)
    client.force_login(cast.moderator)
    response = client.post(page_url(pending), data)
    page = response.content.decode()
    assert response.status_code == 409
    assert str(cast.lead) in page
    assert "Lange überlegt." in page
    pending.refresh_from_db()
    assert pending.state == State.RELEASED
    assert OutboxMessage.objects.filter(kind="contribution_decided").count() == 1
    # Sent again from the page that told it, the decision counts.
    again = {name: field.value() for name, field in ((f.html_name, f) for f in response.context["bound"])}
    client.post(page_url(pending), {"verb": "reject", **again})
    pending.refresh_from_db()
    assert pending.state == State.REJECTED


def test_deciding_anew_needs_a_reason(client, cast, make_contribution, rule):
    contribution = make_contribution()
    client.force_login(cast.moderator)
    response = client.post(page_url(contribution), as_seen(contribution, "reject", rule=rule.pk))
    assert "message" in response.context["bound"].errors
    client.post(page_url(contribution), as_seen(contribution, "reject", rule=rule.pk, message="Nach Hinweis."))
    contribution.refresh_from_db()
    assert contribution.state == State.REJECTED


def test_a_leading_contribution_is_not_rejected(client, cast, make_contribution, rule):
    leading = make_contribution()
    merged = make_contribution(state=State.MERGED, merged_into=leading)
    client.force_login(cast.moderator)
    response = client.post(page_url(leading), as_seen(leading, "reject", rule=rule.pk, message="Weil."))
    assert merged.display_code in str(response.context["bound"].non_field_errors())
    leading.refresh_from_db()
    assert leading.state == State.RELEASED


def test_unknown_verbs_do_nothing(client, cast, pending):
    client.force_login(cast.moderator)
    client.post(page_url(pending), {"verb": "delete"})
    pending.refresh_from_db()
    assert pending.state == State.PENDING


@pytest.mark.parametrize(
    ("who", "status"),
    [("moderator", 200), ("officer", 200), ("analyst", 403), ("observer", 403), ("outsider", 404), (None, 302)],
)
def test_who_replies_for_the_ministry(client, cast, make_contribution, who, status):
    contribution = make_contribution()
    if who:
        client.force_login(getattr(cast, who))
    url = page_url(contribution, "reply")
    assert client.get(url).status_code == status
    response = client.post(url, {"text": "Danke, wir prüfen das.", "office": "Referat 51"})
    assert response.status_code == (302 if status == 200 else status)
    replies = Contribution.objects.filter(is_official_reply=True)
    assert replies.count() == (1 if status == 200 else 0)
    if status == 200:
        reply = replies.get()
        assert (reply.published_text, reply.organisation_name) == ("Danke, wir prüfen das.", "Referat 51")
        assert reply.parent_id == contribution.pk
        assert not hasattr(reply, "segment") and not reply.segments.exists()


def test_the_office_of_the_team_member_is_offered(client, cast, make_contribution):
    client.force_login(cast.officer)
    response = client.get(page_url(make_contribution(), "reply"))
    assert response.context["form"].initial["office"] == "Referat officer"


@pytest.mark.parametrize("fields", [{"state": State.PENDING}, {"publication": Publication.INTERNAL}])
def test_what_is_not_public_gets_no_public_reply(client, cast, make_contribution, fields):
    contribution = make_contribution(**fields)
    client.force_login(cast.officer)
    client.post(page_url(contribution, "reply"), {"text": "Danke.", "office": "Referat"})
    assert not Contribution.objects.filter(is_official_reply=True).exists()


def test_the_deepest_reply_can_be_replied_to_as_well(client, cast, make_contribution):
    contribution = make_contribution()
    while contribution.allow_thread():
        contribution = make_contribution(parent=contribution)
    client.force_login(cast.officer)
    client.post(page_url(contribution, "reply"), {"text": "Danke.", "office": "Referat"})
    assert Contribution.objects.get(is_official_reply=True).parent_id == contribution.parent_id
