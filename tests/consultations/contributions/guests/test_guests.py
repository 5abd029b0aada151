"""A guest contributes: sent, confirmed by the mailed link, and known to nobody before that."""

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations.contributions.enums import State
from consultations.contributions.guests.links import new_link
from consultations.contributions.guests.models import GuestPass
from consultations.contributions.guests.people import Guest
from consultations.contributions.guests.proof import Proof
from consultations.contributions.guests.services import purge_unconfirmed
from consultations.contributions.guests.tasks import purge_unconfirmed as purge_task
from consultations.contributions.models import Contribution
from consultations.contributions.services import Submission, submit_contribution
from consultations.contributions.signals import contribution_submitted
from consultations.moderation.services import AlreadyDecided, release
from consultations.results.admin_queries import funnel
from notifications.models import OutboxMessage
from tests.consultations.contributions.test_submitting import close, html, paragraph_url, typed

ADDRESS = "gast@example.org"


@pytest.fixture(autouse=True)
def _open_to_guests(process, paragraph):
    process.contributors = "guests"
    process.save()
    paragraph.version.draft.process.refresh_from_db()


@pytest.fixture
def submitted():
    """Contributions the features above were told of."""
    told = []

    def hear(sender, contribution, **kwargs):
        told.append((contribution.pk, contribution.state))

    contribution_submitted.connect(hear)
    yield told
    contribution_submitted.disconnect(hear)


def as_guest(**fields):
    return {**typed(), "email": ADDRESS, "author_name": "Kim", **fields}


def send(client, process, **fields):
    return client.post(paragraph_url(process), as_guest(**fields))


def link_in(message) -> str:
    return re.search(r"/beitrag-bestaetigen/\S+", message.body).group(0)


def mailed_link() -> str:
    return link_in(OutboxMessage.objects.filter(kind="contribution_confirm").latest("pk"))


# --- Sending --------------------------------------------------------------------------------------------------------


def test_the_form_asks_guests_for_an_address_and_a_name(client, process, paragraph):
    page = html(client.get(paragraph_url(process)))
    assert 'name="email"' in page and 'name="author_name"' in page and "data-kd-proof" in page
    assert "Was geschieht mit meinen Daten?" in page and "keine IP-Adresse" in page
    assert "Zwischenspeichern" not in page, "drafts belong to accounts"


def test_people_with_an_account_see_their_own_form(client, process, paragraph, cast):
    client.force_login(cast.stakeholder)
    page = html(client.get(paragraph_url(process)))
    assert 'name="email"' not in page and "data-kd-proof" not in page


def test_what_is_sent_waits_and_a_link_is_mailed(client, process, paragraph, submitted):
    response = send(client, process, email="Gast@Example.org ")
    assert response.url == reverse("contributions:guest_sent", args=[process.slug])
    stored = Contribution.objects.get()
    assert (stored.state, stored.user, stored.user_email) == (State.UNCONFIRMED, None, ADDRESS)
    assert (stored.author_name, stored.ip_address, stored.phase) == ("Kim", None, process.phases.get())
    assert not submitted
    message = OutboxMessage.objects.get()
    assert (message.kind, message.address, message.recipient) == ("contribution_confirm", ADDRESS, None)
    assert "48 Stunden" in message.body and process.title in message.body
    page = html(client.get(response.url))
    assert "Bitte bestätigen Sie jetzt" in page and stored.code not in page and stored.receipt_code not in page


def test_the_mail_repeats_nothing_that_was_typed(client, process, paragraph):
    send(client, process, text="Kaufen Sie Uhren", title="Uhren", author_name="Uhrenhandel")
    message = OutboxMessage.objects.get()
    assert "Uhren" not in message.subject + message.body
    assert Contribution.objects.get().receipt_code not in message.body.replace("-", "")


@pytest.mark.parametrize("email", ["", "kein", "a@b", "a@example.org\nBcc: b@example.org", "x" * 300 + "@example.org"])
def test_an_address_is_needed(client, process, paragraph, email):
    response = send(client, process, email=email)
    assert response.status_code == 422 and "Bitte mehr Zeit." in html(response)
    assert not Contribution.objects.exists() and not OutboxMessage.objects.exists()


def test_a_name_is_needed_only_to_publish_it(client, process, paragraph):
    assert "Bitte geben Sie einen Namen an" in html(send(client, process, author_name="\u200b", publication="named"))
    assert send(client, process, author_name="", publication="category").status_code == 302
    assert Contribution.objects.get().author_name == ""


def test_a_name_is_one_clean_line(client, process, paragraph):
    send(client, process, author_name=" Kim \u202e\x07 <b>Muster</b>\n ")
    assert Contribution.objects.get().author_name == "Kim <b>Muster</b>"


def test_a_wrong_proof_is_refused_with_the_text_kept(client, process, paragraph):
    response = send(client, process, proof="gefälscht")
    page = html(response)
    assert response.status_code == 422 and "Prüfung gegen automatische" in page and "Bitte mehr Zeit." in page
    assert not Contribution.objects.exists()


def test_guests_cannot_speak_for_an_organisation(client, process, paragraph, cast):
    assert send(client, process, organisation=str(cast.organisation.pk)).status_code == 422
    assert not Contribution.objects.exists()


def test_the_same_words_are_stored_once(client, process, paragraph):
    for _time in range(3):
        assert send(Client(), process).status_code == 302
    assert Contribution.objects.count() == 1
    send(Client(), process, email="andere@example.org")
    assert Contribution.objects.count() == 2


def test_an_address_with_an_account_is_answered_alike(client, process, paragraph, cast):
    """In words, and in what is done: nothing asks whether there is such an account."""
    send(Client(), process, email="warm@example.org")
    answers = []
    for address in (cast.stakeholder.email, "unbekannt@example.org"):
        visitor = Client()
        with CaptureQueriesContext(connection) as queries:
            response = send(visitor, process, email=address)
        page = re.sub(r'value="[^"]*"', "", html(visitor.get(response.url)))
        message = OutboxMessage.objects.latest("pk")
        body = re.sub(r"\S*/beitrag-bestaetigen/\S+|\d", "", message.body)
        answers.append((response.status_code, response.url, page, body, message.subject, len(queries)))
    assert answers[0] == answers[1]
    assert not Contribution.objects.filter(user__isnull=False).exists()


def test_a_mistyped_address_can_be_corrected(client, process, paragraph):
    page = html(client.get(send(client, process, text="Mein langer Text").url))
    back = re.search(r'href="([^"]*korrigieren[^"]*)"', page).group(1)
    assert "Mein langer Text" in html(client.get(back)) and ADDRESS in html(client.get(back))
    assert "Mein langer Text" not in html(client.get(paragraph_url(process))), "only when asked for"


def test_a_guest_may_sign_in_instead_and_keeps_the_text(client, process, paragraph, cast):
    response = send(client, process, sign_in="1", text="Erst als Gast", email="")
    assert response.url.startswith("/konto/login/") and not Contribution.objects.exists()
    client.login(email=cast.stakeholder.email, password="geheim-und-lang")
    assert "Erst als Gast" in html(client.get(paragraph_url(process)))


def test_guests_reply_where_replies_are_open(client, process, paragraph, make_contribution):
    parent = make_contribution()
    send(client, process, parent=parent.code)
    reply = Contribution.objects.get(state=State.UNCONFIRMED)
    assert (reply.parent_id, reply.thread_id) == (parent.pk, parent.pk)


# --- Confirming -----------------------------------------------------------------------------------------------------


def test_the_button_confirms_once_and_leads_to_the_trace(client, process, paragraph, submitted):
    send(client, process)
    link, sent_at = mailed_link(), Contribution.objects.get().received_at
    response = Client().post(link)
    stored = Contribution.objects.get()
    assert stored.state == State.PENDING and stored.received_at == sent_at
    assert submitted == [(stored.pk, State.PENDING)]
    assert response.url == reverse("results:trace", kwargs={"code": stored.display_receipt_code})
    receipt = OutboxMessage.objects.get(kind="contribution_received")
    assert receipt.address == ADDRESS and stored.display_receipt_code in receipt.body
    assert Client().get(response.url).status_code == 200
    again = Client().post(link)
    assert again.status_code == 200 and "schon bestätigt" in html(again)
    assert len(submitted) == 1 and OutboxMessage.objects.filter(kind="contribution_received").count() == 1


@pytest.mark.parametrize("method", ["get", "head"])
def test_programs_that_look_into_mails_confirm_nothing(client, process, paragraph, submitted, method):
    send(client, process)
    for _time in range(2):
        response = getattr(Client(), method)(mailed_link(), headers={"purpose": "prefetch"})
        assert response.status_code == 200
        assert "no-store" in response.headers["Cache-Control"] and response.headers["X-Robots-Tag"] == "noindex"
    assert Contribution.objects.get().state == State.UNCONFIRMED and not submitted


def test_the_page_of_the_link_shows_the_text_and_not_the_address(client, process, paragraph):
    send(client, process, text="Genau <dieser> Text")
    page = html(Client().get(mailed_link()))
    assert "Genau &lt;dieser&gt; Text" in page and "Beitrag bestätigen" in page and ADDRESS not in page


def test_the_page_of_the_link_shows_the_formatting_and_the_proposed_wording(client, process, paragraph):
    send(client, process, text="**Wichtig**", proposed_text=paragraph.text + " Und mehr.", wording_of=str(paragraph.pk))
    page = html(Client().get(mailed_link()))
    assert "<strong>Wichtig</strong>" in page
    assert "Vorgeschlagener Wortlaut" in page and "Und mehr." in page


def tampered(link):
    token = link.removeprefix("/beitrag-bestaetigen/").removesuffix("/")
    middle = len(token) // 2
    yield link[:-2] + ("A" if link[-2] != "A" else "B") + "/"
    yield link.replace(token, token[:middle] + ("a" if token[middle] != "a" else "b") + token[middle + 1 :])
    yield link.replace(token, token[:10])
    yield link.replace(token, token * 9)
    yield link.replace(token, "%20")


def test_a_changed_link_confirms_nothing(client, process, paragraph):
    send(client, process)
    for link in tampered(mailed_link()):
        for method in ("get", "post"):
            response = getattr(Client(), method)(link)
            assert response.status_code == 404 and "nicht gültig" in html(response), link
    assert Contribution.objects.get().state == State.UNCONFIRMED


def test_signatures_made_for_something_else_confirm_nothing(client, process, paragraph):
    send(client, process)
    code = Contribution.objects.get().code
    salt = "consultations.contributions.guests.link"
    for token in (signing.dumps(code), signing.dumps([code], salt=salt), signing.dumps({"code": code}, salt=salt)):
        assert Client().post(reverse("contributions:guest_confirm", args=[token])).status_code == 404
    assert Contribution.objects.get().state == State.UNCONFIRMED


def test_a_link_is_good_for_its_own_contribution_only(client, process, paragraph, make_contribution):
    """Signed, but for a contribution of an account: there is nothing to confirm."""
    foreign = make_contribution(state=State.PENDING)
    assert Client().post(new_link(foreign)).status_code == 410
    send(client, process)
    mine = Contribution.objects.get(state=State.UNCONFIRMED)
    send(client, process, text="Ein anderer Beitrag", email="andere@example.org")
    Client().post(mailed_link())
    mine.refresh_from_db()
    assert mine.state == State.UNCONFIRMED


def test_an_expired_link_offers_a_new_one(client, process, paragraph, settings, submitted):
    send(client, process)
    old = mailed_link()
    OutboxMessage.objects.all().delete()
    settings.GUEST_CONFIRM_HOURS = -1
    for method in ("get", "post"):
        response = getattr(Client(), method)(old)
        assert response.status_code == 410 and "Neuen Link senden" in html(response)
    assert Contribution.objects.get().state == State.UNCONFIRMED and not submitted
    assert "Ein neuer Link ist unterwegs" in html(Client().post(old, {"new_link": "1"}))
    settings.GUEST_CONFIRM_HOURS = 48
    assert OutboxMessage.objects.get().address == ADDRESS
    assert Client().post(mailed_link()).status_code == 302
    assert Contribution.objects.get().state == State.PENDING
    settings.GUEST_CONFIRM_HOURS = -1
    page = html(Client().get(old))
    assert "schon bestätigt" in page and Contribution.objects.get().display_receipt_code not in page


def test_a_purged_contribution_is_said_to_be_gone(client, process, paragraph):
    send(client, process)
    link = mailed_link()
    Contribution.objects.all().delete()
    for fields in ({}, {"new_link": "1"}):
        response = Client().post(link, fields)
        assert response.status_code == 410 and "gibt es nicht mehr" in html(response)
    assert Client().get(link).status_code == 410


def test_new_links_are_limited(client, process, paragraph, settings):
    settings.GUEST_MAILS_PER_DAY = 1
    send(client, process)
    response = Client().post(mailed_link(), {"new_link": "1"})
    assert response.status_code == 429 and "heute schon viele" in html(response)
    assert OutboxMessage.objects.count() == 1


def test_sent_in_time_and_confirmed_after_the_phase_counts(client, process, paragraph, submitted):
    send(client, process)
    close(process)
    assert Client().post(mailed_link()).status_code == 302
    assert Contribution.objects.get().state == State.PENDING and len(submitted) == 1


def test_sent_after_the_phase_is_refused_with_the_text(client, process, paragraph):
    close(process)
    response = send(client, process, text="Zu spät getippt")
    assert response.status_code == 403 and "Zu spät getippt" in html(response)
    assert not Contribution.objects.exists()


def test_a_process_that_stopped_asking_guests_still_takes_what_was_begun(client, process, paragraph):
    send(client, process)
    process.contributors = "registered"
    process.save()
    assert Client().post(mailed_link()).status_code == 302
    assert send(Client(), process, text="Neu").url.startswith("/konto/login/")


def test_confirming_needs_the_token_of_the_form(process, paragraph, client):
    send(client, process)
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(mailed_link()).status_code == 403
    assert Contribution.objects.get().state == State.UNCONFIRMED


def test_the_guest_hears_of_the_decision_by_mail(client, process, paragraph, cast):
    send(client, process)
    Client().post(mailed_link())
    release(Contribution.objects.get(), actor=cast.moderator)
    assert OutboxMessage.objects.get(kind="contribution_decided").address == ADDRESS
    page = html(Client().get(paragraph_url(process)))
    assert "Bitte mehr Zeit." in page and "Kim" in page and ADDRESS not in page


# --- Nobody knows before ------------------------------------------------------------------------------------------


SECRET = "Geheimnis des Gastes"


def test_nobody_finds_what_is_not_confirmed(client, process, paragraph, cast):
    """Every page of the process and of the staff, as an administrator; and every count."""
    send(client, process, text=SECRET, title=SECRET)
    stored = Contribution.objects.get()
    before = {step.key: step.count for step in funnel(process)}
    assert before["received"] == 0
    client.force_login(cast.admin)
    staff = f"/admin/verfahren/{process.slug}/"
    waiting, seen = ["/", staff, process.get_absolute_url(), paragraph_url(process)], set()
    while waiting:
        address = waiting.pop()
        if address in seen or len(seen) > 150:
            continue
        seen.add(address)
        response = client.get(address)
        if response.status_code != 200 or "html" not in response.headers.get("Content-Type", ""):
            continue
        content = response.content.decode()
        assert SECRET not in content and stored.display_code not in content, address
        waiting += [
            link
            for link in re.findall(r'href="(/[^"#?]*)', content)
            if link.startswith((staff, f"/verfahren/{process.slug}/"))
        ]
    assert any("moderation" in address for address in seen) and len(seen) > 8
    for address in (f"{staff}moderation/?state=unconfirmed", f"{staff}moderation/?q={SECRET}"):
        assert stored.display_code not in html(client.get(address))
    assert client.get(f"{staff}moderation/{stored.pk}/").status_code == 404
    for code in (stored.display_code, stored.display_receipt_code):
        assert client.get(reverse("results:trace", kwargs={"code": code})).status_code == 404


def test_an_unconfirmed_contribution_cannot_be_decided_on(client, process, paragraph, cast):
    send(client, process)
    with pytest.raises(AlreadyDecided):
        release(Contribution.objects.get(), actor=cast.moderator)
    assert Contribution.objects.get().state == State.UNCONFIRMED
    assert not OutboxMessage.objects.filter(kind="contribution_decided").exists()


# --- Floods ---------------------------------------------------------------------------------------------------------


def test_an_address_is_mailed_a_few_times_a_day_only(client, process, paragraph, settings):
    settings.GUEST_MAILS_PER_DAY = 2
    for number in range(2):
        assert send(Client(), process, text=f"Beitrag {number}").status_code == 302
    response = send(Client(), process, text="Einer zu viel")
    assert response.status_code == 429 and int(response.headers["Retry-After"]) > 3600
    assert "Einer zu viel" in html(response) and "heute schon viele Beiträge" in html(response)
    assert Contribution.objects.count() == OutboxMessage.objects.count() == 2
    assert send(Client(), process, text="Einer zu viel", email="andere@example.org").status_code == 302


def test_what_waits_about_one_thing_is_bounded(client, process, paragraph, settings):
    settings.GUEST_WAITING_PER_TARGET_AND_HOUR = 2
    for number in range(2):
        assert send(Client(), process, email=f"{number}@example.org").status_code == 302
    assert send(Client(), process, email="drei@example.org").status_code == 429
    elsewhere = paragraph_url(process, "k1-2")
    assert Client().post(elsewhere, as_guest(email="drei@example.org")).status_code == 302
    Client().post(mailed_link())
    Client().post(link_in(OutboxMessage.objects.filter(kind="contribution_confirm").earliest("pk")))
    assert send(Client(), process, email="drei@example.org").status_code == 302, "what is confirmed is no flood"


def test_without_scripts_only_some_are_taken_an_hour(client, process, paragraph, settings):
    settings.GUEST_WITHOUT_PROOF_PER_HOUR = 1
    assert send(Client(), process, email="eins@example.org").status_code == 302
    response = send(Client(), process, email="zwei@example.org", text="Ohne Skripte")
    assert response.status_code == 429 and "Skripte" in html(response) and "Ohne Skripte" in html(response)
    solved = Guest("zwei@example.org", proof=Proof("c" * 64, timezone.now() + timedelta(minutes=30)))
    assert submit_contribution(paragraph, solved, Submission(kind="proposal", text="Mit Skripten")).is_new
    GuestPass.objects.update(used_at=timezone.now() - timedelta(minutes=61))
    assert send(Client(), process, email="drei@example.org").status_code == 302


def test_changing_the_forwarded_address_does_not_help(client, process, paragraph, settings):
    settings.GUEST_MAILS_PER_DAY = 1
    send(Client(), process)
    for number in range(3):
        visitor = Client(headers={"x-forwarded-for": f"10.0.0.{number}"})
        assert send(visitor, process, text=f"Noch einer {number}").status_code == 429


# --- Purging --------------------------------------------------------------------------------------------------------


def test_what_is_not_confirmed_is_purged_some_days_after_the_link_ended(client, process, paragraph, settings):
    for number, hours in enumerate((1, 49, 48 + 7 * 24 + 1)):
        send(client, process, text=f"Beitrag {number}")
        Contribution.objects.filter(comment=f"Beitrag {number}").update(
            received_at=timezone.now() - timedelta(hours=hours)
        )
    assert purge_unconfirmed() == 1
    assert set(Contribution.objects.values_list("comment", flat=True)) == {"Beitrag 0", "Beitrag 1"}
    purge_task()
    assert Contribution.objects.count() == 2


def test_purging_leaves_confirmed_ones_and_threads_alone(client, process, paragraph, make_contribution):
    parent = make_contribution()
    long_ago = timezone.now() - timedelta(days=60)
    send(client, process, parent=parent.code)
    send(client, process, text="Bestätigt")
    Client().post(mailed_link())
    Contribution.objects.update(received_at=long_ago)
    assert purge_unconfirmed() == 1
    assert set(Contribution.objects.values_list("state", flat=True)) == {State.RELEASED, State.PENDING}
    parent.refresh_from_db()
    assert parent.nested_count == 0
    later = make_contribution(parent=parent)
    assert Contribution.objects.filter(thread_id=parent.pk).count() == 2 and later.level == 1
