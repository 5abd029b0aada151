"""Reports from the public: one item however many, nothing hidden, and only what is public can be reported."""

import time

import pytest
from django.core import signing
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import AuditEntry
from consultations.contributions.enums import Publication, State
from consultations.contributions.models import Contribution
from consultations.contributions.services import reply_officially
from consultations.moderation.models import ReviewItem
from consultations.moderation.reports.models import Report
from consultations.moderation.reports.services import NotReportable, Outcome, TooManyReports, report
from consultations.moderation.services import reject, release
from consultations.process.models import Process
from notifications.models import OutboxMessage


@pytest.fixture
def rule(process):
    return process.rules.get()


@pytest.fixture
def contribution(cast, make_contribution):
    """Public, written by the member."""
    contribution = make_contribution(state=State.PENDING, user=cast.member, text="Kaufen Sie bei uns!")
    release(contribution, actor=cast.moderator)
    contribution.refresh_from_db()
    return contribution


def report_url(contribution):
    return reverse("moderation:report", kwargs={"code": contribution.code})


def staff_url(contribution, name="contribution"):
    return reverse(
        f"moderation_admin:{name}", kwargs={"process_slug": contribution.process.slug, "pk": contribution.pk}
    )


def as_guest(contribution, *, seconds=10, **data):
    """What a guest sends who had the form open for some seconds."""
    begun = signing.dumps(time.time() - seconds, salt=f"report:{contribution.pk}")
    return {"reason": "advertising", "text": "Das ist Werbung.", "begun": begun, **data}


def test_a_signed_in_person_reports_once_and_is_told_when_it_is_handled(client, cast, contribution, rule):
    client.force_login(cast.stakeholder)
    assert report_url(contribution) in client.get(contribution.get_absolute_url()).content.decode()
    assert client.get(report_url(contribution)).status_code == 200
    assert not Report.objects.exists(), "opening the page changes nothing"
    data = {"reason": "insult", "text": "Bitte ansehen."}
    for _ in range(2):
        assert client.post(report_url(contribution), data).url == contribution.get_absolute_url()
    row = Report.objects.get()
    assert (row.reporter, row.reason, row.text) == (cast.stakeholder, "insult", "Bitte ansehen.")
    item = ReviewItem.objects.get(contribution=contribution)
    assert (item.occasion, item.sign, item.raised_by) == ("report", "insult", None)
    contribution.refresh_from_db()
    assert contribution.state == State.RELEASED
    reject(contribution, actor=cast.moderator, rule=rule, expected_state=State.RELEASED)
    mail = OutboxMessage.objects.get(kind="report_handled")
    assert mail.address == cast.stakeholder.email
    assert "nicht mehr veröffentlicht" in mail.body
    assert contribution.get_absolute_url() not in mail.body
    row.refresh_from_db()
    assert row.handled_at
    # The author hears of the decision, and not of who reported.
    texts = OutboxMessage.objects.filter(address=cast.member.email).values_list("body", flat=True)
    assert not any("gemeldet" in text or cast.stakeholder.display_name in text for text in texts)


def test_a_guest_reports_without_leaving_a_trace_but_the_words(client, contribution):
    assert client.post(report_url(contribution), as_guest(contribution)).status_code == 302
    row = Report.objects.get()
    assert row.reporter is None
    assert {field.name for field in Report._meta.fields} == {
        "id",
        "contribution",
        "reason",
        "text",
        "reporter",
        "reported_at",
        "handled_at",
    }
    # The same session again: stored once.
    client.post(report_url(contribution), as_guest(contribution))
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "unsinn"}, "reason"),
        ({"text": "x" * 1001}, "text"),
        ({"text": "null\x00byte"}, "text"),
        ({"website": "https://example.org"}, "website"),
        ({"begun": ""}, "__all__"),
        ({"begun": "gefälscht"}, "__all__"),
    ],
)
def test_what_programs_send_is_refused_and_the_page_comes_back(client, contribution, changes, field):
    response = client.post(report_url(contribution), as_guest(contribution, **changes))
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not Report.objects.exists()


def test_a_guest_who_is_too_quick_may_send_again(client, contribution):
    data = as_guest(contribution, seconds=0)
    assert client.post(report_url(contribution), data).status_code == 422
    assert client.post(report_url(contribution), as_guest(contribution, seconds=4)).status_code == 302
    stale = client.post(report_url(contribution), as_guest(contribution) | {"begun": "alt"})
    assert stale.context["form"]["begun"].value() != "alt", "the page brings a new one"


def test_the_time_of_one_form_does_not_open_another(client, contribution, make_contribution):
    other = make_contribution()
    assert client.post(report_url(other), as_guest(contribution)).status_code == 422


@pytest.mark.parametrize(
    "fields",
    [
        {"state": State.PENDING},
        {"state": State.REJECTED},
        {"state": State.WITHDRAWN},
        {"state": State.UNCONFIRMED},
        {"publication": Publication.INTERNAL},
        {"state": State.MERGED},
    ],
    ids=["pending", "rejected", "withdrawn", "unconfirmed", "internal", "merged"],
)
@pytest.mark.parametrize("who", [None, "stakeholder", "outsider", "moderator"])
def test_what_is_not_public_cannot_be_reported(client, cast, make_contribution, fields, who):
    if fields.get("state") == State.MERGED:
        fields = fields | {"merged_into": make_contribution()}
    hidden = make_contribution(text="Geheim.", **fields)
    if who:
        client.force_login(getattr(cast, who))
    for response in (client.get(report_url(hidden)), client.post(report_url(hidden), as_guest(hidden))):
        assert response.status_code == 404
        assert "Geheim." not in response.content.decode()
    assert not Report.objects.exists()
    with pytest.raises(NotReportable):
        report(hidden, reason="other")


def test_an_unpublished_process_and_replies_of_the_ministry_cannot_be_reported(client, cast, contribution):
    reply = reply_officially(contribution, text="Danke.", actor=cast.moderator, office="Referat")
    assert client.get(report_url(reply)).status_code == 404
    Process.objects.update(is_published=False)
    client.force_login(cast.moderator)
    assert client.get(report_url(contribution)).status_code == 404


def test_many_reports_raise_one_item_until_it_is_settled(cast, contribution):
    for person, reason in ((cast.stakeholder, "insult"), (cast.coordinator, "advertising"), (None, "other")):
        assert report(contribution, reason=reason, reporter=person) == Outcome.STORED
    assert ReviewItem.objects.open().filter(contribution=contribution).count() == 1
    assert report(contribution, reason="other", reporter=cast.stakeholder) == Outcome.REPEATED
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(
            contribution=contribution, reporter=cast.stakeholder, reason="other", reported_at=contribution.received_at
        )


def test_guests_are_limited_by_number_and_people_with_an_account_are_not(client, cast, contribution, settings):
    settings.REPORTS_OF_GUESTS_PER_CONTRIBUTION = 2
    assert [report(contribution, reason="other") for _ in range(3)] == [
        Outcome.STORED,
        Outcome.STORED,
        Outcome.KNOWN,
    ]
    settings.REPORTS_OF_GUESTS_PER_CONTRIBUTION = 10
    settings.REPORTS_OF_GUESTS_PER_HOUR = 2
    with pytest.raises(TooManyReports):
        report(contribution, reason="other")
    refused = client.post(report_url(contribution), as_guest(contribution))
    assert refused.status_code == 429
    assert refused["Retry-After"]
    assert report(contribution, reason="other", reporter=cast.stakeholder) == Outcome.STORED


def test_one_session_reports_some_contributions_not_all(client, make_contribution, settings):
    settings.REPORTS_PER_SESSION = 2
    statuses = []
    for _ in range(3):
        row = make_contribution()
        statuses.append(client.post(report_url(row), as_guest(row)).status_code)
    assert statuses == [302, 302, 429]


def test_moderators_see_the_reports_and_find_the_contribution_in_order(client, cast, contribution):
    report(contribution, reason="insult", text="Bitte ansehen.", reporter=cast.stakeholder)
    report(contribution, reason="insult")
    client.force_login(cast.moderator)
    page = client.get(staff_url(contribution)).content.decode()
    assert "Bitte ansehen." in page
    assert "Beleidigung oder Hetze: 2" in page
    assert cast.stakeholder.display_name not in page
    url = staff_url(contribution, "settle")
    # One button, one way.
    assert page.count("/in-ordnung/") == 1
    item = ReviewItem.objects.get()
    seen = {"seen": f"{contribution.pk}:released:{contribution.decisions.get().pk}:0", "order-seen_items": str(item.pk)}
    client.post(url, {**seen, "order-note": " "})
    assert Report.objects.open().count() == 2
    client.post(url, {**seen, "order-note": "Zitat, keine Beleidigung."})
    assert not Report.objects.open().exists()
    assert not ReviewItem.objects.open().exists()
    assert "bleibt veröffentlicht" in OutboxMessage.objects.get(kind="report_handled").body
    assert AuditEntry.objects.get(action="moderation.settle_items").reason == "Zitat, keine Beleidigung."
    contribution.refresh_from_db()
    assert contribution.state == State.RELEASED
    # A later report comes before the moderators again.
    report(contribution, reason="other", reporter=cast.coordinator)
    assert ReviewItem.objects.open().count() == 1


@pytest.mark.parametrize(("who", "status"), [("analyst", 403), ("observer", 403), ("outsider", 404)])
def test_others_settle_nothing(client, cast, contribution, who, status):
    report(contribution, reason="insult")
    client.force_login(getattr(cast, who))
    posted = {"seen": f"{contribution.pk}:released::0", "order-note": "Passt."}
    assert client.post(staff_url(contribution, "settle"), posted).status_code == status
    assert Report.objects.open().count() == 1


def test_a_hundred_reports_cost_no_more_queries_than_one(client, cast, contribution):
    client.force_login(cast.moderator)
    report(contribution, reason="insult", text="Erste.")
    client.get(staff_url(contribution))
    with CaptureQueriesContext(connection) as few:
        client.get(staff_url(contribution))
    first = Report.objects.get()
    Report.objects.bulk_create(
        Report(contribution=contribution, reason="other", reported_at=first.reported_at) for _ in range(100)
    )
    with CaptureQueriesContext(connection) as many:
        client.get(staff_url(contribution))
    assert len(many) == len(few)


def test_every_public_contribution_in_a_list_has_the_link(client, contribution, process):
    page = client.get(reverse("contributions:list", kwargs={"process_slug": process.slug})).content.decode()
    assert page.count(report_url(contribution)) == Contribution.objects.public().count() == 1
