"""Participants check the record at a link: who opens it, what they say, what becomes of it."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations.conferences.record import remarks, services
from consultations.conferences.record.links import general_token, personal_token, remark_token
from consultations.conferences.record.models import RecordRemark
from consultations.conferences.record.remarks import Remark
from consultations.process.models import BERLIN
from tests.factories.consultations import today
from tests.factories.records import confirmed, make_card, make_conference, make_registration


def check_url(token):
    return reverse("record:check", kwargs={"token": token})


def text_of(response):
    return response.content.decode()


def test_the_link_shows_the_cards_and_nobody_else_sees_them(client, checking, conference):
    response = client.get(check_url(general_token(checking)))
    assert response.status_code == 200
    assert "Mehr Kurse am Abend." in text_of(response) and "Landrätin" in text_of(response)
    assert response["Referrer-Policy"] == "strict-origin" and "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert "Mehr Kurse am Abend." not in text_of(client.get(conference.get_absolute_url()))


def test_links_are_refused_when_they_are_changed_ended_or_of_another_conference(client, checking, process, cast):
    token = general_token(checking)
    assert client.get(check_url(token + "x")).status_code == 404
    assert client.get(check_url("a-1-0:muster")).status_code == 404
    card = checking.conference.tables.first().cards.first()
    other = make_conference(process, slug="halle")
    foreign = other.tables.first().cards.first()
    assert client.get(reverse("record:object", kwargs={"token": token, "card": foreign.pk})).status_code == 404
    assert client.get(reverse("record:object", kwargs={"token": token, "card": card.pk})).status_code == 200
    services.end_links(checking.conference, actor=cast.lead)
    ended = client.get(check_url(token))
    assert ended.status_code == 410 and "Mehr Kurse" not in text_of(ended)
    checking.refresh_from_db()
    assert client.get(check_url(general_token(checking))).status_code == 200


def test_a_link_of_an_unpublished_process_or_before_the_check_opens_nothing(client, checking):
    checking.conference.process.is_published = False
    checking.conference.process.save()
    assert client.get(check_url(general_token(checking))).status_code == 404
    checking.conference.process.is_published = True
    checking.conference.process.save()
    checking.check_opened_at, checking.state = None, "in_work"
    checking.save()
    assert client.get(check_url(general_token(checking))).status_code == 404


def test_an_objection_is_stored_once_and_answered_at_its_address(client, checking, cast):
    card = checking.conference.tables.first().cards.first()
    url = reverse("record:object", kwargs={"token": general_token(checking), "card": card.pk})
    said = {"text": "Es ging um morgens.", "proposed_text": "Mehr Kurse am Morgen.", "name": "Ada"}
    for _time in range(2):
        response = client.post(url, said)
        assert response.status_code == 302
    remark = RecordRemark.objects.get()
    assert remark.card == card and remark.proposed_text == "Mehr Kurse am Morgen."
    page = client.get(response["Location"])
    assert "Es ging um morgens." in text_of(page) and page["Referrer-Policy"] == "strict-origin"
    given = remarks.Answer("accepted", "Sie haben recht.", services.CardWords("handlungsansatz", "Morgens.", 5))
    remarks.answer(remark, given, actor=cast.lead)
    assert "Sie haben recht." in text_of(client.get(response["Location"]))
    assert client.get(reverse("record:remark", kwargs={"token": remark_token(remark) + "x"})).status_code == 404


def test_an_empty_remark_comes_back_with_what_was_typed(client, checking):
    card = checking.conference.tables.first().cards.first()
    url = reverse("record:object", kwargs={"token": general_token(checking), "card": card.pk})
    response = client.post(url, {"text": " ", "proposed_text": "Bleibt stehen."})
    assert response.status_code == 422 and "Bleibt stehen." in text_of(response)
    response = client.post(url, {"text": "x" * (remarks.REMARK_LIMIT + 1), "proposed_text": ""})
    assert response.status_code == 422 and not RecordRemark.objects.exists()


def test_with_a_personal_link_one_sees_ones_own_remarks_only(client, checking):
    ada, bo = make_registration(checking.conference), make_registration(checking.conference, "Bo Muster")
    table = checking.conference.tables.get(number=2)
    url = reverse("record:add", kwargs={"token": personal_token(checking, ada), "table": table.pk})
    client.post(url, {"column": "bedarf", "text": "Es fehlen kleine Wohnungen."})
    assert "kleine Wohnungen" in text_of(client.get(check_url(personal_token(checking, ada))))
    assert "kleine Wohnungen" not in text_of(client.get(check_url(personal_token(checking, bo))))
    assert "kleine Wohnungen" not in text_of(client.get(check_url(general_token(checking))))


def test_the_check_ends_at_midnight_in_berlin(checking, monkeypatch):
    card = checking.conference.tables.first().cards.first()
    last = checking.check_until
    last_moment = datetime(last.year, last.month, last.day, 23, 59, 59, tzinfo=BERLIN)
    monkeypatch.setattr(timezone, "now", lambda: last_moment)
    remarks.submit(checking, Remark(kind="objection", text="Noch rechtzeitig.", card=card))
    monkeypatch.setattr(timezone, "now", lambda: last_moment + timedelta(seconds=1))
    with pytest.raises(remarks.CheckOver):
        remarks.submit(checking, Remark(kind="objection", text="Zu spät.", card=card))
    # A second click on what was in time is no refusal.
    _row, is_new = remarks.submit(checking, Remark(kind="objection", text="Noch rechtzeitig.", card=card))
    assert not is_new
    assert RecordRemark.objects.count() == 1


def test_what_is_sent_after_the_end_is_shown_again_and_not_stored(client, checking):
    card = checking.conference.tables.first().cards.first()
    checking.check_until = today() - timedelta(days=1)
    checking.save()
    url = reverse("record:object", kwargs={"token": general_token(checking), "card": card.pk})
    response = client.post(url, {"text": "Zu spät gesendet.", "proposed_text": ""})
    assert response.status_code == 403 and "Zu spät gesendet." in text_of(response)
    assert not RecordRemark.objects.exists()
    assert client.get(url).status_code == 302


def test_after_the_confirmation_the_link_leads_to_the_public_page(client, conference, cast):
    record = confirmed(conference, cast.lead)
    page = text_of(client.get(check_url(general_token(record))))
    # What is not released yet is not read here either.
    assert conference.get_absolute_url() in page and "Mehr Kurse am Abend." not in page


def test_the_page_takes_the_same_queries_for_one_and_for_many_cards(client, checking):
    url = check_url(general_token(checking))
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(20):
        make_card(checking.conference.tables.first(), f"Karte {number}")
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(few) == len(many)
