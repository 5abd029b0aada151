"""Findings as they stand: one that was merged into another one meanwhile is the other."""

from collections.abc import Iterable

from consultations.process.models import Process
from consultations.synthesis.locking import lock_findings
from consultations.synthesis.models import Finding


def standing_of(process: Process, findings: Iterable[Finding]) -> list[Finding]:
    """These findings locked, each once, by number; the one it went into for one that was merged.

    With the lock nothing is merged until the caller has written down what it says about them. Raises ValueError for a
    finding of another process.
    """
    wanted = {finding.pk for finding in findings}
    rows: dict[int, Finding] = {}
    # Read first, so that all are locked at once and in order; what is merged between the two is read again.
    while missing := wanted - rows.keys():
        rows = lock_findings(wanted | _reached(missing))
        if any(row.process_id != process.pk for row in rows.values()):
            raise ValueError("The findings belong to another process.")
        wanted = {*rows, *(row.merged_into_id for row in rows.values() if row.merged_into_id)}
    return sorted((row for row in rows.values() if not row.merged_into_id), key=lambda row: row.number)


def _reached(keys: set[int]) -> set[int]:
    """The findings that these were merged into, step by step."""
    found: set[int] = set()
    while keys:
        into = Finding.objects.filter(pk__in=keys, merged_into__isnull=False).values_list("merged_into", flat=True)
        keys = set(into) - found
        found |= keys
    return found
