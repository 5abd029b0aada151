"""Training: learning from what people assigned, measuring how good that is, and writing down suggestions.

Measured in `tests/benchmarks/learning.py`. Suggestions are written beside those of the run before and count from the
moment the run is done; then the old ones go.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import chain

import numpy as np
from django.core.files.base import ContentFile
from django.db import transaction
from scipy import sparse

from consultations.process.models import Process
from consultations.synthesis.duplicates import near_duplicates
from consultations.synthesis.learning import accuracy
from consultations.synthesis.learning.adviser import Advice, Adviser
from consultations.synthesis.learning.classifier import MOST_EXAMPLES, Classifier, in_proportion
from consultations.synthesis.learning.features import Features
from consultations.synthesis.learning.groups import joined_groups
from consultations.synthesis.learning.order import TYPICAL, typical
from consultations.synthesis.learning.texts import prepared
from consultations.synthesis.locking import lock_topics
from consultations.synthesis.models import ActionField, Segment, Topic
from consultations.synthesis.suggesting import corpus as corpora
from consultations.synthesis.suggesting.corpus import Corpus
from consultations.synthesis.suggesting.decisions import learn_from_hand
from consultations.synthesis.suggesting.doubts import note_doubts
from consultations.synthesis.suggesting.enums import Certainty, RunKind, RunState
from consultations.synthesis.suggesting.models import LearningRun, Suggestion
from consultations.synthesis.suggesting.runs import LostRun, Progress, digest_of_fields
from consultations.synthesis.workbench.topics import merged_away

#: Topics are suggested inside a field once so many segments of each were assigned.
LEAST_OF_TOPIC = 5
#: So many texts are advised on, and so many rows written, at a time.
_BATCH, _WRITTEN = 4_000, 1_000
#: Typical texts are looked for among so many.
_LOOKED_AT = 20_000


def train(run: LearningRun, progress: Progress) -> None:
    """Do a run of suggestions. Safe to repeat from the beginning."""
    run.suggestions.all().delete()
    progress.at("reading", 1)
    corpus = corpora.read(run.process, progress.part("vectors", 2, 40))
    progress.at("words", 42)
    features, rows = Features.learn(corpus.texts, corpus.vectors)
    progress.at("learning", 55)
    pool = _pool(corpus)
    pool_rows = _rows_of(corpus, features, rows, pool)
    adviser, measured = _learn(run.process, corpus, features, pool, pool_rows, progress)
    _suggest_all(run, corpus, adviser, rows, progress)
    progress.at("storing", 96)
    run.model.save("", ContentFile(adviser.dump()), save=False)
    try:
        progress.done(
            text_count=len(corpus),
            labelled_count=sum(map(bool, corpus.labels)),
            encoder=corpora.encoder_name(),
            fields_digest=digest_of_fields(run.process),
            accuracy=measured,
            model=run.model.name,
        )
    except LostRun:
        run.model.delete(save=False)
        raise
    _forget_earlier(run)


def _pool(corpus: Corpus) -> list[int]:
    """Places of the examples that are learned from: all, or so many of each field in proportion."""
    labelled = [place for place, label in enumerate(corpus.labels) if label and corpus.texts[place]]
    if len(labelled) <= MOST_EXAMPLES:
        return labelled
    return [labelled[at] for at in in_proportion([corpus.labels[place] for place in labelled], MOST_EXAMPLES)]


def _rows_of(
    corpus: Corpus, features: Features, rows: sparse.csr_matrix | None, places: Sequence[int]
) -> sparse.csr_matrix:
    if rows is not None:
        return rows[np.asarray(places, dtype=np.int64)]
    return features.of([corpus.texts[place] for place in places], corpus.vectors[list(places)])


def _learn(
    process: Process,
    corpus: Corpus,
    features: Features,
    pool: list[int],
    rows: sparse.csr_matrix,
    progress: Progress,
) -> tuple[Adviser, dict]:
    """The adviser, and what was measured about it; doubts about assignments are noted on the way."""
    labels = [corpus.labels[place] for place in pool]
    descriptions = _descriptions(process)
    progress.at("checking", 58)
    groups = _groups(process, corpus, pool)
    chances, fields = accuracy.held_out_chances(
        features, rows, labels, groups, descriptions, progress.part("checking", 60, 72)
    )
    found = accuracy.measured(chances, fields, labels)
    with_topics = _with_topics(corpus, pool)
    if found:
        found.topics = _topic_accuracy(features, rows, groups, with_topics)
    sure, likely = accuracy.thresholds(chances, fields, labels)
    note_doubts([corpus.keys[place] for place in pool], labels, chances, fields, process)
    progress.at("learning", 74)
    adviser = Adviser(
        fields=Classifier.learn(features, rows, labels, descriptions),
        topics={
            field: Classifier.learn(features, rows[places], topics, {})
            for field, (places, topics) in with_topics.items()
        },
        pool_keys=np.array([corpus.keys[place] for place in pool], dtype=np.int64),
        pool_labels=labels,
        pool_meanings=features.meaning(corpus.vectors[pool]) if pool else np.zeros((0, corpus.vectors.shape[1])),
        about={"sure": sure, "likely": likely},
    )
    return adviser, asdict(found) if found else {}


def _descriptions(process: Process) -> dict[str, np.ndarray]:
    """Vectors of what the fields say about themselves, by key; without an encoder they say nothing."""
    fields = list(ActionField.objects.filter(process=process).order_by("order", "pk"))
    if not fields:
        return {}
    vectors = corpora.encoded([prepared(f"{field.title}: {field.text}") for field in fields])
    if vectors is None:
        vectors = np.zeros((len(fields), corpora.encoder.DIMENSIONS), dtype=np.float32)
    return {str(field.pk): vector for field, vector in zip(fields, vectors, strict=True)}


def _groups(process: Process, corpus: Corpus, pool: list[int]) -> list[int]:
    """For each example a number that all those share which must stay on one side: campaigns, passages, same words."""
    said = [corpus.contributions[place] for place in pool]
    campaigns = corpora.campaign_of(said, process)
    first: dict[tuple[str, int], int] = {}
    same = []
    for at, contribution in enumerate(said):
        for mark in (("contribution", contribution), ("campaign", campaigns.get(contribution, 0))):
            if mark[1]:
                same.append((first.setdefault(mark, at), at))
    return joined_groups(len(pool), chain(near_duplicates([corpus.texts[place] for place in pool]), same))


def _with_topics(corpus: Corpus, pool: list[int]) -> dict[str, tuple[list[int], list[str]]]:
    """By field the examples with a topic, as places in the pool, and these topics.

    Only where at least two topics of the field have enough examples, and only examples of those.
    """
    by_field: dict[str, list[int]] = {}
    for at, place in enumerate(pool):
        if corpus.topics[place]:
            by_field.setdefault(corpus.labels[place], []).append(at)
    found = {}
    for field, places in by_field.items():
        counts = Counter(corpus.topics[pool[at]] for at in places)
        known = {topic for topic, count in counts.items() if count >= LEAST_OF_TOPIC}
        if len(known) > 1:
            places = [at for at in places if corpus.topics[pool[at]] in known]
            found[field] = (places, [corpus.topics[pool[at]] for at in places])
    return found


def _topic_accuracy(
    features: Features,
    rows: sparse.csr_matrix,
    groups: Sequence[int],
    examples: dict[str, tuple[list[int], list[str]]],
) -> dict[str, tuple[int, float, float]]:
    """By field how well its topics are recognised once the field is right: examples, right ones, mere guessing."""
    found = {}
    for field, (places, topics) in examples.items():
        chances, keys = accuracy.held_out_chances(features, rows[places], topics, [groups[at] for at in places], {})
        if numbers := accuracy.measured(chances, keys, topics):
            found[field] = (numbers.examples, numbers.first, numbers.guessing)
    return found


def _suggest_all(
    run: LearningRun, corpus: Corpus, adviser: Adviser, rows: sparse.csr_matrix | None, progress: Progress
) -> None:
    """Suggestions for everything without a field, in the order in which people teach most."""
    asked = [place for place, is_open in enumerate(corpus.is_open) if is_open and corpus.texts[place]]
    early = _typical(corpus, adviser, asked) if sum(map(bool, corpus.labels)) < TYPICAL else {}
    first = {corpus.keys[place]: at for place, at in early.items()}
    for start in range(0, len(asked), _BATCH):
        progress.at("suggesting", 78 + 16 * start / len(asked))
        some = asked[start : start + _BATCH]
        given = None if rows is None else rows[some]
        advice = adviser.advise([corpus.texts[place] for place in some], corpus.vectors[some], given)
        store(run, adviser, [corpus.keys[place] for place in some], advice, first)


def _typical(corpus: Corpus, adviser: Adviser, asked: list[int]) -> dict[int, float]:
    """The place in the order of those that are worked on first, by their place in the corpus; all before the others."""
    if not asked:
        return {}
    step = max(1, len(asked) // _LOOKED_AT)
    some = asked[::step]
    meanings = adviser.fields.features.meaning(corpus.vectors[some])
    return {some[at]: number - TYPICAL for number, at in enumerate(typical(meanings))}


def store(
    run: LearningRun, adviser: Adviser, keys: Sequence[int], advice: Sequence[Advice], early: dict[int, float]
) -> int:
    """Write suggestions for segments; returns for how many. What is gone meanwhile gets none.

    A topic that went into another one is suggested as that one; a topic that is gone leaves the field.
    """
    fields = set(ActionField.objects.filter(process=run.process).values_list("pk", flat=True))
    for start in range(0, len(keys), _WRITTEN):
        some = range(start, min(start + _WRITTEN, len(keys)))
        with transaction.atomic():
            # Locked, so that none is merged away between the look and the writing.
            topics = lock_topics(Topic.objects.filter(action_field__in=fields).values_list("pk", flat=True))
            instead = {**merged_away(fields), **{key: key for key in topics}}
            there = set(Segment.objects.filter(pk__in=[keys[at] for at in some]).values_list("pk", flat=True))
            Suggestion.objects.bulk_create(
                [
                    row
                    for at in some
                    if keys[at] in there
                    for row in _suggestions(run, adviser, keys[at], advice[at], early.get(keys[at]), instead)
                    if row.action_field_id in fields
                ],
                ignore_conflicts=True,
            )
    return len(keys)


def _suggestions(
    run: LearningRun, adviser: Adviser, key: int, advice: Advice, place: float | None, instead: dict[int, int]
) -> Iterator[Suggestion]:
    for rank, proposal in enumerate(advice.proposals, start=1):
        yield Suggestion(
            run=run,
            segment_id=key,
            rank=rank,
            action_field_id=int(proposal.field),
            topic_id=instead.get(int(proposal.topic)) if proposal.topic else None,
            chance=proposal.chance,
            certainty=_certainty(proposal.chance, adviser),
            words=proposal.words,
            near=proposal.near,
            place=(advice.margin if place is None else place) if rank == 1 else None,
        )


def _certainty(chance: float, adviser: Adviser) -> Certainty:
    if chance >= adviser.about["sure"]:
        return Certainty.SURE
    return Certainty.LIKELY if chance >= adviser.about["likely"] else Certainty.POSSIBLE


def _forget_earlier(run: LearningRun) -> None:
    """Suggestions and files of runs before this one: the runs themselves stay, with their accuracy."""
    earlier = LearningRun.objects.filter(process=run.process, kind=RunKind.SUGGESTIONS, pk__lt=run.pk)
    learn_from_hand(earlier)
    Suggestion.objects.filter(run__in=earlier.exclude(state=RunState.RUNNING)).delete()
    for old in earlier.exclude(model=""):
        old.model.delete(save=False)
        LearningRun.objects.filter(pk=old.pk).update(model="")
