"""Authors take their contributions back: what disappears, what stays, and until when."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import AuditEntry
from consultations.contributions.enums import Kind, Publication, State
from consultations.contributions.models import Contribution, Support
from consultations.contributions.own.models import Withdrawal
from consultations.contributions.own.rules import actions_for
from consultations.contributions.own.services import Refused, withdraw_contribution
from consultations.contributions.services import reply_officially
from consultations.contributions.signals import contribution_withdrawn
from consultations.moderation.items import raise_item
from consultations.moderation.models import Occasion, ReviewItem
from consultations.moderation.services import AlreadyDecided, merge, release
from consultations.results.gate import inspect
from consultations.results.queries import coverage
from consultations.results.services import answer_finding, publish_interim
from consultations.synthesis.admin_queries import bereft_findings, cited_segments, progress
from consultations.synthesis.models import Segment
from consultations.synthesis.services import assign
from notifications.models import OutboxMessage
from tests.factories.pages import html

SECRET = "Kormoran-Kennwort"
PLACE = "Dieser Beitrag wurde zurückgezogen"


def withdraw_url(code):
    return reverse("contributions:withdraw", kwargs={"code": code})


def paragraph_page(client, process):
    return html(client.get(reverse("contributions:paragraph", args=[process.slug, "k1-1"])))


@pytest.mark.parametrize("state", [State.PENDING, State.RELEASED, State.REJECTED])
def test_it_leaves_every_state(submit, cast, state):
    contribution, heard = submit(SECRET), []
    Contribution.objects.update(state=state, published_text=SECRET, published_proposal=SECRET)

    def listen(contribution, earlier_state, **kwargs):
        heard.append((contribution.state, earlier_state))

    contribution_withdrawn.connect(listen)
    try:
        withdraw_contribution(contribution, actor=cast.stakeholder, reason="Ein Irrtum.")
    finally:
        contribution_withdrawn.disconnect(listen)
    row = Contribution.objects.get()
    assert row.state == State.WITHDRAWN and row.withdrawn_at and not row.is_public and row.fingerprint is None
    assert row.published_text == row.published_proposal == "" and row.comment == SECRET
    kept = Withdrawal.objects.get()
    assert (kept.earlier_state, kept.reason, kept.withdrawn_by) == (state, "Ein Irrtum.", cast.stakeholder)
    assert kept.was_public == (state == State.RELEASED)
    assert heard == [(State.WITHDRAWN, state)]
    entry = AuditEntry.objects.get(action="contributions.withdraw")
    assert entry.actor_label == "" and SECRET not in str(entry.details) and entry.reason == ""
    mail = OutboxMessage.objects.get(kind="contribution_withdrawn")
    assert mail.address == cast.stakeholder.email and SECRET not in mail.body


def test_once_is_enough(submit):
    contribution = submit()
    withdraw_contribution(contribution)
    with pytest.raises(Refused):
        withdraw_contribution(contribution)
    assert Withdrawal.objects.count() == 1


def test_the_same_words_can_be_sent_again(submit):
    contribution = submit(SECRET)
    withdraw_contribution(contribution)
    assert submit(SECRET).pk != contribution.pk


def test_it_is_on_no_page_for_anybody_but_its_author_and_the_moderators(client, cast, process, make_contribution):
    contribution = make_contribution(user=cast.member, text=SECRET, title="Geheimer Titel", author_name="Marabu")
    withdraw_contribution(contribution, actor=cast.member)
    public = [
        reverse("contributions:paragraph", args=[process.slug, "k1-1"]),
        reverse("contributions:list", args=[process.slug]),
        reverse("drafts:current", args=[process.slug]),
        reverse("results:results", args=[process.slug]),
        process.get_absolute_url(),
        contribution.get_absolute_url(),
    ]
    queue = reverse("moderation_admin:queue", kwargs={"process_slug": process.slug}) + "?state=withdrawn"
    screen = {"process_slug": process.slug, "pk": contribution.pk}
    staff = [
        queue,
        reverse("moderation_admin:contribution", kwargs=screen),
        reverse("moderation_admin:reply", kwargs=screen),
        reverse("synthesis_admin:segments", kwargs={"process_slug": process.slug}),
    ]
    for person in (None, cast.outsider, cast.observer, cast.analyst, cast.officer, cast.editor):
        if person:
            client.force_login(person)
        for url in [*public, *staff]:
            page = html(client.get(url, follow=True))
            assert SECRET not in page and "Geheimer Titel" not in page and "Marabu" not in page, (person, url)
    client.force_login(cast.observer)
    assert "Zurückgezogen" in html(client.get(contribution.get_absolute_url()))
    client.force_login(cast.member)
    assert SECRET in html(client.get(contribution.get_absolute_url()))
    client.force_login(cast.moderator)
    assert "Geheimer Titel" in html(client.get(queue))
    assert SECRET in html(client.get(staff[1]))


def test_the_reason_is_for_moderators(client, cast, process, make_contribution):
    contribution = make_contribution(user=cast.member)
    client.force_login(cast.member)
    response = client.post(withdraw_url(contribution.display_code), {"reason": SECRET}, follow=True)
    assert "ist zurückgezogen" in html(response) and SECRET not in html(response)
    client.force_login(cast.moderator)
    screen = reverse("moderation_admin:contribution", kwargs={"process_slug": process.slug, "pk": contribution.pk})
    page = html(client.get(screen))
    assert SECRET in page and 'name="verb"' not in page


def test_nobody_decides_on_it_any_more(submit, cast):
    contribution = submit()
    withdraw_contribution(contribution)
    for state in (State.PENDING, State.WITHDRAWN):
        with pytest.raises(AlreadyDecided):
            release(contribution, actor=cast.moderator, expected_state=state)
    assert Contribution.objects.get().published_text == ""


def test_what_waited_for_moderators_is_settled(submit):
    contribution = submit()
    raise_item(contribution, Occasion.REPORT, sign="insult")
    withdraw_contribution(contribution)
    assert not ReviewItem.objects.open().exists()


# --- In its thread --------------------------------------------------------------------------------------------------


def test_replies_stay_below_a_place_without_words(client, process, cast, make_contribution):
    parent = make_contribution(text=SECRET, title="Geheimer Titel", organisation_name="Marabu e. V.")
    Support.objects.create(contribution=parent, user=cast.member)
    make_contribution(parent=parent, text="Dem stimme ich zu.", title="")
    reply_officially(parent, text="Danke dafür.", actor=cast.moderator, office="Referat 1")
    withdraw_contribution(parent)
    page = paragraph_page(client, process)
    assert page.index(PLACE) < page.index("Dem stimme ich zu.") and "Danke dafür." in page
    assert page.count(PLACE) == 1 and "1 Beitrag<" in page
    for hidden in (SECRET, "Geheimer Titel", "Marabu", parent.code, parent.display_code):
        assert hidden not in page
    assert "der hier nicht zu lesen ist" not in page
    assert Support.objects.exists()


def test_no_place_is_kept_without_public_replies(client, process, make_contribution):
    parent = make_contribution(text=SECRET)
    make_contribution(parent=parent, state=State.PENDING)
    make_contribution(text="Ein anderer Beitrag.")
    withdraw_contribution(parent)
    page = paragraph_page(client, process)
    assert PLACE not in page and "Ein anderer Beitrag." in page


def test_no_place_is_kept_for_what_nobody_could_read(client, process, make_contribution):
    parent = make_contribution(text=SECRET, state=State.REJECTED)
    make_contribution(parent=parent, text="Öffentliche Antwort.")
    withdraw_contribution(parent)
    page = paragraph_page(client, process)
    assert PLACE not in page and "der hier nicht zu lesen ist" in page and "Öffentliche Antwort." in page


def test_places_inside_a_thread(client, process, make_contribution):
    root = make_contribution(text="Anfang.")
    first = make_contribution(parent=root, text=SECRET)
    make_contribution(parent=first, text="Antwort auf die Antwort.")
    lonely = make_contribution(parent=root, text=SECRET)
    withdraw_contribution(first)
    withdraw_contribution(lonely)
    page = paragraph_page(client, process)
    assert page.count(PLACE) == 1 and SECRET not in page
    assert page.index("Anfang.") < page.index(PLACE) < page.index("Antwort auf die Antwort.")
    withdraw_contribution(root)
    page = paragraph_page(client, process)
    assert page.count(PLACE) == 2 and "Antwort auf die Antwort." in page


def test_threads_with_places_take_a_constant_number_of_queries(
    client, process, make_contribution, django_assert_num_queries
):
    def conversation():
        parent = make_contribution(text=SECRET)
        make_contribution(parent=parent, text="Antwort.")
        withdraw_contribution(parent)

    conversation()
    paragraph_page(client, process)
    with CaptureQueriesContext(connection) as one:
        paragraph_page(client, process)
    for _ in range(8):
        conversation()
    with django_assert_num_queries(len(one)):
        assert paragraph_page(client, process).count(PLACE) == 9


# --- Counted together -----------------------------------------------------------------------------------------------


def test_what_was_counted_with_it_stands_for_itself(client, process, cast, make_contribution):
    leading = make_contribution(text="Musterbrief A")
    internal = make_contribution(text="Musterbrief B", state=State.PENDING, publication=Publication.INTERNAL)
    second = make_contribution(text="Musterbrief C", state=State.PENDING, publication=Publication.CATEGORY)
    third = make_contribution(text="Musterbrief D", state=State.PENDING)
    for row in (internal, second, third):
        merge(row, leading, actor=cast.moderator)
    withdraw_contribution(leading)
    second.refresh_from_db()
    assert (second.state, second.merged_into, second.is_public) == (State.RELEASED, None, True)
    assert second.published_text == "Musterbrief C"
    rest = Contribution.objects.filter(pk__in=(internal.pk, third.pk))
    assert set(rest.values_list("state", "merged_into")) == {(State.MERGED, second.pk)}
    assert Contribution.objects.admitted().count() == 3
    page = paragraph_page(client, process)
    assert "Musterbrief C" in page and "Musterbrief A" not in page and "Musterbrief B" not in page
    assert AuditEntry.objects.filter(action="contributions.lead_instead").count() == 1


def test_without_a_public_one_an_internal_one_leads_and_stays_internal(cast, make_contribution):
    leading = make_contribution(publication=Publication.INTERNAL)
    other = make_contribution(state=State.PENDING, publication=Publication.INTERNAL)
    merge(other, leading, actor=cast.moderator)
    withdraw_contribution(leading)
    other.refresh_from_db()
    assert other.state == State.RELEASED and not other.is_public
    assert not Contribution.objects.public().exists()


def test_one_that_was_counted_with_another_leaves_alone(cast, make_contribution):
    leading = make_contribution()
    other = make_contribution(state=State.PENDING)
    merge(other, leading, actor=cast.moderator)
    withdraw_contribution(Contribution.objects.get(pk=other.pk))
    leading.refresh_from_db()
    other.refresh_from_db()
    assert leading.state == State.RELEASED
    assert (other.state, other.merged_into, other.withdrawal.was_public) == (State.WITHDRAWN, None, False)


# --- Evaluation and results -----------------------------------------------------------------------------------------


def test_it_leaves_the_evaluation_and_its_finding_is_shown_to_the_team(
    client, process, cast, make_contribution, make_finding
):
    finding, contribution, other = make_finding(), make_contribution(), make_contribution()
    rows = Segment.objects.filter(contribution__in=(contribution, other))
    assign(process, rows, actor=cast.analyst, finding=finding)
    withdraw_contribution(contribution)
    assert progress(process).total == 1 and len(cited_segments(finding)) == 1
    assert bereft_findings(process) == []
    withdraw_contribution(other)
    assert [row.pk for row in bereft_findings(process)] == [finding.pk]
    report = inspect(process)
    assert report.is_open and report.findings == []
    client.force_login(cast.lead)
    for name, kwargs in (("results_admin:publish", {}), ("synthesis_admin:finding", {"number": finding.number})):
        page = html(client.get(reverse(name, kwargs={"process_slug": process.slug, **kwargs})))
        assert "beruh" in page and "auf keinem Beitrag mehr" in page
    page = html(client.get(reverse("synthesis_admin:findings", kwargs={"process_slug": process.slug})))
    assert "alle zurückgezogen" in page


def test_the_gate_no_longer_waits_for_it(process, cast, make_contribution):
    contribution = make_contribution()
    assert not inspect(process).is_open
    withdraw_contribution(contribution)
    assert inspect(process).is_open and coverage(process).total == 0


def test_a_published_answer_keeps_what_it_rests_on(client, process, cast, make_contribution, make_finding):
    finding, contribution = make_finding(), make_contribution(user=cast.member)
    assign(process, Segment.objects.all(), actor=cast.analyst, finding=finding)
    answer_finding(finding, decision="accepted", reason="Weil es stimmt.", actor=cast.officer)
    assert actions_for(contribution).may_withdraw
    publish_interim(finding, actor=cast.lead)
    with pytest.raises(Refused):
        withdraw_contribution(contribution)
    client.force_login(cast.member)
    response = client.post(withdraw_url(contribution.display_code))
    assert response.status_code == 409 and process.contact_email in html(response)
    assert Contribution.objects.get().state == State.RELEASED


# --- The page -------------------------------------------------------------------------------------------------------


def test_opening_the_page_changes_nothing(client, submit, cast):
    contribution = submit(SECRET)
    client.force_login(cast.stakeholder)
    response = client.get(withdraw_url(contribution.display_code))
    assert response.status_code == 200 and SECRET in html(response)
    assert Contribution.objects.get().state == State.PENDING


@pytest.mark.parametrize("person", ["admin", "moderator", "lead", "observer", "member", "coordinator", "outsider"])
def test_nobody_else_withdraws_it(client, submit, cast, person):
    contribution = submit()
    client.force_login(getattr(cast, person))
    for code in (contribution.display_code, contribution.display_receipt_code):
        assert client.post(withdraw_url(code)).status_code == 404
    assert Contribution.objects.get().state == State.PENDING


def test_without_signing_in_an_account_withdraws_nothing(client, submit):
    contribution = submit()
    for code in (contribution.display_code, contribution.display_receipt_code):
        response = client.post(withdraw_url(code))
        assert response.status_code == 302 and contribution.display_receipt_code not in response.url
    assert Contribution.objects.get().state == State.PENDING


def test_a_guest_withdraws_by_the_receipt_code(client, guest):
    contribution = guest(text=SECRET)
    assert client.post(withdraw_url(contribution.display_code)).status_code == 302
    assert Contribution.objects.get().state == State.RELEASED
    response = client.post(withdraw_url(contribution.display_receipt_code), follow=True)
    assert response.status_code == 200 and "Zurückgezogen" in html(response)
    assert "Was Sie tun können" not in html(response)
    assert Contribution.objects.get().state == State.WITHDRAWN
    assert OutboxMessage.objects.get(kind="contribution_withdrawn").address == "gast@example.org"


def test_what_is_not_confirmed_and_replies_of_the_ministry_stay(guest, make_contribution, cast):
    unconfirmed = guest(state=State.UNCONFIRMED)
    official = make_contribution(user=cast.moderator, is_official_reply=True, kind=Kind.REPLY)
    for row in (unconfirmed, official):
        with pytest.raises(Refused):
            withdraw_contribution(row)
