"""Authors change their contributions: until when, what is kept, and who learns of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import AuditEntry
from consultations.contributions.enums import Channel, Publication, State
from consultations.contributions.models import Contribution
from consultations.contributions.own.models import ContributionRevision
from consultations.contributions.own.rules import MAX_REVISIONS, actions_for, own_actions
from consultations.contributions.own.services import ChangedElsewhere, Refused, SaidBefore, edit_contribution
from consultations.contributions.services import Submission, submit_contribution
from consultations.contributions.signals import contribution_edited
from consultations.moderation.models import Decision, ModerationDecision
from consultations.moderation.services import EditedMeanwhile, reject, release
from consultations.process.enums import ModerationTime
from consultations.synthesis.services import ensure_segment, needs_no_answer
from tests.factories.pages import html

NEW = "Bitte deutlich mehr Zeit."


def edit_url(code):
    return reverse("contributions:edit", kwargs={"code": code})


def said(text=NEW, **fields):
    return Submission(**{"kind": "concern", "text": text, "title": "Neuer Titel", **fields})


def test_an_edit_keeps_the_earlier_state_and_tells_listeners(submit):
    contribution, heard = submit("Bitte mehr Zeit."), []

    def listen(contribution, **kwargs):
        heard.append((contribution.pk, contribution.comment))

    contribution_edited.connect(listen)
    try:
        assert edit_contribution(contribution, said(publication=Publication.NAMED), seen_revision=0)
    finally:
        contribution_edited.disconnect(listen)
    before, contribution = ContributionRevision.objects.get(), Contribution.objects.get()
    assert (before.number, before.text, before.title, before.kind) == (1, "Bitte mehr Zeit.", "Mehr Zeit", "proposal")
    assert before.publication == Publication.CATEGORY and not before.was_public
    assert (contribution.comment, contribution.title, contribution.kind) == (NEW, "Neuer Titel", "concern")
    assert contribution.publication == Publication.NAMED and contribution.edited_at == before.edited_at
    assert contribution.published_text == "" and contribution.state == State.PENDING
    assert heard == [(contribution.pk, NEW)]
    entry = AuditEntry.objects.get(action="contributions.edit")
    assert entry.actor is None and entry.actor_label == "" and NEW not in str(entry.details)


def test_nothing_changed_keeps_nothing(submit):
    contribution = submit("Bitte mehr Zeit.")
    same = Submission(kind="proposal", text=" Bitte mehr Zeit.\r\n", title="Mehr Zeit")
    assert not edit_contribution(contribution, same)
    assert not ContributionRevision.objects.exists()
    assert Contribution.objects.get().edited_at is None


def test_the_new_words_are_known_and_the_old_ones_can_be_said_again(submit):
    contribution = submit("Bitte mehr Zeit.")
    edit_contribution(contribution, said())
    assert submit(NEW).pk == contribution.pk
    assert submit("Bitte mehr Zeit.").pk != contribution.pk


def test_the_words_of_another_own_contribution_are_refused(submit, cast):
    submit(NEW)
    contribution = submit("Etwas anderes.")
    with pytest.raises(SaidBefore):
        edit_contribution(contribution, said())
    contribution.refresh_from_db()
    assert contribution.comment == "Etwas anderes." and not contribution.revisions.exists()


@pytest.mark.parametrize(
    ("text", "title"), [("", ""), (" \u200b ", ""), ("x" * 9000, ""), ("a\x00b", ""), ("a", "\x00")]
)
def test_what_cannot_be_stored_is_refused(submit, text, title):
    contribution = submit()
    with pytest.raises(ValidationError):
        edit_contribution(contribution, said(text, title=title))
    assert not contribution.revisions.exists()


def test_two_windows_do_not_overwrite_each_other(submit):
    contribution = submit()
    edit_contribution(contribution, said("Aus dem ersten Fenster."), seen_revision=0)
    with pytest.raises(ChangedElsewhere):
        edit_contribution(contribution, said("Aus dem zweiten Fenster."), seen_revision=0)
    assert Contribution.objects.get().comment == "Aus dem ersten Fenster."


# --- Until when -----------------------------------------------------------------------------------------------------


def decided(contribution, cast, process):
    release(contribution, actor=cast.moderator)


def rejected(contribution, cast, process):
    reject(contribution, actor=cast.moderator, rule=process.rules.get())


def phase_over(contribution, cast, process):
    process.phases.update(ends_on=timezone.localdate() - timedelta(days=1))


def other_phase(contribution, cast, process):
    """The deadline of its phase is over, and another one is open."""
    Contribution.objects.update(phase=None)
    process.phases.update(kind="evaluation")


def finished(contribution, cast, process):
    process.finished_on = timezone.localdate()
    process.save()


def recorded(contribution, cast, process):
    Contribution.objects.update(channel=Channel.LETTER)


def unconfirmed(contribution, cast, process):
    Contribution.objects.update(state=State.UNCONFIRMED)


def changed_too_often(contribution, cast, process):
    ContributionRevision.objects.bulk_create(
        ContributionRevision(
            contribution=contribution, number=n, kind="proposal", publication="named", edited_at=timezone.now()
        )
        for n in range(1, MAX_REVISIONS + 1)
    )


@pytest.mark.parametrize(
    "happens",
    [decided, rejected, phase_over, other_phase, finished, recorded, unconfirmed, changed_too_often],
    ids=lambda f: f.__name__,
)
def test_it_stays_as_it_is_once(client, submit, cast, process, happens):
    contribution = submit("Bitte mehr Zeit.")
    happens(contribution, cast, process)
    contribution = Contribution.objects.get()
    assert actions_for(contribution).why_not_edit
    with pytest.raises(Refused):
        edit_contribution(contribution, said())
    client.force_login(cast.stakeholder)
    assert client.get(edit_url(contribution.display_code)).status_code == 409
    response = client.post(edit_url(contribution.display_code), {"text": NEW, "kind": "concern"})
    assert response.status_code == 409 and NEW in html(response)
    assert Contribution.objects.get().comment == "Bitte mehr Zeit."


@pytest.fixture
def unreviewed(submit, process):
    """A contribution published without review."""
    process.moderation_time = ModerationTime.AFTER
    process.save()
    contribution = submit("Bitte mehr Zeit.")
    contribution.state, contribution.is_public = State.RELEASED, True
    contribution.published_text = contribution.comment
    contribution.save()
    return Contribution.objects.get(pk=contribution.pk)


def test_published_without_review_it_changes_in_public(client, unreviewed, process):
    edit_contribution(unreviewed, said())
    unreviewed.refresh_from_db()
    assert unreviewed.published_text == NEW and unreviewed.revisions.get().was_public
    page = html(client.get(reverse("contributions:paragraph", args=[process.slug, "k1-1"])))
    assert NEW in page and "vom Verfasser geändert am" in page and "Bitte mehr Zeit." not in page
    edit_contribution(unreviewed, said(publication=Publication.INTERNAL))
    assert not Contribution.objects.public().exists()
    assert not Contribution.objects.get().is_public


def test_changed_before_it_was_public_nobody_is_told(client, submit, cast, process):
    contribution = submit("Bitte mehr Zeit.")
    edit_contribution(contribution, said())
    release(contribution, actor=cast.moderator, seen_revision=1)
    page = html(client.get(reverse("contributions:paragraph", args=[process.slug, "k1-1"])))
    assert NEW in page and "geändert am" not in page and "Bitte mehr Zeit." not in page


@pytest.mark.parametrize("state", [State.PENDING, State.RELEASED, State.REJECTED])
def test_a_reply_ends_it_and_a_withdrawn_one_does_not(unreviewed, make_contribution, state):
    reply = make_contribution(parent=unreviewed, state=state)
    assert actions_for(unreviewed).why_not_edit
    reply.state = State.WITHDRAWN
    reply.save()
    assert actions_for(unreviewed).may_edit


def test_the_look_of_a_moderator_ends_it_and_a_programs_does_not(unreviewed, cast):
    row = ModerationDecision.objects.create(
        contribution=unreviewed, decision=Decision.RELEASED, decided_at=timezone.now()
    )
    assert actions_for(unreviewed).may_edit
    row.decided_by = cast.moderator
    row.save()
    assert not actions_for(unreviewed).may_edit


def test_the_evaluation_ends_it(unreviewed, process, cast):
    segment = ensure_segment(unreviewed)
    assert actions_for(unreviewed).may_edit
    needs_no_answer(process, [segment], actor=cast.analyst, reason="Dank")
    assert not actions_for(unreviewed).may_edit


def test_the_rule_takes_a_constant_number_of_queries(make_contribution, django_assert_num_queries):
    rows = [make_contribution(state=State.PENDING) for _ in range(6)]
    one = Contribution.objects.select_related("process").filter(pk=rows[0].pk)
    many = Contribution.objects.select_related("process")
    with CaptureQueriesContext(connection) as captured:
        own_actions(one)
    with django_assert_num_queries(len(captured)):
        assert len(own_actions(many)) == 6


# --- Moderators -----------------------------------------------------------------------------------------------------


def test_a_moderator_does_not_release_what_she_has_not_read(submit, cast):
    contribution = submit()
    edit_contribution(contribution, said())
    with pytest.raises(EditedMeanwhile):
        release(contribution, actor=cast.moderator, seen_decision=None, seen_revision=0)
    assert Contribution.objects.get().state == State.PENDING
    release(contribution, actor=cast.moderator, seen_decision=None, seen_revision=1)
    assert Contribution.objects.get().published_text == NEW


def test_the_screen_says_so_shows_the_changes_and_takes_the_decision_again(client, submit, cast, process):
    contribution = submit("Bitte mehr Zeit.")
    url = reverse("moderation_admin:contribution", kwargs={"process_slug": process.slug, "pk": contribution.pk})
    client.force_login(cast.moderator)
    form = client.get(url).context["forms"]["release"]
    data = {f"release-{name}": form[name].value() or "" for name in ("expected_state", "seen_decision")}
    data |= {"verb": "release", "release-seen_revision": form["seen_revision"].value()}
    edit_contribution(contribution, said())
    response = client.post(url, data)
    assert response.status_code == 409
    page = html(response)
    assert "Der Text wurde inzwischen vom Verfasser geändert" in page
    assert "<ins" in page and "deutlich" in page
    again = response.context["forms"]["release"]
    data["release-seen_revision"] = again["seen_revision"].value()
    assert client.post(url, data).status_code == 302
    assert Contribution.objects.get().state == State.RELEASED


# --- The page -------------------------------------------------------------------------------------------------------


def form_of(response, **changes):
    form = response.context["form"]
    return {name: form[name].value() for name in form.fields if form[name].value() is not None} | changes


def test_the_author_changes_it_on_the_page(client, submit, cast):
    contribution = submit("Bitte mehr Zeit.")
    client.force_login(cast.stakeholder)
    assert edit_url(contribution.display_code) in html(client.get(contribution.get_absolute_url()))
    page = client.get(edit_url(contribution.display_code))
    assert page.status_code == 200 and "Bitte mehr Zeit." in html(page)
    assert page.headers["Cache-Control"] == "no-store"
    response = client.post(edit_url(contribution.display_code), form_of(page, text=NEW), follow=True)
    assert NEW in html(response) and "Ihre Änderungen sind gespeichert." in html(response)


def test_an_error_brings_the_text_back(client, submit, cast):
    submit(NEW)
    contribution = submit("Etwas anderes.")
    client.force_login(cast.stakeholder)
    page = client.get(edit_url(contribution.display_code))
    response = client.post(edit_url(contribution.display_code), form_of(page, text=NEW))
    assert response.status_code == 422 and "in einem anderen Beitrag gesagt" in html(response)
    response = client.post(edit_url(contribution.display_code), form_of(page, text="", title="Behalten"))
    assert response.status_code == 422 and "Behalten" in html(response)


def test_the_organisation_stays(client, submit, cast):
    contribution = submit(author=cast.member, organisation=cast.organisation)
    client.force_login(cast.member)
    page = client.get(edit_url(contribution.display_code))
    client.post(edit_url(contribution.display_code), form_of(page, text=NEW, organisation="selbst"))
    contribution.refresh_from_db()
    assert contribution.comment == NEW and contribution.organisation == cast.organisation


@pytest.mark.parametrize("person", ["admin", "moderator", "lead", "observer", "member", "coordinator", "outsider"])
def test_nobody_else_changes_it(client, submit, cast, person):
    contribution = submit("Bitte mehr Zeit.")
    client.force_login(getattr(cast, person))
    for code in (contribution.display_code, contribution.display_receipt_code):
        assert client.get(edit_url(code)).status_code == 404
        assert client.post(edit_url(code), {"text": NEW, "kind": "concern", "publication": "named"}).status_code == 404
    assert Contribution.objects.get().comment == "Bitte mehr Zeit."


@pytest.mark.parametrize("known", [True, False])
def test_the_public_number_asks_everybody_to_sign_in(client, submit, known):
    contribution = submit()
    code = contribution.display_code if known else "0000-0000"
    response = client.get(edit_url(code))
    assert response.status_code == 302 and response.url.startswith("/konto/login/")


def test_the_receipt_code_of_an_account_only_reads(client, submit):
    contribution = submit("Bitte mehr Zeit.")
    response = client.post(edit_url(contribution.display_receipt_code), {"text": NEW})
    assert response.status_code == 302 and contribution.display_receipt_code not in response.url
    assert Contribution.objects.get().comment == "Bitte mehr Zeit."


def test_a_guest_changes_it_by_the_receipt_code(client, guest, process):
    contribution = guest(state=State.PENDING, text="Bitte mehr Zeit.")
    url = edit_url(contribution.display_receipt_code)
    assert url in html(client.get(reverse("results:trace", args=[contribution.display_receipt_code])))
    page = client.get(url)
    assert page.status_code == 200 and page.headers["Referrer-Policy"] == "strict-origin"
    response = client.post(url, form_of(page, text=NEW))
    assert response.url == reverse("results:trace", args=[contribution.display_receipt_code])
    assert Contribution.objects.get().comment == NEW


def test_of_a_replied_contribution_the_reply_can_be_changed(submit, unreviewed, cast):
    reply = submit("Das finde ich auch.", author=cast.member, parent=unreviewed)
    edit_contribution(reply, said("Das finde ich nicht."))
    reply.refresh_from_db()
    assert reply.comment == "Das finde ich nicht." and reply.parent_id == unreviewed.pk
    again = submit_contribution(
        unreviewed.content_object,
        cast.member,
        Submission(kind="concern", text="Das finde ich nicht.", parent=unreviewed),
    )
    assert not again.is_new and again.contribution.pk == reply.pk


def test_the_form_explains_as_the_first_one_did(client, submit, cast):
    stored = submit("Bitte mehr Zeit.")
    client.force_login(cast.stakeholder)
    page = html(client.get(reverse("contributions:edit", args=[stored.display_code])))
    assert "Eine Leerzeile beginnt einen neuen Absatz" in page
    assert "Nur das Team liest Ihren Beitrag." in page
