"""Processes that publish first, and the warning signs that hold something back."""

import pytest
from django.urls import reverse

from consultations.contributions.enums import Publication, State
from consultations.contributions.models import Contribution
from consultations.contributions.own.services import Refused, edit_contribution
from consultations.contributions.services import Submission, submit_contribution
from consultations.contributions.signals import contribution_edited, contribution_submitted
from consultations.moderation.afterwards import is_unreviewed
from consultations.moderation.campaigns.matching import place
from consultations.moderation.items import settle_items
from consultations.moderation.models import ModerationDecision, Occasion, ReviewItem
from consultations.moderation.screening import screen
from consultations.moderation.services import reject
from consultations.moderation.signs import FLOOD_FROM, LINKS_FROM, Sign, explanation, signs_of
from consultations.moderation.tasks import sweep_screening
from consultations.process.enums import ModerationTime
from consultations.synthesis.models import Segment
from notifications.models import OutboxMessage
from tests.consultations.moderation.campaign_texts import different, varied

LINKS = "Mehr dazu: " + " ".join(f"https://seite-{n}.example/angebot" for n in range(LINKS_FROM))


@pytest.fixture
def afterwards(process):
    process.moderation_time = ModerationTime.AFTER
    process.save()
    return process


def submit(paragraph, user, text, **fields):
    # As a page would read it: with the process as it is stored.
    target = type(paragraph).objects.select_related("version__draft__process").get(pk=paragraph.pk)
    return submit_contribution(target, user, Submission(kind="proposal", text=text, **fields)).contribution


def signs(contribution):
    return set(
        ReviewItem.objects.open()
        .filter(contribution=contribution, occasion=Occasion.WARNING)
        .values_list("sign", flat=True)
    )


def test_what_comes_in_is_public_at_once_and_waits_for_a_look(afterwards, cast, paragraph):
    row = submit(paragraph, cast.stakeholder, "Bitte mehr Zeit.")
    row.refresh_from_db()
    assert (row.state, row.is_public, row.published_text) == (State.RELEASED, True, "Bitte mehr Zeit.")
    assert Contribution.objects.public().get() == row
    assert is_unreviewed(row) and Segment.objects.get().contribution == row
    assert not ModerationDecision.objects.exists()
    mail = OutboxMessage.objects.get()
    assert mail.kind == "contribution_received" and "ist veröffentlicht" in mail.body


def test_in_other_processes_nothing_is_public_before_a_decision(process, cast, paragraph):
    row = submit(paragraph, cast.stakeholder, "Bitte mehr Zeit.")
    assert row.state == State.PENDING and not Contribution.objects.public().exists()
    assert not ReviewItem.objects.exists()


def test_what_shall_not_be_published_is_admitted_only(afterwards, cast, paragraph):
    row = submit(paragraph, cast.stakeholder, "Nur für Sie.", publication=Publication.INTERNAL)
    row.refresh_from_db()
    assert (row.state, row.is_public) == (State.RELEASED, False)
    assert not Contribution.objects.public().exists()
    assert Contribution.objects.admitted().get() == row


def test_replies_appear_at_once_too(afterwards, cast, paragraph, make_contribution):
    parent = make_contribution()
    row = submit(paragraph, cast.stakeholder, "Das sehe ich auch so.", parent=parent)
    assert row.state == State.RELEASED and is_unreviewed(row)


@pytest.mark.parametrize("sign", list(Sign))
def test_warning_signs_hold_back(sign, afterwards, cast, paragraph, make_contribution):
    text = {Sign.LINKS: LINKS, Sign.FLOOD: "Noch etwas.", Sign.REJECTED: varied(2)}[sign]
    if sign == Sign.FLOOD:
        for number in range(FLOOD_FROM - 1):
            make_contribution(user=cast.stakeholder, text=f"Nummer {number}")
    if sign == Sign.REJECTED:
        place(make_contribution(state=State.REJECTED, text=varied(1)))
    row = submit(paragraph, cast.stakeholder, text)
    row.refresh_from_db()
    assert row.state == State.PENDING and not row.published_text
    assert signs(row) == {sign}
    assert all(explanation(item) for item in ReviewItem.objects.all())
    assert "zuerst" in OutboxMessage.objects.get().body
    screen(row.pk)
    assert ReviewItem.objects.count() == 1


@pytest.mark.parametrize(("text", "said"), [("Bitte mehr Zeit.", "veröffentlicht"), (LINKS, "ungewöhnlich")])
def test_the_author_reads_what_is_true(text, said, client, afterwards, cast, paragraph):
    client.force_login(cast.stakeholder)
    url = reverse("contributions:paragraph", kwargs={"process_slug": afterwards.slug, "lineage": paragraph.lineage})
    assert "sobald Sie ihn absenden" in client.get(url).content.decode()
    data = {"kind": "proposal", "text": text, "organisation": "", "publication": "category"}
    page = client.post(url, data, follow=True).content.decode()
    assert said in page


def test_the_trace_says_that_nobody_has_looked_yet(client, afterwards, cast, paragraph):
    row = submit(paragraph, cast.stakeholder, "Bitte mehr Zeit.")
    url = reverse("results:trace", kwargs={"code": row.display_code})
    assert "Mit dem Eingang veröffentlicht" in client.get(url).content.decode()


def test_rejecting_it_later_takes_it_away_and_tells_the_author(afterwards, cast, paragraph):
    row = submit(paragraph, cast.stakeholder, "Das ist Werbung.")
    reject(row, actor=cast.moderator, rule=afterwards.rules.get(), message="Werbung.", expected_state=State.RELEASED)
    assert not Contribution.objects.public().exists() and not is_unreviewed(row)
    assert OutboxMessage.objects.filter(kind="contribution_decided").count() == 1


@pytest.mark.parametrize(("text", "state"), [("Bitte noch mehr Zeit.", State.RELEASED), (LINKS, State.PENDING)])
def test_a_change_before_anybody_looked(text, state, afterwards, cast, paragraph):
    row = submit(paragraph, cast.stakeholder, "Bitte mehr Zeit.")
    row.comment = text
    row.save(update_fields=["comment"])
    contribution_edited.send(sender=Contribution, contribution=row)
    row.refresh_from_db()
    assert row.state == state
    assert row.published_text == (text if state == State.RELEASED else "")
    assert is_unreviewed(row)


def test_after_a_look_it_stays_as_it_was_read(afterwards, cast, paragraph):
    row = submit(paragraph, cast.stakeholder, "Bitte mehr Zeit.")
    said = {"kind": "proposal", "publication": "category"}
    assert edit_contribution(row, Submission(text="Bitte viel mehr Zeit.", **said))
    settle_items(row, actor=cast.moderator)
    with pytest.raises(Refused, match="angesehen"):
        edit_contribution(row, Submission(text="Kaufen Sie bei uns!", **said))
    row.refresh_from_db()
    assert row.published_text == "Bitte viel mehr Zeit."


def test_letters_always_wait_for_a_moderator(client, afterwards, make_contribution):
    row = make_contribution(state=State.PENDING, channel="letter", text="Herr Muster aus der Gasse 3 sagt das auch.")
    row.process.refresh_from_db()
    contribution_submitted.send(sender=Contribution, contribution=row)
    row.refresh_from_db()
    assert row.state == State.PENDING and not row.published_text
    url = reverse("moderation:rules", kwargs={"process_slug": afterwards.slug})
    assert "per Brief" in client.get(url).content.decode()


def test_signs_only_bring_it_before_the_moderators(process, cast, paragraph):
    row = submit(paragraph, cast.stakeholder, LINKS)
    screen(row.pk)
    screen(row.pk)
    row.refresh_from_db()
    assert row.state == State.PENDING and signs(row) == {Sign.LINKS}
    assert ReviewItem.objects.count() == 1


def test_a_settled_sign_is_not_raised_again(process, cast, paragraph):
    row = submit(paragraph, cast.stakeholder, LINKS)
    screen(row.pk)
    ReviewItem.objects.update(settled_at=row.submit_date)
    screen(row.pk)
    assert not signs(row)


def test_ordinary_texts_show_no_sign(process, cast, paragraph, make_contribution):
    place(make_contribution(state=State.REJECTED, text=different(1)))
    row = submit(paragraph, cast.stakeholder, "Siehe https://www.example.org und z.B. Seite 3/4. Bitte mehr Zeit.")
    assert signs_of(row) == []


def test_what_a_dead_worker_left_is_looked_at(cast, paragraph):
    row = submit(paragraph, cast.stakeholder, LINKS)
    assert not signs(row)
    sweep_screening()
    assert signs(row) == {Sign.LINKS} and row.signature


def test_what_was_published_at_once_is_looked_at_by_the_software_too(afterwards, cast, paragraph):
    row = submit(paragraph, cast.stakeholder, varied(1))
    other = submit(paragraph, cast.member, varied(2))
    sweep_screening()
    assert row.membership.campaign == other.membership.campaign


def test_the_screening_starts_after_the_commit(cast, paragraph, monkeypatch, django_capture_on_commit_callbacks):
    asked = []
    monkeypatch.setattr("consultations.moderation.receivers.start_screening", asked.append)
    with django_capture_on_commit_callbacks(execute=True):
        row = submit(paragraph, cast.stakeholder, "Bitte mehr Zeit.")
        assert asked == []
    assert asked == [row.pk]
