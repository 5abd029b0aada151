"""Writing a contribution through the page of a paragraph."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.enums import VerificationState
from consultations.contributions.enums import Publication, State
from consultations.contributions.models import Contribution
from consultations.contributions.services import (
    Submission,
    check_text,
    submit_contribution,
    tidy,
)
from consultations.contributions.targets import TargetRefused, describe
from consultations.drafts.models import Paragraph
from consultations.process.enums import PhaseKind
from notifications.models import OutboxMessage
from tests.factories.accounts import OrganisationFactory, UserFactory
from tests.factories.consultations import (
    ConferenceFactory,
    PhaseFactory,
    ThematicTableFactory,
    make_version,
    today,
)
from tests.factories.consultations import make_contribution as contribution_about
from tests.factories.pages import html, paragraph_url


def typed(**fields):
    return {"kind": "proposal", "text": "Bitte mehr Zeit.", "publication": "named", "organisation": "selbst", **fields}


def close(process):
    process.phases.update(starts_on=today() - timedelta(days=30), ends_on=today() - timedelta(days=3))


@pytest.fixture
def author(client, cast):
    client.force_login(cast.stakeholder)
    return cast.stakeholder


def test_a_contribution_is_stored_and_leads_to_its_secret_trace(client, process, paragraph, author):
    response = client.post(paragraph_url(process), typed(title="Zeit"))
    stored = Contribution.objects.get()
    assert response.status_code == 302
    assert response.url == reverse("results:trace", kwargs={"code": stored.display_receipt_code})
    assert (stored.user, stored.comment, stored.title, stored.state) == (
        author,
        "Bitte mehr Zeit.",
        "Zeit",
        State.PENDING,
    )
    assert stored.published_text == "" and not stored.is_public and stored.ip_address is None
    assert stored.lineage == "k1-1" and stored.phase == process.phases.get()
    assert stored.display_code in str(next(iter(get_messages(response.wsgi_request))))


def test_the_mail_names_number_secret_link_and_what_happens_next(client, process, paragraph, author, settings):
    client.post(paragraph_url(process), typed(text="Zeichen: <b> & „Anführung“"))
    stored = Contribution.objects.get()
    message = OutboxMessage.objects.get(kind="contribution_received")
    assert stored.display_code in message.subject and "\n" not in message.subject
    link = settings.BASE_URL + reverse("results:trace", kwargs={"code": stored.display_receipt_code})
    for part in (stored.display_code, link, "48 Stunden", "nicht weiter", "Absatz 1.1", "<b> & „Anführung“"):
        assert part in message.body
    assert not mail.outbox or stored.receipt_code not in mail.outbox[0].subject


def test_the_same_post_twice_is_stored_once_with_one_mail(client, process, paragraph, author):
    first = client.post(paragraph_url(process), typed())
    second = client.post(paragraph_url(process), typed())
    assert Contribution.objects.count() == 1
    assert OutboxMessage.objects.filter(kind="contribution_received").count() == 1
    assert first.url == second.url
    assert "schon gesendet" in [str(message) for message in get_messages(second.wsgi_request)][-1]


def test_a_second_click_after_the_end_of_the_phase_is_no_refusal(client, process, paragraph, author):
    first = client.post(paragraph_url(process), typed())
    close(process)
    assert client.post(paragraph_url(process), typed()).url == first.url


def test_the_database_itself_refuses_the_same_contribution_twice(cast, paragraph):
    stored = submit_contribution(paragraph, cast.stakeholder, Submission(kind="proposal", text="Einmal")).contribution
    copy = Contribution.objects.get(pk=stored.pk)
    copy.pk = copy.id = copy.comment_ptr_id = copy.xtdcomment_ptr_id = None
    copy.code, copy.receipt_code = "00000000", "0" * 20
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save(force_insert=True)


def test_the_same_words_for_an_organisation_or_as_another_reply_are_another_contribution(
    cast, paragraph, make_contribution
):
    one, other = make_contribution(), make_contribution()
    for fields in ({}, {"organisation": cast.organisation}, {"parent": one}, {"parent": other}):
        submission = Submission(kind="support", text="Das sehe ich auch so.", **fields)
        assert submit_contribution(paragraph, cast.member, submission).is_new


# --- Text -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", "   ", "\n\t \r\n"])
def test_an_empty_text_gets_a_clear_message(client, process, paragraph, author, text):
    response = client.post(paragraph_url(process), typed(text=text, title="Meine Überschrift"))
    assert response.status_code == 422
    page = html(response)
    assert page.count("Bitte schreiben Sie, was Sie sagen möchten.") == 2, "once on top, once beside the field"
    assert 'href="#id_text"' in page and "Meine Überschrift" in page
    assert not Contribution.objects.exists()


def test_the_limit_is_exact_and_named(client, process, paragraph, author):
    process.max_characters = 1000
    process.save()
    response = client.post(paragraph_url(process), typed(text="ä" * 1001))
    assert response.status_code == 422
    page = html(response)
    assert "Ihr Text hat 1.001 Zeichen, höchstens 1.000 sind möglich. Bitte kürzen Sie ihn." in page
    assert "ä" * 1001 in page, "the text is kept"
    assert client.post(paragraph_url(process), typed(text="ä" * 1000)).status_code == 302


def test_a_line_break_counts_as_one_character(client, process, paragraph, author):
    process.max_characters = 200
    process.save()
    text = "\r\n".join(["a"] * 100) + "b"
    assert client.post(paragraph_url(process), typed(text=text)).status_code == 302
    assert len(Contribution.objects.get().comment) == 200


def test_the_service_checks_the_limit_itself(cast, process, paragraph):
    process.max_characters = 200
    process.save()
    paragraph.refresh_from_db()
    with pytest.raises(ValidationError) as caught:
        submit_contribution(
            Paragraph.objects.get(pk=paragraph.pk), cast.stakeholder, Submission(kind="proposal", text="a" * 201)
        )
    assert caught.value.message_dict == {
        "text": ["Ihr Text hat 201 Zeichen, höchstens 200 sind möglich. Bitte kürzen Sie ihn."]
    }


@pytest.mark.parametrize("field", ["text", "title"])
def test_nul_characters_get_a_message(client, process, paragraph, author, field):
    response = client.post(paragraph_url(process), typed(**{field: "vorher\x00nachher"}))
    assert response.status_code == 422
    assert not Contribution.objects.exists()


def test_nul_characters_are_refused_by_the_service_too(cast, paragraph):
    for fields in ({"text": "a\x00b"}, {"text": "a", "title": "a\x00b"}):
        with pytest.raises(ValidationError):
            submit_contribution(paragraph, cast.stakeholder, Submission(kind="proposal", **fields))
    with pytest.raises(ValidationError):
        check_text(tidy("\x00"), 10)


@pytest.mark.parametrize("text", ["\u200b\u200b\u200b", "\x01\x1b", "\u202e", "\u2028 \u00ad"])
def test_a_text_nobody_can_see_is_empty(client, process, paragraph, author, text):
    response = client.post(paragraph_url(process), typed(text=text))
    assert response.status_code == 422 and "Bitte schreiben Sie, was Sie sagen möchten." in html(response)
    assert not Contribution.objects.exists()


def test_control_characters_and_turned_text_are_not_stored(client, process, paragraph, author):
    client.post(
        paragraph_url(process), typed(title="\u202eTitel\x07", text="Erstens\n\x1b[31mzweitens\u202e\tنعم 👩‍👧")
    )
    made = Contribution.objects.get()
    assert (made.title, made.comment) == ("Titel", "Erstens\n[31mzweitens\tنعم 👩‍👧")


@pytest.mark.parametrize("field", ["kind", "publication"])
@pytest.mark.parametrize("value", ["", "reply", "quatsch"])
def test_kind_and_publication_have_to_be_chosen(client, process, paragraph, author, field, value):
    response = client.post(paragraph_url(process), typed(**{field: value}))
    assert response.status_code == 422
    assert "Bitte mehr Zeit." in html(response), "the text is kept"
    assert not Contribution.objects.exists()


# --- For whom -------------------------------------------------------------------------------------------------------


def test_a_member_speaks_for_a_verified_organisation(client, process, paragraph, cast):
    client.force_login(cast.member)
    assert cast.organisation.name in html(client.get(paragraph_url(process)))
    client.post(paragraph_url(process), typed(organisation=str(cast.organisation.pk)))
    stored = Contribution.objects.get()
    assert stored.organisation == cast.organisation
    assert stored.organisation_name == cast.organisation.name
    assert (stored.category, stored.region) == (cast.organisation.category, cast.organisation.region)


def test_an_organisation_that_is_not_mine_is_refused(client, process, paragraph, author, cast):
    response = client.post(paragraph_url(process), typed(organisation=str(cast.organisation.pk)))
    assert response.status_code == 422
    assert "Für diese Organisation können Sie nicht sprechen." in html(response)
    with pytest.raises(ValidationError):
        submit_contribution(paragraph, author, Submission(kind="proposal", text="x", organisation=cast.organisation))
    assert not Contribution.objects.exists()


def test_an_unverified_organisation_is_refused(client, process, paragraph, cast):
    cast.organisation.state = VerificationState.WAITING
    cast.organisation.save()
    client.force_login(cast.member)
    assert cast.organisation.name not in html(client.get(paragraph_url(process)))
    assert client.post(paragraph_url(process), typed(organisation=str(cast.organisation.pk))).status_code == 422
    assert not Contribution.objects.exists()


def test_other_organisations_are_not_offered(client, process, paragraph, cast):
    other = OrganisationFactory(name="Fremder Verein")
    client.force_login(cast.member)
    assert other.name not in html(client.get(paragraph_url(process)))


# --- Replies --------------------------------------------------------------------------------------------------------


def test_a_reply_goes_below_its_contribution(client, process, paragraph, author, make_contribution):
    parent = make_contribution()
    page = html(client.get(paragraph_url(process) + f"?antwort={parent.code}"))
    assert f'name="parent" value="{parent.code}"' in page and "Antwort schreiben" in page
    client.post(paragraph_url(process), typed(parent=parent.code))
    reply = Contribution.objects.get(user=author)
    assert (reply.parent_id, reply.thread_id, reply.level) == (parent.pk, parent.pk, 1)


@pytest.mark.parametrize(
    "fields", [{"state": State.PENDING}, {"state": State.REJECTED}, {"publication": Publication.INTERNAL}]
)
def test_what_is_not_public_cannot_be_replied_to(client, process, paragraph, author, make_contribution, fields):
    parent = make_contribution(text="Verborgener Text", **fields)
    page = html(client.get(paragraph_url(process) + f"?antwort={parent.code}"))
    assert "Verborgener Text" not in page and 'name="parent"' not in page
    response = client.post(paragraph_url(process), typed(parent=parent.code))
    assert response.status_code == 422 and "Bitte mehr Zeit." in html(response)
    with pytest.raises(ValidationError):
        submit_contribution(paragraph, author, Submission(kind="proposal", text="x", parent=parent))
    assert not Contribution.objects.filter(user=author).exists()


def test_a_parent_from_another_paragraph_or_process_is_refused(
    client, process, other_process, version, paragraph, author, make_contribution
):
    elsewhere = make_contribution(target=version.paragraphs.get(lineage="k1-2"))
    other_paragraph = make_version(other_process).paragraphs.get(lineage="k1-1")
    abroad = contribution_about(other_paragraph)
    for parent in (elsewhere, abroad):
        assert client.post(paragraph_url(process), typed(parent=parent.code)).status_code == 422
        with pytest.raises(ValidationError):
            submit_contribution(paragraph, author, Submission(kind="proposal", text="x", parent=parent))
    assert not Contribution.objects.filter(user=author).exists()


def test_a_card_of_a_conference_is_no_parent_for_the_process(process, cast):
    PhaseFactory(process=process, kind=PhaseKind.IDEAS)
    card = contribution_about(ThematicTableFactory(conference=ConferenceFactory(process=process)))
    with pytest.raises(ValidationError):
        submit_contribution(process, cast.stakeholder, Submission(kind="proposal", text="x", parent=card))


def test_threads_end_at_the_deepest_level(client, process, paragraph, author, make_contribution):
    parent = make_contribution()
    for _level in range(3):
        parent = make_contribution(parent=parent)
    assert parent.level == 3
    assert client.post(paragraph_url(process), typed(parent=parent.code)).status_code == 422
    assert f"?antwort={parent.code}" not in html(client.get(paragraph_url(process)))


# --- Phases and versions --------------------------------------------------------------------------------------------


def test_after_the_end_the_page_says_since_when_and_keeps_the_text(client, process, paragraph, author):
    close(process)
    response = client.post(paragraph_url(process), typed(title="Mein Titel", text="Mein </textarea> langer Text"))
    page = html(response)
    assert response.status_code == 403
    assert "Beiträge waren bis" in page and process.contact_email in page
    assert "Mein &lt;/textarea&gt; langer Text" in page and "Mein Titel" in page and "readonly" in page
    assert not Contribution.objects.exists()


def test_between_two_phases_the_page_names_the_end_and_the_next_beginning(client, process, paragraph, author):
    close(process)
    PhaseFactory(process=process, kind=PhaseKind.CLOSING_ROUND, starts_on=today() + timedelta(days=5))
    page = html(client.post(paragraph_url(process), typed()))
    assert "Beiträge waren bis" in page and "Wieder möglich sind sie ab" in page


def test_a_form_with_errors_is_told_that_the_phase_is_over(client, process, paragraph, author):
    close(process)
    assert client.post(paragraph_url(process), typed(kind="")).status_code == 403


def test_before_the_phase_nothing_is_taken(client, process, paragraph, author):
    process.phases.update(starts_on=today() + timedelta(days=3), ends_on=today() + timedelta(days=30))
    response = client.post(paragraph_url(process), typed())
    assert response.status_code == 403 and "Beiträge sind ab" in html(response)
    assert not Contribution.objects.exists()


def test_a_finished_process_takes_nothing(client, process, paragraph, author):
    process.finished_on = today()
    process.save()
    assert client.post(paragraph_url(process), typed()).status_code == 403
    assert not Contribution.objects.exists()


def test_the_first_and_the_last_day_belong_to_the_phase(client, process, paragraph, author):
    process.phases.update(starts_on=today(), ends_on=today())
    assert client.post(paragraph_url(process), typed()).status_code == 302


@pytest.mark.parametrize("user", ["stakeholder", "outsider", None])
def test_an_unpublished_process_is_404_for_page_and_post(client, process, paragraph, cast, user):
    process.is_published = False
    process.save()
    if user:
        client.force_login(getattr(cast, user))
    assert client.get(paragraph_url(process)).status_code == 404
    assert client.post(paragraph_url(process), typed()).status_code == 404
    assert not Contribution.objects.exists()


def test_the_team_cannot_post_before_publication_either(client, process, paragraph, cast):
    process.is_published = False
    process.save()
    client.force_login(cast.lead)
    assert client.post(paragraph_url(process), typed()).status_code == 403
    assert not Contribution.objects.exists()


def test_a_dropped_paragraph_stays_readable_but_takes_nothing(client, process, paragraph, author, make_contribution):
    make_contribution(text="Beitrag zum alten Absatz")
    following = make_version(process, number=2, published=False)
    following.paragraphs.get(lineage="k1-1").delete()
    following.state, following.published_at = "published", paragraph.version.published_at
    following.save()
    page = html(client.get(paragraph_url(process)))
    assert "Beitrag zum alten Absatz" in page and "nicht mehr in der aktuellen Fassung" in page
    response = client.post(paragraph_url(process), typed(text="Mein neuer Text"))
    assert response.status_code == 409 and "Mein neuer Text" in html(response)
    assert not Contribution.objects.filter(user=author).exists()


def test_a_paragraph_of_a_prepared_version_does_not_exist(client, process, version, author):
    prepared = make_version(process, number=2, published=False)
    Paragraph.objects.filter(version=prepared, lineage="k1-1").update(lineage="k9-9", text="Geheim")
    assert client.get(paragraph_url(process, "k9-9")).status_code == 404
    assert client.post(paragraph_url(process, "k9-9"), typed()).status_code == 404
    with pytest.raises(TargetRefused):
        submit_contribution(prepared.paragraphs.get(lineage="k9-9"), author, Submission(kind="proposal", text="x"))
    assert not Contribution.objects.exists()


def test_an_old_version_of_a_paragraph_is_refused_by_the_service(process, paragraph, cast):
    make_version(process, number=2)
    with pytest.raises(TargetRefused):
        submit_contribution(paragraph, cast.stakeholder, Submission(kind="proposal", text="x"))


def test_the_closing_round_takes_changed_paragraphs_only(client, process, version, author):
    close(process)
    PhaseFactory(process=process, kind=PhaseKind.CLOSING_ROUND)
    make_version(process, number=2, texts={"k1-1": "Neuer Text."})
    assert client.post(paragraph_url(process, "k1-2"), typed()).status_code == 409
    assert client.post(paragraph_url(process, "k1-1"), typed()).status_code == 302


@pytest.mark.parametrize("make", [lambda: UserFactory(), lambda: OrganisationFactory(), lambda: ConferenceFactory()])
def test_other_objects_are_no_targets(db, make):
    with pytest.raises(TargetRefused):
        describe(make())


def test_nothing_new_is_said_about_a_table_online(process, cast):
    table = ThematicTableFactory(conference=ConferenceFactory(process=process))
    with pytest.raises(TargetRefused):
        submit_contribution(table, cast.stakeholder, Submission(kind="proposal", text="x"))


# --- Signing in -----------------------------------------------------------------------------------------------------


def test_visitors_see_how_to_take_part(client, process, paragraph):
    page = html(client.get(paragraph_url(process)))
    target = f"?next={paragraph_url(process)}%23beitrag-schreiben"
    assert reverse("account_login") + target in page
    assert reverse("account_signup") + target in page
    assert "<textarea" not in page


def test_the_text_of_a_signed_out_visitor_is_kept_over_signing_in(client, process, paragraph, cast):
    response = client.post(paragraph_url(process), typed(text="Langer Text", title="Titel", kind="question"))
    assert response.status_code == 302 and response.url.startswith(reverse("account_login") + "?next=")
    assert not Contribution.objects.exists()
    assert any("Ihr Text bleibt erhalten" in str(message) for message in get_messages(response.wsgi_request))
    client.login(email=cast.stakeholder.email, password="geheim-und-lang")
    page = html(client.get(paragraph_url(process)))
    assert "Langer Text" in page and 'value="Titel"' in page and "Ihr Text ist erhalten geblieben." in page
    client.post(paragraph_url(process), typed(text="Langer Text"))
    assert "Ihr Text ist erhalten geblieben." not in html(client.get(paragraph_url(process)))


def test_a_kept_text_appears_on_its_own_page_only(client, process, paragraph, cast):
    client.post(paragraph_url(process), typed(text="Langer Text"))
    client.force_login(cast.stakeholder)
    assert "Langer Text" not in html(client.get(paragraph_url(process, "k1-2")))


def test_a_signed_out_visitor_learns_at_once_that_the_phase_is_over(client, process, paragraph):
    close(process)
    response = client.post(paragraph_url(process), typed(text="Langer Text"))
    assert response.status_code == 403 and "Langer Text" in html(response)


def test_a_flood_is_refused_with_the_text_kept(client, process, paragraph, author, settings):
    settings.CONTRIBUTION_FLOOD_LIMIT = 2
    for number in range(2):
        client.post(paragraph_url(process), typed(text=f"Text {number}"))
    response = client.post(paragraph_url(process), typed(text="Einer zu viel"), HTTP_X_FORWARDED_FOR="203.0.113.9")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= settings.CONTRIBUTION_FLOOD_WINDOW_SECONDS + 1
    assert "Einer zu viel" in html(response)
    assert Contribution.objects.count() == 2


def test_posting_needs_the_csrf_token(process, paragraph, cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.stakeholder)
    response = client.post(paragraph_url(process), typed(text="Mein langer, mühsam geschriebener Text"))
    assert response.status_code == 403 and "mühsam geschriebener" in html(response)
    assert not Contribution.objects.exists()


# --- Chapter, draft and process as targets --------------------------------------------------------------------------


def test_a_chapter_and_the_draft_take_contributions(client, process, version, author):
    section = reverse("contributions:section", kwargs={"process_slug": process.slug, "lineage": "k1"})
    whole = reverse("contributions:draft", kwargs={"process_slug": process.slug})
    for url in (section, whole):
        assert "Beitrag schreiben" in html(client.get(url))
        assert client.post(url, typed()).status_code == 302
    assert set(Contribution.objects.values_list("target_kind", flat=True)) == {"section", "draft"}


def test_without_a_version_there_is_no_draft_to_comment(client, process, author):
    make_version(process, published=False)
    for name, kwargs in (("draft", {}), ("section", {"lineage": "k1"}), ("paragraph", {"lineage": "k1-1"})):
        url = reverse(f"contributions:{name}", kwargs={"process_slug": process.slug, **kwargs})
        assert client.get(url).status_code == 404
        assert client.post(url, typed()).status_code == 404


def test_the_process_as_a_whole_takes_ideas_in_their_phase_only(client, process, author):
    url = reverse("contributions:list", kwargs={"process_slug": process.slug})
    assert "<textarea" not in html(client.get(url))
    assert client.post(url, typed()).status_code == 403
    process.phases.update(kind=PhaseKind.IDEAS)
    assert "<textarea" in html(client.get(url))
    assert client.post(url, typed()).status_code == 302
    stored = Contribution.objects.get()
    assert stored.target_kind == "process" and stored.object_pk == str(process.pk)


def test_an_address_with_the_fields_of_the_form_changes_nothing(client, process, paragraph, author):
    assert client.get(paragraph_url(process), typed()).status_code == 200
    assert not Contribution.objects.exists()


def test_a_heading_that_is_too_long_is_not_cut_but_said(client, process, paragraph, author):
    assert 'maxlength="160"' not in html(client.get(paragraph_url(process)))
    page = html(client.post(paragraph_url(process), typed(title="x" * 161)))
    assert "Dieser Text hat 161 Zeichen, höchstens 160 sind möglich. Bitte kürzen Sie ihn." in page
    assert f'value="{"x" * 161}"' in page
    assert "Nichts ist verloren: Was Sie geschrieben haben, steht noch im Formular." in page


def test_the_summary_of_errors_reads_like_sentences(client, process, paragraph, author):
    page = html(client.post(paragraph_url(process), {"text": "", "wording_of": "9" * 30}))
    assert "Was für ein Beitrag ist es?</strong>" in page and "?:" not in page
    assert "<strong>Ihr Text:</strong>" in page
    # Nobody sees a hidden field: what is wrong with it is said without a link or a name.
    assert "#id_wording_of" not in page and "Wording of" not in page
