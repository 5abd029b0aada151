"""Cards after the hand-over: released, supported, replied to, documented; and where they are not seen before."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consultations.conferences.record.models import ShownPhoto
from consultations.contributions.cards import papers
from consultations.contributions.cards.models import RecordPaper
from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.contributions.refusals import ParticipationClosed
from consultations.contributions.services import Submission, submit_contribution, support
from consultations.contributions.targets import TargetRefused
from consultations.moderation.cards import release_cards, seen_of, waiting_cards
from consultations.process.enums import PhaseKind
from tests.consultations.drafts.papers.reading import HOSTILE, pdf_of, tags_of, text_of
from tests.factories.consultations import today
from tests.factories.files import image
from tests.factories.records import confirmed, make_card, make_conference


@pytest.fixture
def conference(process):
    return make_conference(process)


@pytest.fixture
def waiting(conference, cast):
    """The cards after the confirmation: contributions that nobody has released."""
    confirmed(conference, cast.lead)
    return conference


@pytest.fixture
def released(waiting, cast):
    release_cards(waiting, [seen_of(row) for row in waiting_cards(waiting)], actor=cast.moderator)
    return waiting


def talk_url(conference, number=1):
    table = conference.tables.get(number=number)
    return reverse("contributions:cards", kwargs={"process_slug": conference.process.slug, "table": table.pk})


def paper_url(conference):
    return reverse("contributions:documentation", args=[conference.process.slug, conference.slug])


def doors(conference):
    return [
        conference.get_absolute_url(),
        conference.process.get_absolute_url(),
        reverse("conferences:list"),
        talk_url(conference),
        paper_url(conference),
        reverse("contributions:list", args=[conference.process.slug]),
        reverse("contributions:table", args=[conference.process.slug]),
    ]


def said(client, url):
    response = client.get(url)
    if response.headers.get("Content-Type") == "application/pdf":
        return text_of(pdf_of(response.content))
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


@pytest.mark.parametrize("stage", ["written", "confirmed"])
def test_nothing_of_a_card_leaves_before_its_release(client, conference, cast, stage):
    if stage == "confirmed":
        confirmed(conference, cast.lead)
    for who in (None, cast.outsider, cast.stakeholder):
        client.logout()
        if who:
            client.force_login(who)
        for url in doors(conference):
            assert "Mehr Kurse am Abend" not in said(client, url), (who, url)
    if stage == "written":
        client.logout()
        assert client.get(talk_url(conference)).status_code == client.get(paper_url(conference)).status_code == 404


def test_released_cards_are_public_word_for_word_with_their_trace(client, released):
    row = Contribution.objects.get(comment="Mehr Kurse am Abend.")
    assert row.state == State.RELEASED and row.published_text == row.comment
    page = said(client, released.get_absolute_url())
    assert "Mehr Kurse am Abend." in page and talk_url(released) in page
    assert client.get(row.get_absolute_url()).status_code == 200
    assert "Mehr Kurse am Abend." in said(client, talk_url(released))


def test_a_card_is_supported_and_its_dots_count(released, cast):
    row = Contribution.objects.get(comment="Mehr Kurse am Abend.")
    assert support(row, cast.stakeholder)
    assert Contribution.objects.with_support().get(pk=row.pk).support_count == 6


def reply(conference, author, text="Dafür."):
    parent = Contribution.objects.get(comment="Mehr Kurse am Abend.")
    return submit_contribution(
        conference.tables.get(number=1), author, Submission(kind="reply", text=text, parent=parent)
    ).contribution


@pytest.mark.parametrize(
    ("kind", "is_open"),
    [(kind, kind in (PhaseKind.CONFERENCES, PhaseKind.IDEAS, PhaseKind.CONSULTATION)) for kind in PhaseKind],
)
def test_cards_are_replied_to_in_the_phases_that_open_them(released, cast, kind, is_open):
    released.process.phases.update(kind=kind)
    if is_open:
        assert reply(released, cast.stakeholder).is_reply
    else:
        with pytest.raises(ParticipationClosed):
            reply(released, cast.stakeholder)


def test_replies_end_with_the_phase(released, cast):
    phase = released.process.phases.get()
    phase.starts_on, phase.ends_on = today() - timedelta(days=9), today()
    phase.save()
    assert reply(released, cast.stakeholder).pk
    phase.ends_on = today() - timedelta(days=1)
    phase.save()
    released.refresh_from_db()
    with pytest.raises(ParticipationClosed):
        reply(released, cast.member, "Zu spät.")


def test_nothing_new_is_said_about_a_table_from_afar(client, released, cast):
    with pytest.raises(TargetRefused):
        submit_contribution(released.tables.first(), cast.stakeholder, Submission(kind="concern", text="Von zu Hause."))
    client.force_login(cast.stakeholder)
    response = client.post(talk_url(released), {"text": "Von zu Hause.", "kind": "concern", "publication": "category"})
    assert response.status_code in (409, 422) and "Von zu Hause." in response.content.decode()
    assert not Contribution.objects.filter(comment="Von zu Hause.").exists()


def test_the_page_offers_a_reply_and_stores_it(client, released, cast):
    client.force_login(cast.stakeholder)
    row = Contribution.objects.get(comment="Mehr Kurse am Abend.")
    plain = client.get(talk_url(released)).content.decode()
    assert f"?antwort={row.code}" in plain and 'name="text"' not in plain
    form = client.get(f"{talk_url(released)}?antwort={row.code}")
    assert 'name="text"' in form.content.decode()
    data = {
        "text": "Und auf dem Land?",
        "parent": row.code,
        "organisation": "selbst",
        "kind": "proposal",
        "publication": "category",
    }
    response = client.post(talk_url(released), data)
    assert response.status_code == 302, response.content.decode()[:3000]
    made = Contribution.objects.get(comment="Und auf dem Land?")
    assert made.parent_id == row.pk and not made.is_card
    # Replies are not counted among the cards, and are no cards of the wall.
    assert "Und auf dem Land?" not in said(client, released.get_absolute_url())


def test_the_talk_takes_the_same_queries_for_few_and_for_many_cards(client, released, cast, conference):
    client.get(talk_url(released))
    with CaptureQueriesContext(connection) as few:
        client.get(talk_url(released) + "?sort=neu")
    for number in range(12):
        make_card(conference.tables.get(number=1), f"Karte {number}")
    from consultations.conferences.record.services import hand_over_late

    hand_over_late(conference, actor=cast.lead)
    release_cards(conference, [seen_of(row) for row in waiting_cards(conference)], actor=cast.moderator)
    with CaptureQueriesContext(connection) as many:
        client.get(talk_url(released) + "?sort=neu")
    assert len(few) == len(many)


def test_the_photo_is_shown_only_with_a_public_card_that_staff_marked(client, conference, cast):
    card = conference.tables.get(number=1).cards.get(text="Mehr Kurse am Abend.")
    card.photo.save("k.jpg", ContentFile(image("JPEG")))
    confirmed(conference, cast.lead)
    row = Contribution.objects.get(comment="Mehr Kurse am Abend.")
    url = reverse("contributions:card_photo", kwargs={"code": row.code})
    ShownPhoto.objects.create(card=card, alt_text="Gelbe Karte")
    assert client.get(url).status_code == 404
    release_cards(conference, [seen_of(row) for row in waiting_cards(conference)], actor=cast.moderator)
    assert client.get(url).status_code == 200
    assert "Gelbe Karte" in said(client, conference.get_absolute_url())
    # Published shortened: the photo would show what was taken out.
    Contribution.objects.filter(pk=row.pk).update(is_redacted=True, published_text="Mehr Kurse […].")
    assert client.get(url).status_code == 404
    cache.clear()
    assert "Gelbe Karte" not in said(client, conference.get_absolute_url())
    Contribution.objects.filter(pk=row.pk).update(is_redacted=False)
    assert client.get(url).status_code == 200
    ShownPhoto.objects.all().delete()
    assert client.get(url).status_code == 404


def test_the_documentation_is_accessible_and_says_what_is_public(client, conference, cast):
    make_card(conference.tables.get(number=1), f"Abgelehnt {HOSTILE}")
    make_card(conference.tables.get(number=2), HOSTILE, dots=1)
    confirmed(conference, cast.lead)
    rows = [row for row in waiting_cards(conference) if not row.comment.startswith("Abgelehnt")]
    release_cards(conference, [seen_of(row) for row in rows], actor=cast.moderator)
    response = client.get(paper_url(conference))
    assert response.status_code == 200 and response["Content-Type"] == "application/pdf"
    reader = pdf_of(response.content)
    root, text = reader.trailer["/Root"], text_of(reader)
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"].startswith("de")
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert "Mehr Kurse am Abend." in text and "Abgelehnt" not in text and "Landrätin" in text
    assert Contribution.objects.get(comment="Mehr Kurse am Abend.").display_code in text
    assert [name for name, _element in tags_of(reader)].count("/H1") >= 3


def test_the_documentation_is_made_once_and_anew_when_a_card_is_released(client, waiting, cast):
    assert "Mehr Kurse" not in said(client, paper_url(waiting))
    made = RecordPaper.objects.get().made_at
    first = client.get(paper_url(waiting))
    assert RecordPaper.objects.get().made_at == made
    assert client.get(paper_url(waiting), headers={"If-None-Match": first["ETag"]}).status_code == 304
    release_cards(waiting, [seen_of(row) for row in waiting_cards(waiting)], actor=cast.moderator)
    assert "Mehr Kurse am Abend." in said(client, paper_url(waiting))


def test_a_worker_that_dies_is_followed_by_another(client, waiting, monkeypatch):
    monkeypatch.setattr(papers, "MADE_AT_ONCE", -1)
    monkeypatch.setattr(papers, "start", lambda pk: None)
    assert client.get(paper_url(waiting)).status_code == 202
    paper = RecordPaper.objects.get()
    RecordPaper.objects.update(claimed_at="2020-01-01T00:00:00Z")
    assert papers.make(paper.pk) and not papers.make(paper.pk)
    assert client.get(paper_url(waiting)).status_code == 200


def test_a_failure_is_said_and_waits(client, waiting, monkeypatch):
    def fails(content):
        raise RuntimeError("broken")

    monkeypatch.setattr(papers, "record_pdf", fails)
    assert client.get(paper_url(waiting)).status_code == 503
    monkeypatch.undo()
    assert client.get(paper_url(waiting)).status_code == 503
