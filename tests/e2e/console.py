"""Runs small programs on the data of a site, each in milliseconds: `manage.py shell` needs seconds to start.

The process starts once and forks for each program, so that no program leaves anything behind in the memory of the next.
"""

import contextlib
import io
import json
import os
import subprocess
import sys
import threading
import traceback
from pathlib import Path
from typing import IO


class Console:
    """A process of the site that waits for programs."""

    def __init__(self, cwd: Path, env: dict[str, str], log: IO[bytes]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.console"],
            cwd=cwd,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )

    def run(self, program: str) -> str:
        """Run a program and return what it printed; fails when the program does."""
        self._process.stdin.write(json.dumps(program) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        assert answer, "The console has ended."
        said, is_well = json.loads(answer)
        assert is_well, said
        return said

    def close(self) -> None:
        """End the process."""
        self._process.stdin.close()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._process.stdout.close()


def _outcome_of(program: str) -> tuple[str, bool]:
    """What a program printed, and whether it came to its end."""
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said):
            exec(compile(program, "<program>", "exec"), {"__name__": "__main__"})
    except BaseException:
        return said.getvalue() + traceback.format_exc(), False
    return said.getvalue(), True


def _run_in_a_child(program: str) -> str:
    """The outcome as JSON; empty when the child died."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        from django.db import connections

        os.close(reading)
        outcome = json.dumps(_outcome_of(program))
        # SQLite puts its files in order when the last connection is closed.
        connections.close_all()
        for thread in threading.enumerate():
            if thread is not threading.current_thread() and not thread.daemon:
                thread.join()
        with os.fdopen(writing, "w", encoding="utf-8") as answer:
            answer.write(outcome)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as answer:
        outcome = answer.read()
    os.waitpid(child, 0)
    return outcome


def serve() -> None:
    """Answer each line, a program, with a line. Nothing else reaches the output: it goes to the log."""
    import django

    django.setup()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    for line in sys.stdin:
        outcome = _run_in_a_child(json.loads(line))
        answers.write((outcome or json.dumps(["The program died.", False])) + "\n")
        answers.flush()


if __name__ == "__main__":
    serve()
