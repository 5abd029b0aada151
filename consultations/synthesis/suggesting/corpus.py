"""The texts of a process as the learning sees them, with their vectors; vectors that are missing are made."""

import hashlib
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet

from consultations.process.models import Process
from consultations.synthesis.learning import encoder
from consultations.synthesis.learning.texts import joined, prepared
from consultations.synthesis.models import Segment
from consultations.synthesis.suggesting.models import TextVector

logger = logging.getLogger(__name__)

#: So many texts go through the encoder between two signs of life, and are stored at once.
BATCH = 256
#: So many vectors one run of the task makes; the next one goes on.
AT_ONCE = 5_000
#: The name vectors are stored under where no encoder works: they are made anew as soon as one does.
NO_ENCODER = "none"


@dataclass
class Corpus:
    """Segments of a process in the order of their keys; labels are keys of action fields, empty when unassigned."""

    keys: list[int]
    contributions: list[int]
    texts: list[str]
    labels: list[str]
    topics: list[str]
    is_open: list[bool]
    vectors: np.ndarray

    def __len__(self) -> int:
        return len(self.keys)


@dataclass
class _Row:
    """One segment with what its vector was made of."""

    key: int
    contribution: int
    text: str
    label: str
    topic: str
    is_open: bool
    digest: str
    encoder: str
    data: bytes


def text_of(title: str, published: str, start: int | None, end: int | None) -> str:
    """The text that is learned from: title and whole text, or a passage alone, which may be about something else."""
    return joined(title, published) if start is None else prepared(published[start:end])


def digest_of(text: str) -> str:
    """Short form of a text, to see whether it is still the same."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _rows(segments: QuerySet[Segment]) -> Iterable[_Row]:
    waits = Q(action_field__isnull=True, finding__isnull=True, no_answer_reason="")
    values = (
        segments.annotate(waits=ExpressionWrapper(waits, BooleanField()))
        .order_by("pk")
        .values_list(
            "pk",
            "contribution",
            "contribution__title",
            "contribution__published_text",
            "start",
            "end",
            "action_field",
            "topic",
            "waits",
            "vector__digest",
            "vector__encoder",
            "vector__data",
        )
    )
    for pk, said, title, text, start, end, field, topic, is_open, digest, made_by, data in values.iterator(2_000):
        yield _Row(
            pk,
            said,
            text_of(title, text, start, end),
            str(field or ""),
            str(topic or ""),
            is_open,
            digest or "",
            made_by or "",
            bytes(data or b""),
        )


def read(process: Process, beat: Callable[[float], None] = lambda share: None) -> Corpus:
    """All admitted segments of a process; `beat` is told how far the making of vectors is, 0 to 1."""
    return _read(Segment.objects.admitted().filter(contribution__process=process), beat)


def read_some(keys: list[int]) -> Corpus:
    """Some segments by their keys."""
    return _read(Segment.objects.filter(pk__in=keys), lambda share: None)


def _read(segments: QuerySet[Segment], beat: Callable[[float], None]) -> Corpus:
    rows = list(_rows(segments))
    vectors = np.zeros((len(rows), encoder.DIMENSIONS), dtype=np.float32)
    missing = []
    name = encoder_name()
    for place, row in enumerate(rows):
        if row.encoder == name and row.digest == digest_of(row.text):
            vectors[place] = np.frombuffer(row.data, dtype="<f2")
        else:
            missing.append(place)
    for start in range(0, len(missing), BATCH):
        some = missing[start : start + BATCH]
        vectors[some] = _made([rows[place] for place in some])
        beat(min(1.0, (start + BATCH) / len(missing)))
    return Corpus(
        [row.key for row in rows],
        [row.contribution for row in rows],
        [row.text for row in rows],
        [row.label for row in rows],
        [row.topic for row in rows],
        [row.is_open for row in rows],
        vectors,
    )


def encoder_name() -> str:
    """Under which name vectors are stored now."""
    return encoder.NAME if encoder.is_there() else NO_ENCODER


def encoded(texts: list[str]) -> np.ndarray | None:
    """Vectors of texts; None when the encoder fails, so that words alone have to do."""
    try:
        return encoder.vectors(texts)
    except Exception as error:  # whatever happens inside somebody else's network
        logger.warning("The encoder failed (%s): these texts are compared by their words.", type(error).__name__)
        return None


def _made(rows: list[_Row]) -> np.ndarray:
    """Make and store vectors of rows; returns them as they were stored."""
    made = encoded([row.text for row in rows])
    found = (np.zeros((len(rows), encoder.DIMENSIONS)) if made is None else made).astype("<f2")
    name = encoder_name()
    # Without an encoder nothing is worth storing.
    if made is not None and name != NO_ENCODER:
        with transaction.atomic():
            keys = set(Segment.objects.filter(pk__in=[row.key for row in rows]).values_list("pk", flat=True))
            TextVector.objects.filter(segment__in=keys).delete()
            TextVector.objects.bulk_create(
                [
                    TextVector(segment_id=row.key, digest=digest_of(row.text), encoder=name, data=vector.tobytes())
                    for row, vector in zip(rows, found, strict=True)
                    if row.key in keys
                ],
                # Another worker may have been at the same ones.
                ignore_conflicts=True,
            )
    return found.astype(np.float32)


def make_missing(most: int = AT_ONCE) -> int:
    """Make vectors of admitted segments that have none, or one of another encoder; returns how many were made.

    Texts that were changed are noticed by `refresh` at once and by `read` at the latest.
    """
    name, segments = encoder.NAME, Segment.objects.admitted()
    keys = list(segments.filter(vector__isnull=True).order_by("pk").values_list("pk", flat=True)[:most])
    keys += segments.exclude(vector__encoder=name).exclude(vector=None).values_list("pk", flat=True)[: most - len(keys)]
    # Loading the encoder takes seconds: only when there is something to do.
    if not keys or encoder_name() == NO_ENCODER:
        return 0
    for start in range(0, len(keys), BATCH):
        _made(list(_rows(Segment.objects.filter(pk__in=keys[start : start + BATCH]))))
    return len(keys)


def refresh(contribution_pk: int) -> None:
    """Forget vectors of a contribution whose text was changed; the task makes them anew."""
    stale = [
        row.key
        for row in _rows(Segment.objects.filter(contribution=contribution_pk, vector__isnull=False))
        if row.digest != digest_of(row.text)
    ]
    TextVector.objects.filter(segment__in=stale).delete()


def forget_left_over() -> int:
    """Delete vectors of what is not admitted any more: withdrawn, rejected after all, emptied."""
    left = TextVector.objects.exclude(segment__in=Segment.objects.admitted())
    keys = list(left.values_list("pk", flat=True)[:AT_ONCE])
    return TextVector.objects.filter(pk__in=keys).delete()[0]


def campaign_of(contributions: Iterable[int], process: Process) -> dict[int, int]:
    """The group moderation put contributions of a process into, by the key of the contribution."""
    from consultations.moderation.campaigns.models import CampaignMember

    wanted = set(contributions)
    rows = CampaignMember.objects.grouped().filter(contribution__process=process)
    return {pk: campaign for pk, campaign in rows.values_list("contribution", F("campaign")) if pk in wanted}
