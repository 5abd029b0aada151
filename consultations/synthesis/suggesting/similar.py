"""Segments like one that were assigned already, in this process and in others the person may know of.

The vectors of a process are kept in memory as float16 (1 kB a segment), loaded when they are first asked for and
brought up to date by key; products are made in blocks, so that the float32 copies stay small. See the benchmark.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from django.db.models import Max

from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import can, processes_where
from consultations.synthesis.learning import encoder
from consultations.synthesis.models import Finding, Segment
from consultations.synthesis.suggesting.models import TextVector

#: So many are shown; they are looked for among so many of the nearest, which need not be assigned yet.
SHOWN, _LOOKED_AT = 5, 400
#: Less alike than this says nothing.
_LEAST = 0.35
#: In so many other processes, the newest first.
_PROCESSES = 4
#: So many vectors are kept in memory in all.
_KEPT = 250_000
_BLOCK = 8_192


@dataclass
class Matrix:
    """Vectors of a process with the keys of their segments; `newest` is the key of the last row that was read."""

    keys: np.ndarray
    rows: np.ndarray
    newest: int
    count: int


@dataclass
class Similar:
    """A segment that was assigned already, and how near it is (0 to 1)."""

    segment: Segment
    nearness: float
    #: Whether the person works in its process; else only what was published is shown.
    is_inside: bool


_matrices: OrderedDict[int, Matrix] = OrderedDict()
_lock = threading.Lock()


def matrix_of(process_pk: int) -> Matrix:
    """The vectors of a process, brought up to date."""
    with _lock:
        known = _matrices.get(process_pk)
        rows = TextVector.objects.filter(segment__contribution__process=process_pk, encoder=encoder.NAME)
        newest = rows.aggregate(Max("pk"))["pk__max"] or 0
        if known is None or known.newest != newest:
            known = _extended(known, rows)
            _matrices[process_pk] = known
        _matrices.move_to_end(process_pk)
        while len(_matrices) > 1 and sum(one.count for one in _matrices.values()) > _KEPT:
            _matrices.popitem(last=False)
        return known


def _extended(known: Matrix | None, rows) -> Matrix:
    """The matrix with the rows that are new. Those of deleted or changed segments stay until the worker restarts:
    they find nothing, because each result is looked up."""
    newest = known.newest if known is not None else 0
    keys, parts = [], []
    for pk, key, data in rows.filter(pk__gt=newest).order_by("pk").values_list("pk", "segment", "data").iterator(5_000):
        newest = pk
        keys.append(key)
        parts.append(bytes(data))
    made = np.frombuffer(b"".join(parts), dtype="<f2").reshape(len(keys), encoder.DIMENSIONS)
    numbers = np.array(keys, dtype=np.int64)
    if known is not None:
        # A segment whose text was changed has a new row.
        kept = ~np.isin(known.keys, numbers)
        numbers, made = np.concatenate([known.keys[kept], numbers]), np.vstack([known.rows[kept], made])
    return Matrix(numbers, made, newest, len(numbers))


def nearest(matrix: Matrix, vector: np.ndarray, most: int) -> list[tuple[int, float]]:
    """Keys of the nearest segments and their cosine, the nearest first."""
    found = np.empty(matrix.count, dtype=np.float32)
    for start in range(0, matrix.count, _BLOCK):
        block = matrix.rows[start : start + _BLOCK].astype(np.float32)
        found[start : start + _BLOCK] = block @ vector
    best = np.argpartition(-found, most)[:most] if matrix.count > most else np.arange(matrix.count)
    best = best[np.argsort(-found[best], kind="stable")]
    return [(int(matrix.keys[at]), float(found[at])) for at in best]


def similar_assigned(segment: Segment, user) -> list[Similar]:
    """The segments nearest to this one that are in a finding or a field; at most `SHOWN`, of any process.

    Of a process the person does not work in only published findings and contributions are shown.
    """
    row = TextVector.objects.filter(segment=segment, encoder=encoder.NAME).first()
    if row is None:
        return []
    vector = np.frombuffer(bytes(row.data), dtype="<f2").astype(np.float32)
    own = segment.contribution.process
    near: dict[int, float] = {}
    for process in [own, *_other_processes(own, user)]:
        near |= dict(nearest(matrix_of(process.pk), vector, _LOOKED_AT))
    near.pop(segment.pk, None)
    keys = sorted((key for key, cosine in near.items() if cosine >= _LEAST), key=lambda key: -near[key])
    return _looked_up(keys, near, user)


def _other_processes(own: Process, user) -> list[Process]:
    """Processes the person works in, and those with published findings, the newest first."""
    mine = processes_where(user, Action.CODE) | processes_where(user, Action.ANSWER)
    public = Process.objects.filter(pk__in=Finding.objects.public().values("process"))
    return list((mine | public).exclude(pk=own.pk).distinct().order_by("-pk")[:_PROCESSES])


def _looked_up(keys: list[int], near: dict[int, float], user) -> list[Similar]:
    """The first of these that were assigned and may be shown; a few queries."""
    found: list[Similar] = []
    inside: dict[int, bool] = {}
    for start in range(0, len(keys), _LOOKED_AT):
        some = keys[start : start + _LOOKED_AT]
        rows = Segment.objects.admitted().filter(pk__in=some, action_field__isnull=False)
        rows = rows.select_related("contribution__process", "action_field", "finding").in_bulk()
        for key in some:
            row = rows.get(key)
            if row is None:
                continue
            process = row.contribution.process
            if process.pk not in inside:
                inside[process.pk] = can(user, Action.CODE, process) or can(user, Action.ANSWER, process)
            if inside[process.pk] or _is_public(row):
                found.append(Similar(row, near[key], inside[process.pk]))
            if len(found) == SHOWN:
                return found
    return found


def _is_public(segment: Segment) -> bool:
    """Whether everybody may read the segment and what it was assigned to."""
    said, finding = segment.contribution, segment.finding
    return bool(finding and finding.is_published and said.process.is_published and said.is_public)
