"""`python -m tests.benchmarks.results`: results and synopsis at 20 and 2,000 findings with one passage each.

Prints queries, CPU milliseconds (median) and the size of each page, made by one process on a database of its own that
is thrown away afterwards; a query in the address makes kept pages anew. Judged is that the pages of `CONSTANT` take the
same number of queries at both sizes.
"""

import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

SIZES = (20, 2000)
ROUNDS = 7
PAGES = {
    "results": "ergebnisse/?neu=1",
    "results, one field": "ergebnisse/?feld=feld-1",
    "results, full text": "ergebnisse/?suche=mehr+Zeit",
    "results, last page": "ergebnisse/?page=9999",
    "results in numbers": "ergebnisse/zahlen/?neu=1",
    "one result": "ergebnisse/1/",
    "synopsis": "synopse/",
    "synopsis by decision": "synopse/?sort=-entscheidung",
    "synopsis, full text": "synopse/?suche=mehr+Zeit",
    "synopsis, one decision": "synopse/?entscheidung=partly",
    "synopsis to print": "synopse/?druck=1",
    "synopsis as CSV": "synopse/tabelle.csv",
}
#: Pages whose queries have to be the same; what is printed or taken along whole is read in portions.
CONSTANT = tuple(name for name in PAGES if name not in ("synopsis to print", "synopsis as CSV"))


def seed(size: int) -> str:
    """A published process with so many answered findings in eight fields; returns its address."""
    from django.utils import timezone

    from consultations.process.models import Process
    from consultations.results.enums import AnswerDecision
    from consultations.results.models import Answer
    from consultations.synthesis.enums import FindingState
    from consultations.synthesis.models import ActionField, Finding, Segment
    from tests.factories import consultations as make

    process = Process.objects.create(slug=f"mit-{size}", title="Konzept", short_title="Konzept", is_published=True)
    paragraphs = list(make.make_version(process).paragraphs.order_by("order"))
    fields = [
        ActionField.objects.create(process=process, slug=f"feld-{number}", title=f"Feld {number}", order=number)
        for number in range(8)
    ]
    said = [
        make.make_contribution(paragraphs[number % 4], text="Bitte mehr Zeit einplanen. " * 100, user=None)
        for number in range(20)
    ]
    now = timezone.now()
    Finding.objects.bulk_create(
        Finding(
            process=process,
            number=number,
            action_field=fields[number % 8],
            title=f"Ergebnis {number}",
            summary="Viele wünschen mehr Zeit. " * 6,
            state=FindingState.PUBLISHED,
            published_at=now,
        )
        for number in range(1, size + 1)
    )
    findings = list(process.findings.order_by("number"))
    Answer.objects.bulk_create(
        Answer(finding=row, decision=list(AnswerDecision)[row.number % 5], reason="Weil es so ist. " * 20)
        for row in findings
    )
    Segment.objects.filter(contribution__in=said).delete()
    Segment.objects.bulk_create(
        Segment(
            contribution=said[row.number % 20],
            start=row.number // 20,
            end=row.number // 20 + 540,
            finding=row,
            action_field=row.action_field,
            assigned_at=now,
        )
        for row in findings
    )
    return process.get_absolute_url()


def measure(path: str) -> tuple[int, float, int]:
    """Queries, CPU milliseconds and bytes of a page."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, taken = Client(SERVER_NAME="localhost"), []

    def get() -> int:
        response = client.get(path)
        assert response.status_code == 200, (path, response.status_code)
        return sum(len(part) for part in response)

    get()
    with CaptureQueriesContext(connection) as captured:
        size = get()
    # Counted before the next request forgets them.
    queries = len(captured)
    for _round in range(ROUNDS):
        begin = time.process_time()
        get()
        taken.append(time.process_time() - begin)
    return queries, statistics.median(taken) * 1000, size


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="konzeptdialog-bench-"))
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "platform"))
    os.environ["DJANGO_SETTINGS_MODULE"] = "konzeptdialog.settings.test"
    os.environ["KONZEPTDIALOG_DATABASE_URL"] = f"sqlite:///{folder / 'site.sqlite3'}"
    try:
        import django

        django.setup()
        from django.core.management import call_command

        from tests import migrated

        migrated.copy_to(folder / "site.sqlite3")
        call_command("set_up_site", verbosity=0)
        from tests.benchmarks.goals import judge_same
        from tests.benchmarks.own_site import refresh_statistics

        processes, counted = [seed(size) for size in SIZES], {}
        refresh_statistics()
        print(f"{'':26}" + "".join(f"{f'{size:,} findings':>30}" for size in SIZES), flush=True)
        for name, page in PAGES.items():
            found = [measure(process + page) for process in processes]
            counted[name] = [queries for queries, _milliseconds, _size in found]
            print(
                f"{name:26}" + "".join(f"{q:>6} q {ms:>9.1f} ms {size / 1000:>7.0f} kB" for q, ms, size in found),
                flush=True,
            )
        for name in CONSTANT:
            judge_same(f"{name} at {' and '.join(f'{size:,}' for size in SIZES)} findings", counted[name], "queries")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
