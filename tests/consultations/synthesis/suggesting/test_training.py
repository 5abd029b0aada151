"""Vectors, training, accuracy, and what happens when a worker dies or the encoder fails."""

from datetime import timedelta

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consultations.contributions.enums import State
from consultations.synthesis.learning import encoder
from consultations.synthesis.models import Topic
from consultations.synthesis.suggesting import corpus, doubts, keeping, queries, runs, training
from consultations.synthesis.suggesting.enums import Certainty, Outcome, RunKind, RunState
from consultations.synthesis.suggesting.models import Doubt, LearningRun, Suggestion, SuggestionDecision, TextVector
from consultations.synthesis.workbench.topics import merge_topics


def first(segment, run):
    return Suggestion.objects.get(run=run, segment=segment, rank=1)


def test_it_learns_from_what_people_assigned(process, fields, say, train):
    for title in fields:
        say(title, 8)
    waiting = {title: say(title, 2, assigned=False, start=20) for title in fields}
    run = train()
    assert (run.state, run.percent, run.text_count, run.labelled_count) == (RunState.DONE, 100, 30, 24)
    for title, segments in waiting.items():
        for segment in segments:
            rows = list(Suggestion.objects.filter(run=run, segment=segment).order_by("rank"))
            assert [row.rank for row in rows] == [1, 2, 3] and rows[0].action_field == fields[title]
            assert rows[0].chance > rows[1].chance >= rows[2].chance and rows[0].words
    assert Suggestion.objects.filter(segment__action_field__isnull=False).count() == 0


def test_a_few_examples_in_each_of_many_fields_are_learned_from(process, say, train):
    for title in ("Sprache", "Wohnen"):
        say(title, 1)
    say("Arbeit", 3, assigned=False)
    assert train().state == RunState.DONE


def test_merging_topics_takes_the_suggestions_along(cast, process, fields, say, train):
    say("Sprache", 3)
    (waiting,) = say("Sprache", 1, assigned=False, start=20)
    run = train()
    gone, stays = (Topic.objects.create(action_field=fields["Sprache"], title=title) for title in ("Kurse", "Abends"))
    Suggestion.objects.filter(run=run, segment=waiting, action_field=fields["Sprache"]).update(topic=gone)
    merge_topics(gone, stays, actor=cast.analyst, reason="Dasselbe.")
    assert Suggestion.objects.get(run=run, segment=waiting, action_field=fields["Sprache"]).topic == stays


def test_without_examples_the_descriptions_have_to_do_and_there_are_no_numbers(fields, say, train):
    for field in fields.values():
        field.text = {"Sprache": "Sprachkurse, Dolmetschen", "Wohnen": "Wohnungen", "Arbeit": "Ausbildung"}[field.title]
        field.save()
    (segment,) = say("Sprache", 1, assigned=False)
    run = train()
    row = first(segment, run)
    assert row.action_field == fields["Sprache"] and run.accuracy == {} and run.labelled_count == 0
    assert row.certainty != Certainty.SURE, "nothing was ever held out"


def test_a_process_without_fields_or_contributions_is_no_error(process, make_contribution, train):
    assert train().state == RunState.DONE
    make_contribution()
    assert train().state == RunState.DONE
    assert not Suggestion.objects.exists()


def test_the_accuracy_is_honest(fields, say, make_contribution, train):
    for title in fields:
        say(title, 7)
    numbers = train().accuracy
    assert numbers["examples"] == 21 and numbers["first"] > 0.5 and numbers["guessing"] == pytest.approx(1 / 3)
    # The same letter ten times more, once filed elsewhere: seen in training it would be recognised for certain.
    for place in range(10):
        segment = make_contribution(text="Ganz eigene Worte über Lastenräder und Brücken am Fluss.").segments.get()
        segment.action_field = fields["Arbeit" if place else "Wohnen"]
        segment.save()
    again = train().accuracy
    assert again["examples"] == 31
    shares = again["fields"][str(fields["Arbeit"].pk)]
    assert shares[0] == 16 and shares[1] < 0.6


def test_topics_inside_a_field_once_there_are_enough(fields, say, train):
    field = fields["Sprache"]
    courses, help_ = (Topic.objects.create(action_field=field, title=title) for title in ("Kurse", "Dolmetschen"))
    for segment in say("Sprache", 18):
        segment.topic = help_ if "Dolmetschen" in segment.text else courses
        segment.save()
    say("Wohnen", 6)
    course, interpreter = say("Sprache", 2, assigned=False, start=30)
    run = train()
    assert first(course, run).topic == courses and first(interpreter, run).topic == help_
    Topic.objects.filter(pk=help_.pk).delete()
    assert first(interpreter, train()).topic is None


def test_vectors_are_kept_and_made_anew_when_the_text_or_the_encoder_changes(say, monkeypatch):
    (segment,) = say("Sprache", 1)
    assert corpus.make_missing() == 1 and corpus.make_missing() == 0
    row = TextVector.objects.get()
    assert len(row.data) == 2 * encoder.DIMENSIONS and row.encoder == "small/1"
    segment.contribution.published_text = "Anders."
    segment.contribution.save()
    corpus.refresh(segment.contribution_id)
    assert corpus.make_missing() == 1 and TextVector.objects.get().digest != row.digest
    monkeypatch.setattr(encoder, "NAME", "small/2")
    assert corpus.make_missing() == 1 and TextVector.objects.get().encoder == "small/2"
    segment.contribution.state = State.WITHDRAWN
    segment.contribution.save()
    assert corpus.forget_left_over() == 1


@pytest.fixture
def topics(fields, say):
    """Two topics of a field with so many examples that they can be measured."""
    courses, help_ = (Topic.objects.create(action_field=fields["Sprache"], title=title) for title in ("Kurse", "Hilfe"))
    for segment in say("Sprache", 30):
        segment.topic = help_ if "Dolmetschen" in segment.text else courses
        segment.save()
    say("Wohnen", 8)
    return courses, help_


def test_topics_have_numbers_of_their_own(process, fields, topics, train):
    run = train()
    examples, right, guessing = run.accuracy["topics"][str(fields["Sprache"].pk)]
    assert examples == 30 and guessing == pytest.approx(2 / 3) and right > guessing
    table = queries.accuracy_table(process, run)
    assert {row.title: row.topics and row.topics.examples for row in table.fields} == {"Sprache": 30, "Wohnen": None}
    del run.accuracy["topics"]
    assert not queries.accuracy_table(process, run).has_topics, "runs from before topics were measured"


def test_a_topic_that_was_merged_away_is_suggested_as_the_one_it_went_into(cast, fields, say, topics, train):
    courses, help_ = topics
    run = train()
    third = Topic.objects.create(action_field=fields["Sprache"], title="Verständigung")
    merge_topics(help_, third, actor=cast.analyst, reason="Dasselbe.")
    merge_topics(third, courses, actor=cast.analyst, reason="Auch.")
    (segment,) = (row for row in say("Sprache", 3, assigned=False, start=60) if "Dolmetschen" in row.text)
    keeping.keep_up()
    assert first(segment, run).topic == courses
    Topic.objects.all().delete()
    (later,) = (row for row in say("Sprache", 3, assigned=False, start=90) if "Dolmetschen" in row.text)
    keeping.keep_up()
    suggested = first(later, run)
    assert suggested.action_field == fields["Sprache"] and suggested.topic is None


@pytest.mark.parametrize("how", ["absent", "failing"])
def test_without_the_encoder_words_have_to_do(fields, say, train, monkeypatch, how):
    def fail(texts):
        raise RuntimeError("broken weights")

    if how == "absent":
        monkeypatch.setattr(encoder, "is_there", lambda: False)
        monkeypatch.setattr(encoder, "vectors", lambda texts: np.zeros((len(texts), 512), dtype=np.float32))
    else:
        monkeypatch.setattr(encoder, "vectors", fail)
    for title in fields:
        say(title, 8)
    (segment,) = say("Wohnen", 1, assigned=False, start=20)
    assert first(segment, train()).action_field == fields["Wohnen"]
    assert not TextVector.objects.exists(), "zeros are not worth keeping"


def test_what_arrives_later_is_advised_on_by_the_stored_model(fields, say, train):
    for title in fields:
        say(title, 8)
    run = train()
    (segment,) = say("Arbeit", 1, assigned=False, start=40)
    assert keeping.keep_up() == 1 and keeping.keep_up() == 0
    assert first(segment, run).action_field == fields["Arbeit"]
    run.model.storage.delete(run.model.name)
    keeping.adviser_of.cache_clear()
    say("Arbeit", 1, assigned=False, start=50)
    assert keeping.keep_up() == 0, "a lost file is no error"


def test_a_run_replaces_the_suggestions_of_the_one_before(fields, say, train):
    say("Sprache", 3)
    say("Wohnen", 1, assigned=False)
    before = train()
    after = train()
    assert set(Suggestion.objects.values_list("run", flat=True)) == {after.pk}
    before.refresh_from_db()
    assert before.model == "" and before.state == RunState.DONE


def test_one_run_of_a_kind_at_a_time(process):
    one = runs.ask(process, RunKind.SUGGESTIONS)
    assert runs.ask(process, RunKind.SUGGESTIONS) == one
    assert runs.ask(process, RunKind.THEMES) != one
    with pytest.raises(IntegrityError), transaction.atomic():
        LearningRun.objects.create(process=process, kind=RunKind.SUGGESTIONS)


def test_a_run_whose_worker_died_begins_anew_and_the_dead_one_writes_nothing(process, fields, say):
    (segment,) = say("Sprache", 1, assigned=False)
    run = runs.ask(process, RunKind.SUGGESTIONS)
    claim = runs._claim(run.pk)
    dead = runs.Progress(run.pk, claim)
    dead.at("words", 40)
    assert runs._claim(run.pk) is None and runs.left_behind() == []
    Suggestion.objects.create(
        run=run, segment=segment, rank=1, action_field=fields["Arbeit"], chance=1, certainty="sure"
    )
    LearningRun.objects.filter(pk=run.pk).update(beat_at=timezone.now() - runs.HELD - timedelta(seconds=1))
    keeping.go_on()
    run.refresh_from_db()
    assert run.state == RunState.DONE and Suggestion.objects.filter(segment=segment).count() == 3
    with pytest.raises(runs.LostRun):
        dead.done()


def test_a_failure_is_written_down_without_the_texts(process, say, monkeypatch, caplog):
    say("Sprache", 1)
    run = runs.ask(process, RunKind.SUGGESTIONS)

    def fails(*args, **kwargs):
        raise ValueError("Mehr Sprachkurse")

    monkeypatch.setattr(training.Features, "learn", fails)
    assert keeping.work_on(run.pk) is False
    run.refresh_from_db()
    assert run.state == RunState.FAILED and "Sprachkurse" not in caplog.text and "ValueError" in caplog.text
    assert not runs.is_due(process, "small/1"), "it does not try again at once"


def test_it_learns_anew_after_fifteen_decisions(process, cast, fields, say, train):
    assert not runs.is_due(process, "small/1")
    segments = say("Sprache", 16, assigned=False)
    assert runs.is_due(process, "small/1")
    train()
    assert not runs.is_due(process, "small/1") and runs.is_due(process, "other/1")
    runs_before = LearningRun.objects.filter(kind=RunKind.SUGGESTIONS).count()
    for segment in segments[:14]:
        segment.action_field, segment.assigned_at = fields["Sprache"], timezone.now()
        segment.save()
    keeping.learn_where_due()
    assert LearningRun.objects.filter(kind=RunKind.SUGGESTIONS).count() == runs_before
    segments[14].action_field, segments[14].assigned_at = fields["Sprache"], timezone.now()
    segments[14].save()
    keeping.learn_where_due()
    keeping.learn_where_due()
    assert LearningRun.objects.filter(kind=RunKind.SUGGESTIONS).count() == runs_before + 1
    assert LearningRun.objects.filter(kind=RunKind.ALIKE).count() == 1


def test_what_people_choose_by_hand_is_a_decision_too(cast, fields, say, train):
    for title in fields:
        say(title, 6)
    one, other = say("Sprache", 2, assigned=False, start=30)
    run = train()
    suggested = first(one, run).action_field
    one.action_field, one.assigned_by = suggested, cast.analyst
    one.save()
    last = Suggestion.objects.get(run=run, segment=other, rank=3)
    last.delete()
    other.action_field = last.action_field
    other.save()
    train()
    assert SuggestionDecision.objects.get(segment=one).outcome == Outcome.ACCEPTED
    assert SuggestionDecision.objects.get(segment=other).outcome == Outcome.OTHER


def test_doubts_are_raised_and_remembered(process, cast, fields, say, train):
    for title in fields:
        say(title, 12)
    (wrong,) = say("Sprache", 1, start=40)
    wrong.action_field = fields["Wohnen"]
    wrong.save()
    train()
    doubt = Doubt.objects.get(segment=wrong)
    assert (doubt.filed, doubt.other) == (fields["Wohnen"], fields["Sprache"])
    doubts.settle(process, doubt.pk, move=False, actor=cast.analyst)
    train()
    assert Doubt.objects.get(segment=wrong).settled_by == cast.analyst, "what was kept is not asked about again"
    with pytest.raises(doubts.AlreadySettled):
        doubts.settle(process, doubt.pk, move=True, actor=cast.analyst)


def test_moving_is_an_assignment_like_any_other(process, cast, fields, say, train):
    for title in fields:
        say(title, 12)
    (wrong,) = say("Sprache", 1, start=40)
    wrong.action_field = fields["Wohnen"]
    wrong.save()
    train()
    doubts.settle(process, Doubt.objects.get(segment=wrong).pk, move=True, actor=cast.analyst)
    wrong.refresh_from_db()
    assert wrong.action_field == fields["Sprache"] and wrong.assigned_by == cast.analyst
