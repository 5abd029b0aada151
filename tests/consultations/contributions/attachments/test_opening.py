"""Who can open an attachment, and how it is served."""

import uuid

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.contributions.attachments.models import Attachment
from consultations.contributions.attachments.rules import receipt_key
from consultations.contributions.attachments.services import keep
from consultations.contributions.enums import Publication, State
from consultations.contributions.models import Contribution
from consultations.contributions.targets import describe
from tests.factories.files import image, make_attachment, upload

TEAM = ("admin", "lead", "moderator", "editor", "analyst", "officer", "observer")
STRANGERS = ("outsider", "stakeholder", "member", "coordinator")


@pytest.fixture
def status(client, cast):
    """The status with which a person, or nobody (None), opens an attachment."""

    def open_as(attachment, name):
        client.logout()
        if name:
            client.force_login(getattr(cast, name) if isinstance(name, str) else name)
        return client.get(attachment.get_absolute_url()).status_code

    return open_as


def test_a_released_one_is_public(make_contribution, status):
    attachment = make_attachment(make_contribution(), released=True)
    assert [status(attachment, name) for name in (None, *STRANGERS, *TEAM)] == [200] * 12


@pytest.mark.parametrize("state", [State.PENDING, State.RELEASED])
def test_one_that_is_not_released_is_for_author_and_moderators(make_contribution, status, state):
    contribution = make_contribution(state=state)
    attachment = make_attachment(contribution)
    others = ("editor", "analyst", "officer", "recorder", "observer")
    assert {status(attachment, name) for name in (None, *STRANGERS, *others)} == {404}
    assert {status(attachment, name) for name in (contribution.user, "moderator", "lead", "admin")} == {200}


def test_the_evaluation_names_released_ones_only(client, process, make_contribution, cast):
    contribution = make_contribution(publication=Publication.INTERNAL)
    make_attachment(contribution, "gehalten.pdf")
    make_attachment(contribution, "frei.pdf", released=True)
    client.force_login(cast.analyst)
    kwargs = {"process_slug": process.slug, "pk": contribution.segments.get().pk}
    page = client.get(reverse("synthesis_admin:segment", kwargs=kwargs)).content.decode()
    assert "frei.pdf" in page and "gehalten.pdf" not in page


@pytest.mark.parametrize("state", [State.REJECTED, State.WITHDRAWN])
def test_what_is_refused_or_withdrawn_is_for_those_who_moderate(make_contribution, status, state):
    contribution = make_contribution(state=state)
    attachment = make_attachment(contribution, released=True)
    assert {status(attachment, name) for name in (None, *STRANGERS, "observer", "analyst", "officer")} == {404}
    assert {status(attachment, name) for name in (contribution.user, "moderator", "lead", "admin")} == {200}


def test_what_a_guest_has_not_confirmed_is_for_nobody(make_contribution, status):
    attachment = make_attachment(make_contribution(state=State.UNCONFIRMED), released=True)
    assert {status(attachment, name) for name in (None, *STRANGERS, "observer", "moderator", "lead")} == {404}


@pytest.mark.parametrize("hidden", ["internal", "unpublished"])
def test_what_the_public_cannot_read_has_no_public_attachment(make_contribution, process, status, hidden):
    publication = Publication.INTERNAL if hidden == "internal" else Publication.NAMED
    contribution = make_contribution(publication=publication)
    attachment = make_attachment(contribution, released=True)
    if hidden == "unpublished":
        process.is_published = False
        process.save()
    assert {status(attachment, name) for name in (None, *STRANGERS)} == {404}
    assert {status(attachment, name) for name in (contribution.user, "observer")} == {200}


def test_a_waiting_file_is_for_its_uploader_only(paragraph, cast, status):
    attachment = keep(upload(), user=cast.stakeholder, described=describe(paragraph))
    assert status(attachment, "stakeholder") == 200
    assert {status(attachment, name) for name in (None, "outsider", "member", "lead", "moderator")} == {404}


def test_tokens_nobody_has_open_nothing(client, db):
    assert client.get(reverse("attachments:file", kwargs={"token": uuid.uuid4()})).status_code == 404
    assert client.get("/anlage/1/").status_code == 404
    assert client.get("/media/attachments/x/").status_code == 404


def test_only_reading_is_possible(client, make_contribution):
    url = make_attachment(make_contribution(), released=True).get_absolute_url()
    assert client.post(url).status_code == 405 and client.head(url).status_code == 200


# --- With the receipt code ------------------------------------------------------------------------------------------


def test_the_page_of_the_receipt_code_opens_its_attachments(client, make_contribution):
    contribution = make_contribution(state=State.PENDING)
    attachment = make_attachment(contribution)
    page = client.get(reverse("results:trace", kwargs={"code": contribution.receipt_code})).content.decode()
    address = page.partition(f'href="{attachment.get_absolute_url()}')[2].partition('"')[0]
    assert address.startswith("?schluessel=")
    assert client.get(attachment.get_absolute_url() + address).status_code == 200


def test_a_key_opens_one_attachment_for_an_hour(client, make_contribution, monkeypatch):
    contribution = make_contribution(state=State.PENDING)
    first, second = make_attachment(contribution), make_attachment(contribution, "bild.png", image())
    key = receipt_key(first)
    assert client.get(first.get_absolute_url(), {"schluessel": key}).status_code == 200
    assert client.get(second.get_absolute_url(), {"schluessel": key}).status_code == 404
    for bad in ("", key[:-1], key.swapcase(), "x", "ä:ü", key + "x"):
        assert client.get(first.get_absolute_url(), {"schluessel": bad}).status_code == 404
    now = signing.time.time
    monkeypatch.setattr(signing.time, "time", lambda: now() + 3700)
    assert client.get(first.get_absolute_url(), {"schluessel": key}).status_code == 404


def test_others_get_no_keys(client, make_contribution):
    contribution = make_contribution()
    make_attachment(contribution, released=True)
    assert "schluessel" not in client.get(contribution.get_absolute_url()).content.decode()


# --- How it is served -----------------------------------------------------------------------------------------------


def test_documents_are_downloaded_and_can_do_nothing(client, make_contribution):
    attachment = make_attachment(make_contribution(), "Größe & „mehr“.pdf", released=True)
    response = client.get(attachment.get_absolute_url())
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert "\n" not in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"] and "script-src" not in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "no-cache"
    assert len(b"".join(response.streaming_content)) == attachment.size


def test_images_are_shown_as_images(client, make_contribution):
    attachment = make_attachment(make_contribution(), "bild.png", image(), released=True)
    response = client.get(attachment.get_absolute_url())
    assert response["Content-Type"] == "image/png" and response["Content-Disposition"].startswith("inline")
    assert response["X-Content-Type-Options"] == "nosniff" and "sandbox" in response["Content-Security-Policy"]


def test_what_is_not_public_is_kept_by_no_cache(client, make_contribution, cast):
    attachment = make_attachment(make_contribution(state=State.PENDING))
    client.force_login(cast.moderator)
    assert client.get(attachment.get_absolute_url())["Cache-Control"] == "private, no-store"


def test_a_file_that_is_gone_is_no_error(client, make_contribution):
    attachment = make_attachment(make_contribution(), released=True)
    attachment.file.storage.delete(attachment.file.name)
    assert client.get(attachment.get_absolute_url()).status_code == 404


def test_files_lie_below_names_nobody_typed(make_contribution, settings):
    attachment = make_attachment(make_contribution(), "geheim.pdf")
    assert "geheim" not in attachment.file.name and "." not in attachment.file.name
    assert str(settings.MEDIA_ROOT) not in attachment.file.path


# --- In lists -------------------------------------------------------------------------------------------------------


def places(process, contribution):
    return [
        reverse("contributions:paragraph", kwargs={"process_slug": process.slug, "lineage": "k1-1"}),
        reverse("contributions:list", kwargs={"process_slug": process.slug}),
        contribution.get_absolute_url(),
    ]


def test_public_pages_name_released_attachments_only(client, process, make_contribution):
    contribution = make_contribution()
    shown = make_attachment(contribution, "gezeigt.pdf", released=True)
    held = make_attachment(contribution, "zurueckgehalten.png", image())
    for url in places(process, contribution):
        page = client.get(url).content.decode()
        assert "gezeigt.pdf" in page and shown.get_absolute_url() in page, url
        assert "zurueckgehalten" not in page and str(held.token) not in page, url


def test_the_author_sees_in_the_trace_what_is_public(client, make_contribution):
    contribution = make_contribution(state=State.PENDING)
    make_attachment(contribution, "meins.pdf")
    client.force_login(contribution.user)
    assert "meins.pdf" in client.get(contribution.get_absolute_url()).content.decode()


def test_staff_see_them_where_they_work(client, process, make_contribution, cast):
    contribution = make_contribution()
    make_attachment(contribution, "beleg.pdf")
    client.force_login(cast.moderator)
    slug, segment = process.slug, contribution.segments.get()
    for url in (
        reverse("moderation_admin:contribution", kwargs={"process_slug": slug, "pk": contribution.pk}),
        reverse("synthesis_admin:segment", kwargs={"process_slug": slug, "pk": segment.pk}),
    ):
        assert "beleg.pdf" in client.get(url).content.decode(), url


def test_lists_take_the_same_queries_for_one_and_many(client, process, make_contribution):
    url = reverse("contributions:list", kwargs={"process_slug": process.slug})

    def add(number):
        contribution = make_contribution(text=f"Beitrag {number}")
        Attachment.objects.create(
            contribution=contribution, name=f"{number}.pdf", kind="pdf", size=9, sha256="x", file="x", is_released=True
        )

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert ".pdf" in client.get(url).content.decode()
        return len(captured)

    add(0)
    queries()
    few = queries()
    for number in range(1, 30):
        add(number)
    assert queries() == few


def test_a_contribution_that_goes_takes_its_files_along(make_contribution, django_capture_on_commit_callbacks):
    attachment = make_attachment(make_contribution())
    storage, name = attachment.file.storage, attachment.file.name
    with django_capture_on_commit_callbacks(execute=True):
        Contribution.objects.filter(pk=attachment.contribution_id).delete()
    assert not storage.exists(name)
