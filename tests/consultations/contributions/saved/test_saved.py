"""What somebody began is kept for them alone, and given back until it is sent."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.contributions.saved import services
from consultations.contributions.saved.models import SavedContribution
from consultations.contributions.saved.tasks import purge_saved
from consultations.contributions.services import Submission, submit_contribution
from consultations.contributions.signals import contribution_submitted
from consultations.contributions.targets import describe
from consultations.process.enums import PhaseKind
from tests.consultations.contributions.test_submitting import close, html, paragraph_url, typed
from tests.factories.accounts import PASSWORD
from tests.factories.consultations import PhaseFactory, make_version, publish, today

LIST = "/konto/angefangene-beitraege/"
BEGUN = "Ich habe gerade angefangen zu schreiben"


@pytest.fixture
def author(client, cast):
    client.force_login(cast.stakeholder)
    return cast.stakeholder


def save(client, process, lineage="k1-1", **fields):
    return client.post(paragraph_url(process, lineage), typed(text=BEGUN, save="1", **fields))


def test_the_button_keeps_what_is_typed_and_the_page_gives_it_back(client, process, paragraph, author):
    response = save(client, process, kind="question", title="Anfang", publication="internal")
    assert response.status_code == 302 and response.url == paragraph_url(process) + "#beitrag-schreiben"
    assert "noch nicht gesendet" in str(next(iter(get_messages(response.wsgi_request))))
    assert not Contribution.objects.exists()
    other_browser = Client()
    other_browser.force_login(author)
    page = html(other_browser.get(paragraph_url(process)))
    assert BEGUN in page and 'value="Anfang"' in page and "Angefangenen Text verwerfen" in page
    for choice in ('value="question"', 'value="internal"'):
        assert "checked" in page.partition(choice)[2][:120], choice
    assert BEGUN not in html(client.get(paragraph_url(process, "k1-2"))), "elsewhere the form is empty"


def test_an_unfinished_form_can_be_kept(client, process, paragraph, author):
    client.post(paragraph_url(process), {"text": BEGUN, "save": "1"})
    assert SavedContribution.objects.get().fields["text"] == BEGUN


def test_the_script_keeps_it_and_says_when(client, process, paragraph, author):
    response = client.post(paragraph_url(process), typed(text=BEGUN, save="auto"), headers={"hx-request": "true"})
    saved = SavedContribution.objects.get()
    page = html(response)
    assert response.status_code == 200 and "<html" not in page
    assert f"Gespeichert um {timezone.localtime(saved.updated_at):%H:%M} Uhr" in page
    form = html(client.get(paragraph_url(process)))
    assert 'data-hx-trigger="input delay:3s from:closest form"' in form and 'aria-live="polite"' in form


def test_saving_again_replaces_and_emptying_deletes(client, process, paragraph, author):
    save(client, process)
    client.post(paragraph_url(process), typed(text="Anders", save="1"))
    assert [row.fields["text"] for row in SavedContribution.objects.all()] == ["Anders"]
    response = client.post(paragraph_url(process), typed(text="  ", title="", save="1"))
    assert not SavedContribution.objects.exists()
    assert "noch nichts geschrieben" in [str(message) for message in get_messages(response.wsgi_request)][-1]


def test_the_wording_the_form_begins_with_is_nothing_written(cast, paragraph):
    described = describe(paragraph)
    untouched = {"text": "", "proposed_text": paragraph.text.replace("\n", "\r\n") + " "}
    assert services.save(cast.stakeholder, described, untouched) is None
    assert not SavedContribution.objects.exists()
    changed = {"text": "", "proposed_text": paragraph.text + " Und mehr."}
    assert services.save(cast.stakeholder, described, changed).texts == [changed["proposed_text"]]
    submit_contribution(paragraph, cast.stakeholder, Submission(kind="proposal", text=BEGUN))
    assert services.save(cast.stakeholder, described, {**untouched, "text": BEGUN}) is None


def test_what_cannot_be_stored_is_kept_without_it(client, process, paragraph, author):
    client.post(paragraph_url(process), typed(text="vorher\x00nachher", title="x" * 500, save="1", parent="\x00" * 99))
    assert SavedContribution.objects.get().fields["text"] == "vorhernachher"
    client.post(paragraph_url(process), typed(text="ä" * 150_000, save="1"))
    assert len(SavedContribution.objects.get().fields["text"]) == 100_000


def test_a_reply_has_its_own_place(client, process, paragraph, author, make_contribution):
    parent = make_contribution()
    save(client, process)
    response = client.post(paragraph_url(process), typed(text="Meine Antwort", parent=parent.code, save="1"))
    assert response.url == f"{paragraph_url(process)}?antwort={parent.code}#beitrag-schreiben"
    assert BEGUN in html(client.get(paragraph_url(process)))
    reply = html(client.get(response.url))
    assert "Meine Antwort" in reply and BEGUN not in reply and f'name="parent" value="{parent.code}"' in reply
    client.post(paragraph_url(process), typed(text="Meine Antwort", parent=parent.code))
    assert [row.parent_code for row in SavedContribution.objects.all()] == [""]


# --- Sent -----------------------------------------------------------------------------------------------------------


def test_sending_forgets_it_in_the_same_transaction(client, process, paragraph, author):
    save(client, process)
    client.post(paragraph_url(process), typed(text=BEGUN + ", und bin fertig."))
    assert Contribution.objects.count() == 1 and not SavedContribution.objects.exists()


def test_a_submission_that_fails_leaves_it(cast, paragraph):
    services.save(cast.stakeholder, describe(paragraph), {"text": BEGUN})

    def fail(*args, **kwargs):
        raise RuntimeError

    contribution_submitted.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            submit_contribution(paragraph, cast.stakeholder, Submission(kind="proposal", text=BEGUN))
    finally:
        contribution_submitted.disconnect(fail)
    assert SavedContribution.objects.count() == 1 and not Contribution.objects.exists()


def test_saving_that_arrives_after_sending_keeps_nothing(client, process, paragraph, author):
    client.post(paragraph_url(process), typed(text=BEGUN))
    save(client, process)
    assert not SavedContribution.objects.exists()


def test_the_same_words_in_reply_to_something_else_can_be_kept(client, process, paragraph, author, make_contribution):
    parent = make_contribution()
    client.post(paragraph_url(process), typed(text=BEGUN))
    save(client, process, parent=parent.code)
    assert SavedContribution.objects.get().parent_code == parent.code


def test_sending_what_was_sent_before_forgets_it_too(client, process, paragraph, author):
    client.post(paragraph_url(process), typed(text=BEGUN))
    SavedContribution.objects.create(
        user=author, process=process, target_kind="paragraph", target_key="k1-1", updated_at=timezone.now()
    )
    client.post(paragraph_url(process), typed(text=BEGUN))
    assert not SavedContribution.objects.exists() and Contribution.objects.count() == 1


# --- Refused --------------------------------------------------------------------------------------------------------


def test_after_the_end_of_the_phase_it_is_kept_and_the_page_says_where(client, process, paragraph, author):
    close(process)
    response = client.post(paragraph_url(process), typed(text=BEGUN))
    page = html(response)
    assert response.status_code == 403 and BEGUN in page and f'href="{LIST}"' in page
    assert SavedContribution.objects.get().fields["text"] == BEGUN
    assert "nicht verloren" in html(client.get(paragraph_url(process)))


def test_when_the_draft_has_changed_it_is_kept(client, process, paragraph, author):
    second = make_version(process, number=2, published=False)
    second.paragraphs.filter(lineage="k1-1").delete()
    publish(second)
    response = client.post(paragraph_url(process), typed(text=BEGUN))
    assert response.status_code == 409 and SavedContribution.objects.get().fields["text"] == BEGUN


def test_in_a_flood_it_is_kept(client, process, paragraph, author, settings):
    settings.CONTRIBUTION_FLOOD_LIMIT = 1
    client.post(paragraph_url(process), typed(text="Erster"))
    response = client.post(paragraph_url(process), typed(text=BEGUN))
    assert response.status_code == 429 and "angefangenen Beiträge" in html(response)
    assert SavedContribution.objects.get().fields["text"] == BEGUN


def test_a_form_with_errors_is_kept(client, process, paragraph, author):
    assert client.post(paragraph_url(process), typed(text=BEGUN, kind="")).status_code == 422
    assert SavedContribution.objects.get().fields["text"] == BEGUN


# --- Signing in -----------------------------------------------------------------------------------------------------


def test_what_was_typed_before_signing_in_becomes_the_persons_own(client, process, paragraph, cast):
    response = client.post(paragraph_url(process), typed(text=BEGUN, title="Titel"))
    assert response.url.startswith("/konto/login/") and not SavedContribution.objects.exists()
    client.login(email=cast.stakeholder.email, password=PASSWORD)
    saved = SavedContribution.objects.get()
    assert (saved.user, saved.fields["text"], saved.fields["title"]) == (cast.stakeholder, BEGUN, "Titel")
    elsewhere = Client()
    elsewhere.force_login(cast.stakeholder)
    assert BEGUN in html(elsewhere.get(paragraph_url(process)))
    assert "typed_contribution" not in client.session


def test_a_session_that_ran_out_while_typing_loses_nothing(client, process, paragraph, author):
    client.get(paragraph_url(process))
    client.session.flush()
    del client.cookies["sessionid"]
    assert client.post(paragraph_url(process), typed(text=BEGUN)).status_code == 302
    client.login(email=author.email, password=PASSWORD)
    assert BEGUN in html(client.get(paragraph_url(process)))


@pytest.mark.parametrize("mode", ["registered", "guests"])
def test_a_page_that_saves_by_itself_says_that_the_session_ran_out(client, process, paragraph, cast, mode):
    process.contributors = mode
    process.save()
    response = client.post(paragraph_url(process), typed(text=BEGUN, save="auto"), headers={"hx-request": "true"})
    page = html(response)
    assert response.status_code == 200 and "nicht mehr angemeldet" in page and "/konto/login/?next=" in page
    assert "<html" not in page and not Contribution.objects.exists()
    client.login(email=cast.stakeholder.email, password=PASSWORD)
    assert SavedContribution.objects.get().fields["text"] == BEGUN


def test_the_page_for_an_outdated_form_gives_the_text_back_without_the_address(process, paragraph):
    process.contributors = "guests"
    process.save()
    strict = Client(enforce_csrf_checks=True)
    fields = typed(text=BEGUN, email="ein.langer.gast@example.org", proof="x" * 200)
    response = strict.post(paragraph_url(process), fields)
    page = html(response)
    assert response.status_code == 403 and BEGUN in page
    assert "ein.langer.gast@example.org" not in page and "x" * 50 not in page


def test_text_from_before_and_after_signing_in_are_both_kept(client, process, paragraph, cast):
    services.save(
        cast.stakeholder, describe(paragraph), {"text": "Früher geschrieben", "title": "Alt", "kind": "question"}
    )
    client.post(paragraph_url(process), typed(text=BEGUN, title=""))
    client.login(email=cast.stakeholder.email, password=PASSWORD)
    fields = SavedContribution.objects.get().fields
    assert fields["text"] == f"Früher geschrieben\n\n{BEGUN}" and fields["title"] == "Alt"
    assert fields["kind"] == "proposal"


def test_the_same_text_is_not_doubled(cast, paragraph):
    described = describe(paragraph)
    services.save(cast.stakeholder, described, {"text": BEGUN})
    services.add(cast.stakeholder, described, {"text": BEGUN})
    assert SavedContribution.objects.get().fields["text"] == BEGUN


# --- The list -------------------------------------------------------------------------------------------------------


def test_the_list_shows_what_is_begun_and_what_can_be_sent(client, process, paragraph, author):
    save(client, process, title="<b>Titel</b>")
    page = html(client.get(LIST))
    assert "kann gesendet werden" in page and "Absatz" in page and "1.1" in page and BEGUN in page
    assert "&lt;b&gt;Titel" in page and f'href="{paragraph_url(process)}#beitrag-schreiben"' in page
    close(process)
    page = html(client.get(LIST))
    assert "kann zurzeit nicht gesendet werden" in page and BEGUN in page
    assert f'href="{LIST}"' in html(client.get("/verfahren/")), "the account menu leads there"


def test_an_empty_list_invites(client, author):
    assert "nichts begonnen" in html(client.get(LIST))


def test_it_can_be_discarded_from_list_and_form(client, process, paragraph, author):
    save(client, process)
    address = reverse("contributions:saved_discard", args=[SavedContribution.objects.get().pk])
    assert client.get(address).status_code == 405
    assert client.post(address).url == LIST and not SavedContribution.objects.exists()
    save(client, process)
    save(client, process, lineage="k1-2")
    client.post(paragraph_url(process), {"discard": "1"})
    assert [row.target_key for row in SavedContribution.objects.all()] == ["k1-2"]


def test_only_the_person_sees_it(client, process, paragraph, author, cast):
    save(client, process, title="Nur für mich")
    saved = SavedContribution.objects.get()
    assert Client().get(LIST).url.startswith("/konto/login/")
    for name in ("admin", "lead", "moderator", "recorder", "member", "outsider"):
        visitor = Client()
        visitor.force_login(getattr(cast, name))
        assert BEGUN not in html(visitor.get(LIST)), name
        assert BEGUN not in html(visitor.get(paragraph_url(process))), name
        assert visitor.post(reverse("contributions:saved_discard", args=[saved.pk])).status_code == 404, name
    for address in ("", "moderation/", "auswertung/"):
        staff = Client()
        staff.force_login(cast.admin)
        assert BEGUN not in html(staff.get(f"/admin/verfahren/{process.slug}/{address}"))
    assert SavedContribution.objects.filter(pk=saved.pk).exists()


def test_texts_of_a_process_one_cannot_see_any_more_are_not_linked(client, process, paragraph, author):
    save(client, process)
    process.is_published = False
    process.save()
    assert BEGUN not in html(client.get(LIST))


def test_the_list_takes_a_constant_number_of_queries(client, process, paragraph, author):
    save(client, process)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for number in range(18):
        SavedContribution.objects.create(
            user=author,
            process=process,
            target_kind="section",
            target_key=f"k{number}",
            fields={"text": "…"},
            updated_at=timezone.now(),
        )
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(one) == len(many)
    assert client.get(LIST + "?page=quatsch").status_code == 200


@pytest.mark.parametrize("kind", ["section", "draft", "process"])
def test_every_kind_of_target_can_be_kept(client, process, version, author, kind):
    address = {
        "section": reverse("contributions:section", args=[process.slug, "k1"]),
        "draft": reverse("contributions:draft", args=[process.slug]),
        "process": reverse("contributions:list", args=[process.slug]),
    }[kind]
    PhaseFactory(process=process, kind=PhaseKind.IDEAS)
    client.post(address, typed(text=BEGUN, save="1"))
    saved = SavedContribution.objects.get()
    assert saved.target_kind == kind and saved.page_url == address
    assert BEGUN in html(client.get(address)) and address in html(client.get(LIST))
    client.post(address, typed(text=BEGUN))
    assert not SavedContribution.objects.exists() and Contribution.objects.get().state == State.PENDING


def test_texts_go_with_their_process_and_their_person(client, process, paragraph, author):
    save(client, process)
    process.finished_on = today() - timedelta(days=89)
    process.save()
    purge_saved()
    assert SavedContribution.objects.exists()
    process.finished_on = today() - timedelta(days=91)
    process.save()
    purge_saved()
    assert not SavedContribution.objects.exists()
    services.save(author, describe(paragraph), {"text": BEGUN})
    author.delete()
    assert not SavedContribution.objects.exists()
