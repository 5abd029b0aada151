"""What is to be reached, and whether it was: every measurement with a goal says so, and the end of `make bench` all.

Judged is the time on the clock; the seconds of the processor beside it tell a slow program from a busy machine.
`python -m tests.benchmarks.goals` prints what is in the file BENCH_GOALS names, and ends with 1 when a goal was missed.
"""

import json
import os
import resource
import sys
import time
from pathlib import Path


class Spent:
    """Seconds on the clock, and of the processor with all processes started meanwhile; both grow until the end."""

    def __enter__(self) -> "Spent":
        self._begin, self._used = time.perf_counter(), _processor()
        return self

    def __exit__(self, *error: object) -> None:
        self.seconds, self.processor = time.perf_counter() - self._begin, _processor() - self._used

    @property
    def note(self) -> str:
        return f"{self.processor:.1f} s of processor"


def _processor() -> float:
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)


def peak() -> float:
    """The most memory this process has had so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def judge(name: str, measured: float, limit: float, unit: str, note: str = "") -> bool:
    """Say whether a measurement stays below its goal, and keep it for the end."""
    return _keep(name, f"{measured:,.1f} {unit}", f"below {limit:,g} {unit}", note, measured < limit)


def judge_same(name: str, values: list[int], what: str) -> bool:
    """Say whether numbers are the same at all sizes, and keep it for the end."""
    return _keep(name, " / ".join(map(str, values)) + f" {what}", "the same", "", len(set(values)) == 1)


def _keep(name: str, measured: str, goal: str, note: str, reached: bool) -> bool:
    row = {"name": name, "measured": measured, "goal": goal, "note": note, "reached": reached}
    _show(row)
    if path := os.environ.get("BENCH_GOALS"):
        with Path(path).open("a") as file:
            file.write(json.dumps(row) + "\n")
    return reached


def _show(row: dict) -> None:
    verdict = "reached" if row["reached"] else "MISSED "
    note = f"  ({row['note']})" if row["note"] else ""
    print(f"{verdict}  {row['name']:52}{row['measured']:>20}   goal: {row['goal']}{note}", flush=True)


def main() -> int:
    path = Path(os.environ.get("BENCH_GOALS", ""))
    rows = [json.loads(line) for line in path.read_text().splitlines()] if path.is_file() else []
    print(f"\nGoals: {sum(row['reached'] for row in rows)} of {len(rows)} reached")
    for row in rows:
        _show(row)
    return 0 if rows and all(row["reached"] for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
