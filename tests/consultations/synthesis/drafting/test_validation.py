"""Of what a model says only what its sources say is shown."""

import json

import pytest

from consultations.synthesis.drafting.enums import Dropped
from consultations.synthesis.drafting.validation import check

TEXTS = {1: "Die Kurse am Abend „reichen“ nicht aus – wir brauchen 14 Tage mehr.", 2: "Nein danke."}


def said(*sentences, processed=(1, 2)):
    return json.dumps({"sentences": list(sentences), "processed": list(processed)})


def sentence(text="Es gibt zu wenig Kurse.", **citation):
    return {"text": text, "citations": [{"id": 1, "quote": "Die Kurse am Abend", **citation}]}


@pytest.mark.parametrize(
    "quote",
    ["Die Kurse am Abend", 'die  KURSE am\nAbend "reichen" nicht aus', "reichen\u00ad« nicht aus - wir brauchen"],
)
def test_a_quotation_may_differ_in_what_does_not_count(quote):
    answer = check(said(sentence(quote=quote)), TEXTS)
    assert [row["text"] for row in answer.accepted] == ["Es gibt zu wenig Kurse."], answer.dropped


LIES = {
    "no citation": ({"text": "Alle sind dafür.", "citations": []}, Dropped.NO_SOURCE),
    "unknown number": (sentence(id=99), Dropped.UNKNOWN_SOURCE),
    "number as text": (sentence(id="1"), Dropped.UNKNOWN_SOURCE),
    "truth value": (sentence(id=True), Dropped.UNKNOWN_SOURCE),
    "invented": (sentence(quote="Die Kurse am Morgen"), Dropped.INVENTED_QUOTE),
    "of another passage": (sentence(id=2, quote="Die Kurse am Abend"), Dropped.INVENTED_QUOTE),
    "empty": (sentence(quote=" „“ "), Dropped.NO_QUOTE),
    "two words": (sentence(quote="Die Kurse"), Dropped.NO_QUOTE),
    "counts": (sentence("In 27 Beiträgen fehlen Kurse."), Dropped.OWN_NUMBER),
    "no text": ({"citations": []}, Dropped.UNREADABLE),
    "a list": ([1, 2], Dropped.UNREADABLE),
    "far too long": (sentence("lang " * 400), Dropped.UNREADABLE),
}


@pytest.mark.parametrize("lie", LIES)
def test_lies_are_dropped_and_listed(lie):
    wrong, reason = LIES[lie]
    answer = check(said(wrong, sentence()), TEXTS)
    assert [row["text"] for row in answer.accepted] == ["Es gibt zu wenig Kurse."]
    assert [row["reason"] for row in answer.dropped] == [reason]


def test_one_wrong_citation_spoils_the_sentence():
    both = sentence()
    both["citations"].append({"id": 2, "quote": "von mir erfunden worden"})
    assert check(said(both), TEXTS).accepted == []


def test_a_short_passage_is_quoted_whole_and_a_quoted_number_may_be_told():
    short = {"text": "Eine Person lehnt ab.", "citations": [{"id": 2, "quote": "Nein danke"}]}
    number = sentence("Gewünscht sind 14 Tage mehr.", quote="wir brauchen 14 Tage mehr")
    assert len(check(said(short, number), TEXTS).accepted) == 2


@pytest.mark.parametrize("content", ["", "kein JSON", "[]", '{"sentences": "x"}', "[" * 100_000, "null"])
def test_what_is_no_json_of_ours_is_dropped_as_a_whole(content):
    answer = check(content, TEXTS)
    assert not answer.is_readable and answer.accepted == [] and answer.returned == set()


def test_fences_are_taken_off_and_what_came_back_is_known():
    answer = check(f"```json\n{said(processed=[1, 99, 'x'])}\n```", TEXTS)
    assert answer.is_readable and answer.returned == {1}
