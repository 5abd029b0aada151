"""`python -m tests.benchmarks.reports`: how long tables and report take, and how much memory.

Makes a site of its own with `--contributions` and `--findings`, then the tables and the report, each in a process of
its own, so that the largest memory is that of the report. Both are judged.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import django

from tests.benchmarks.goals import Spent, judge, peak
from tests.benchmarks.own_site import SLUG, own_site, refresh_statistics

#: Goals of the two kinds: what it is, seconds, and megabytes where there is a goal for them.
GOALS = {"xlsx": ("tables (XLSX)", 60, 300), "pdf": ("report (PDF)", 60, None)}


def fill(contributions: int, findings: int) -> None:
    """Contributions as the other measurements have them, and findings that cite a share of them each."""
    from django.utils import timezone

    from consultations.drafts.queries import current_version
    from consultations.process.models import Process
    from consultations.results.enums import AnswerDecision
    from consultations.results.models import Answer
    from consultations.synthesis.enums import FindingState, Stance
    from consultations.synthesis.models import Finding, Segment
    from tests.benchmarks import seed

    process = Process.objects.get(slug=SLUG)
    seed.contributions(process, current_version(process), contributions)
    first = 1 + max(process.findings.values_list("number", flat=True), default=0)
    fields, now = list(process.action_fields.all()), timezone.now()
    wanted = max(findings - process.findings.count(), 0)
    made = Finding.objects.bulk_create(
        Finding(
            process=process,
            number=number,
            title=f"Ergebnis {number}",
            summary="Viele wünschen mehr Zeit und weniger Wege. " * 8,
            action_field=fields[number % len(fields)] if fields else None,
            state=FindingState.PUBLISHED,
            published_at=now,
        )
        for number in range(first, first + wanted)
    )
    Answer.objects.bulk_create(
        Answer(finding=row, decision=AnswerDecision.ACCEPTED, reason="Das wird aufgenommen. " * 12) for row in made
    )
    free = list(
        Segment.objects.filter(contribution__process=process, finding=None).values_list("pk", flat=True)[:20_000]
    )
    stances = Stance.values
    for index, row in enumerate(made):
        cited = free[index :: len(made)]
        Segment.objects.filter(pk__in=cited).update(finding=row, stance=stances[index % len(stances)])
    refresh_statistics()


def make(kind: str) -> None:
    """Make one report, say what it took and judge it."""
    from consultations.exports.reports.content import report_content
    from consultations.exports.reports.pdf import report_pdf
    from consultations.exports.reports.scope import Scope
    from consultations.exports.reports.xlsx import write_workbook
    from consultations.process.models import Process

    process = Process.objects.get(slug=SLUG)
    scope, size = (
        Scope(process),
        f"{process.contributions.count():,} contributions, {process.findings.count():,} findings",
    )
    with tempfile.TemporaryDirectory() as folder, Spent() as spent:
        path = Path(folder, f"report.{kind}")
        if kind == "xlsx":
            write_workbook(scope, path)
        else:
            path.write_bytes(report_pdf(report_content(scope)))
        megabytes = path.stat().st_size / 1024 / 1024
    name, seconds, most = GOALS[kind]
    print(f"{kind}: {size}, a file of {megabytes:.1f} MB")
    judge(name, spent.seconds, seconds, "s", spent.note)
    if most:
        judge(f"memory of {name}", peak(), most, "MB")
    else:
        setter = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"  memory: {peak():.0f} MB, type setter {setter:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contributions", type=int, default=100_000)
    parser.add_argument("--findings", type=int, default=500)
    parser.add_argument("--only", choices=sorted(GOALS), help="make one report on the site of the settings")
    arguments = parser.parse_args()
    if arguments.only:
        django.setup()
        make(arguments.only)
        return
    with own_site():
        django.setup()
        fill(arguments.contributions, arguments.findings)
        for kind in GOALS:
            subprocess.run([sys.executable, "-m", "tests.benchmarks.reports", "--only", kind], check=True)


if __name__ == "__main__":
    main()
