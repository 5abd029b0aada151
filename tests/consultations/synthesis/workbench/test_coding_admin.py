"""The coding screen: what it shows, what it sends, and two people side by side."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consultations.contributions.enums import State
from consultations.synthesis.extensions import next_segment
from consultations.synthesis.models import Segment, Topic
from consultations.synthesis.services import assign, needs_no_answer
from consultations.synthesis.workbench.claims import claim, claim_next
from consultations.synthesis.workbench.coding import passages_of, sentences_of
from consultations.synthesis.workbench.cutting import mark
from consultations.synthesis.workbench.memos import write_memo
from consultations.synthesis.workbench.models import CodingClaim, Memo
from tests.consultations.synthesis.workbench.conftest import TEXT, passages
from tests.factories.consultations import ActionFieldFactory


@pytest.fixture
def url(process):
    return lambda name, **kwargs: reverse(f"synthesis_admin:{name}", kwargs={"process_slug": process.slug, **kwargs})


@pytest.fixture
def analyst(client, cast):
    client.force_login(cast.analyst)
    return client


def seen(page) -> list[str]:
    return [f"{one.segment.pk}:{one.marker}" for one in page.context["passages"]]


ACCESS = [("moderator", 302), ("officer", 403), ("observer", 403), ("outsider", 404), ("stakeholder", 302), (None, 302)]


@pytest.mark.parametrize(("who", "status"), ACCESS)
def test_who_may_cut_claim_and_write(client, cast, contribution, segment, url, who, status):
    if who:
        client.force_login(getattr(cast, who))
    data = {"do": "mark", "start": "17", "end": "37", "text": "Notiz"}
    for name in ("cut", "write_memo"):
        assert client.post(url(name, pk=segment.pk), data).status_code == status
    assert client.post(url("coding_claim", pk=segment.pk), {"do": "claim"}).status_code == status
    assert client.get(url("coding_stand", pk=segment.pk)).status_code == (200 if who == "moderator" else status)
    allowed = who == "moderator"
    assert (contribution.segments.count() == 3) is allowed
    assert Memo.objects.exists() is allowed and CodingClaim.objects.exists() is allowed


def test_the_screen_shows_the_text_in_sentences_with_its_passages(analyst, cast, contribution, segment, url):
    mark(segment, 17, 37, actor=cast.analyst)
    page = analyst.get(url("segment", pk=segment.pk))
    assert [one.number for one in page.context["passages"]] == [1, 2, 3]
    assert page.context["current"].segment == segment
    html = page.content.decode()
    assert 'data-start="17" data-numbers="2"' in html and "Der Bus fährt nicht." in html
    assert Segment.objects.count() == 3


@pytest.mark.parametrize("text", [TEXT, "😀 Eins.\r\nZwei?\r\n\r\nDrei", "", "…"])
def test_the_runs_are_the_text_letter_by_letter(make_contribution, text):
    contribution = make_contribution(text=text)
    found = passages_of(contribution, contribution.segments.get())
    runs = [run for sentence in sentences_of(text, found) for run in sentence.runs]
    assert "".join(run.text for run in runs) == text
    assert all(text[run.start :].startswith(run.text) for run in runs)


def test_a_passage_is_marked_without_javascript(analyst, contribution, segment, url):
    data = {"do": "mark", "sentence": ["17-37", "38-64"]}
    response = analyst.post(url("cut", pk=segment.pk), data)
    assert response.url == url("segment", pk=segment.pk)
    assert passages(contribution) == ["Es fehlen Kurse.", "Der Bus fährt nicht. Danke für die Beteiligung."]
    other = contribution.segments.exclude(pk=segment.pk).get()
    for data in ({"do": "mark"}, {"do": "mark", "start": "1", "end": "30"}, {"do": "join", "other": "x"}, {}):
        assert analyst.post(url("cut", pk=segment.pk), data).status_code == 302
    assert contribution.segments.count() == 2
    analyst.post(url("cut", pk=segment.pk), {"do": "join", "other": other.pk})
    assert passages(contribution) == [TEXT]


def test_saving_over_a_colleague_shows_both_and_keeps_what_was_entered(
    analyst, cast, process, segment, url, make_finding
):
    address = url("segment", pk=segment.pk)
    page = analyst.get(address)
    theirs, mine = make_finding(title="Von Anna"), make_finding(title="Meins")
    assign(process, [segment], actor=cast.moderator, finding=theirs)
    data = {"do": "assign", "finding": mine.pk, "stance": "for", "seen": seen(page)}
    response = analyst.post(address, data)
    assert response.status_code == 409
    assert "Von Anna" in response.content.decode() and str(cast.moderator) in response.content.decode()
    assert response.context["form"]["finding"].value() == str(mine.pk)
    segment.refresh_from_db()
    assert segment.finding == theirs
    data |= {"seen": seen(response), "reason": "Es spricht eher dafür."}
    assert analyst.post(address, data).status_code == 302
    segment.refresh_from_db()
    assert segment.finding == mine


@pytest.mark.parametrize("screen", ["one", "list"])
def test_a_mistake_in_the_form_does_not_hide_what_a_colleague_did(
    analyst, cast, process, segment, url, make_finding, screen
):
    address = url("segment", pk=segment.pk) if screen == "one" else url("segments") + "?status=alle"
    page = analyst.get(address)
    markers = seen(page) if screen == "one" else [f"{row.pk}:{row.marker}" for row in page.context["page"]]
    theirs = make_finding(title="Von Anna")
    assign(process, [segment], actor=cast.moderator, finding=theirs)
    data = {"do": "no_answer", "reason": "", "segments": [segment.pk], "seen": markers}
    mistaken = analyst.post(address, data)
    assert mistaken.status_code == 200 and mistaken.context["form"].errors
    again = seen(mistaken) if screen == "one" else [f"{row.pk}:{row.marker}" for row in mistaken.context["page"]]
    answer = analyst.post(address, {**data, "reason": "Nur Dank.", "seen": again})
    assert answer.status_code == 409 and "Von Anna" in answer.text
    segment.refresh_from_db()
    assert segment.finding == theirs


def test_many_at_once_do_not_overwrite_either(analyst, cast, process, segment, url, make_finding):
    page = analyst.get(url("segments")).context["page"]
    marker = next(row.marker for row in page)
    needs_no_answer(process, [segment], actor=cast.moderator, reason="Nur Dank.")
    data = {"do": "assign", "finding": make_finding().pk, "segments": [segment.pk], "seen": f"{segment.pk}:{marker}"}
    assert analyst.post(url("segments"), data).status_code == 409
    segment.refresh_from_db()
    assert segment.no_answer_reason == "Nur Dank."


def test_topic_and_undo_by_the_screen(analyst, process, segment, url):
    field = ActionFieldFactory(process=process)
    topic = Topic.objects.create(action_field=field, title="Kurse")
    other = ActionFieldFactory(process=process)
    address = url("segment", pk=segment.pk)
    wrong = analyst.post(address, {"do": "assign", "action_field": other.pk, "topic": topic.pk})
    assert wrong.status_code == 200 and "topic" in wrong.context["form"].errors
    assert analyst.post(address, {"do": "assign", "topic": topic.pk}).status_code == 302
    segment.refresh_from_db()
    assert (segment.action_field, segment.topic) == (field, topic)
    analyst.post(address, {"do": "assign", "action_field": field.pk, "topic": ""})
    segment.refresh_from_db()
    assert segment.topic is None
    assert analyst.post(url("coding_undo"), {"here": segment.pk}).url == address
    segment.refresh_from_db()
    assert segment.topic == topic
    analyst.post(url("coding_undo"))
    assert analyst.post(url("coding_undo"), {"here": segment.pk}).url == address


def test_the_next_one_is_claimed_and_a_colleague_gets_another(cast, process, make_contribution):
    old = timezone.now() - timedelta(days=1)
    rows = [make_contribution(text=f"Nr. {n}", received_at=old + timedelta(hours=n)).segments.get() for n in range(3)]
    assert claim_next(process, actor=cast.analyst) == rows[0]
    assert claim_next(process, actor=cast.moderator) == rows[1]
    assert claim_next(process, actor=cast.analyst, after=rows[0]) == rows[2]
    # What was left is free again, and a claim that is over holds nobody up.
    assert not CodingClaim.objects.filter(contribution=rows[0].contribution).exists()
    CodingClaim.objects.update(until=old)
    assert claim_next(process, actor=cast.lead, after=rows[0]) == rows[1]


def test_the_rest_of_a_contribution_comes_first_then_what_features_above_propose(
    cast, process, contribution, segment, make_contribution, monkeypatch
):
    mark(segment, 0, 16, actor=cast.analyst)
    rest = contribution.segments.exclude(pk=segment.pk).get()
    make_contribution(text="Nr. 1")
    proposed = make_contribution(text="Nr. 2").segments.get()
    assert claim_next(process, actor=cast.analyst, after=segment) == rest
    next_segment.append(lambda process, user, after: proposed)
    try:
        assert claim_next(process, actor=cast.analyst, after=rest) == proposed
        claim(proposed.contribution, actor=cast.moderator, take_over=True)
        assert claim_next(process, actor=cast.analyst, after=rest) != proposed
    finally:
        next_segment.pop()


def test_a_colleague_at_work_is_seen_and_can_be_taken_over(analyst, cast, contribution, segment, url):
    claim(contribution, actor=cast.moderator)
    stand = analyst.get(url("coding_stand", pk=segment.pk)).json()
    assert str(cast.moderator) in stand["claim"] and stand["claimed"].startswith(f"{cast.moderator.pk}:")
    assert stand["markers"] == seen(analyst.get(url("segment", pk=segment.pk)))
    address = url("coding_claim", pk=segment.pk)
    analyst.post(address, {"do": "claim"})
    assert CodingClaim.objects.get().user == cast.moderator
    assert "give_back" in analyst.post(address, {"do": "take_over"}, headers={"HX-Request": "true"}).content.decode()
    assert CodingClaim.objects.get().user == cast.analyst
    analyst.post(address, {"do": "give_back"})
    assert not CodingClaim.objects.exists()


def test_filters_by_topic_person_and_note(analyst, cast, process, make_contribution, url):
    one, two = (make_contribution(text=f"Nr. {number}").segments.get() for number in range(2))
    topic = Topic.objects.create(action_field=ActionFieldFactory(process=process), title="Kurse")
    assign(process, [one], actor=cast.moderator, topic=topic)
    write_memo(process, actor=cast.analyst, text="Unklar.", segment=two)
    write_memo(process, actor=cast.analyst, text="Immer noch unklar.", segment=two)

    def found(**query):
        return [row.pk for row in analyst.get(url("segments"), {"status": "alle", **query}).context["page"]]

    assert found(topic=topic.pk) == [one.pk] and found(topic="keins") == [two.pk]
    assert found(person=cast.moderator.pk) == [one.pk] and found(memo="mit") == [two.pk]


def test_notes_are_listed_and_only_ones_own_removed(analyst, cast, process, segment, url):
    theirs = write_memo(process, actor=cast.moderator, text="Von der Moderation.", segment=segment)
    analyst.post(url("write_memo", pk=segment.pk), {"text": "Von der Auswertung."})
    mine = Memo.objects.get(author=cast.analyst)
    address = url("memos")
    assert [memo.pk for memo in analyst.get(address, {"person": cast.analyst.pk}).context["page"]] == [mine.pk]
    assert [memo.pk for memo in analyst.get(address, {"q": "moderation"}).context["page"]] == [theirs.pk]
    assert analyst.get(address, {"about": "thema"}).context["page"].object_list.count() == 0
    assert analyst.post(address, {"memo": theirs.pk}).status_code == 404
    assert analyst.post(address, {"memo": mine.pk}).status_code == 302
    assert list(Memo.objects.all()) == [theirs]


def test_progress_by_field_and_person(analyst, cast, process, make_contribution, make_finding, url):
    field = ActionFieldFactory(process=process)
    one, two, three, old = (make_contribution(text=f"Nr. {number}").segments.get() for number in range(4))
    assign(process, [one, two], actor=cast.analyst, action_field=field)
    assign(process, [one], actor=cast.analyst, finding=make_finding(action_field=field))
    assign(process, [old], actor=cast.moderator, action_field=field)
    Segment.objects.filter(pk=old.pk).update(assigned_at=timezone.now() - timedelta(days=8))
    context = analyst.get(url("coding_progress")).context
    rows = {row.field: (row.progress.done, row.progress.total) for row in context["fields"]}
    assert rows == {field: (1, 3), None: (0, 1)}
    assert [(row["person"], row["number"]) for row in context["people"]] == [(cast.analyst, 2)]
    assert three.is_open


def test_the_thread_before_a_reply_is_shown_without_what_is_not_public(analyst, make_contribution, url):
    first = make_contribution(text="Der Anfang.")
    hidden = make_contribution(text="Verborgen.", parent=first, state=State.REJECTED)
    reply = make_contribution(text="Die Antwort.", parent=first)
    page = analyst.get(url("segment", pk=reply.segments.get().pk))
    assert [row.pk for row in page.context["thread"]] == [first.pk]
    assert "Verborgen." not in page.content.decode() and hidden.pk


def test_the_screens_take_the_same_queries_for_few_and_for_many(analyst, cast, process, contribution, segment, url):
    field = ActionFieldFactory(process=process)
    pages = [url("segment", pk=segment.pk), url("coding_progress"), url("memos"), url("topics"), url("segments")]

    def queries():
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as captured:
                assert analyst.get(page).status_code == 200
            counts.append(len(captured))
        return counts

    write_memo(process, actor=cast.analyst, text="Notiz", segment=segment)
    assign(process, [segment], actor=cast.analyst, action_field=field)
    Topic.objects.create(action_field=field, title="Eins")
    queries()
    before = queries()
    Topic.objects.bulk_create(Topic(action_field=field, title=f"T{number}") for number in range(60))
    Segment.objects.bulk_create(
        Segment(contribution=contribution, start=0, end=16, action_field=field) for _number in range(60)
    )
    Memo.objects.bulk_create(
        Memo(process=process, contribution=contribution, segment=segment, text=f"N{number}", author=cast.lead)
        for number in range(60)
    )
    assert queries() == before
