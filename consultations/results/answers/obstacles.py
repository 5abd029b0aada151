"""What an answer still lacks before it is published: for the gate, with the address where it is solved."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.process.dates import today
from consultations.process.models import Process
from consultations.results.answers.demanding import lacking
from consultations.results.answers.enums import CosignOutcome
from consultations.results.answers.models import CosignRequest
from consultations.results.enums import AnswerDecision
from consultations.results.extensions import Obstacle, gate_checks, obstacle_headings
from consultations.results.models import Answer, AnswerVersion
from consultations.synthesis.enums import FindingState
from consultations.synthesis.models import Finding, Segment

obstacle_headings.update(
    {
        "text_not_released": gettext_lazy("Findings whose text nobody has released"),
        "no_date": gettext_lazy("Under examination without a day"),
        "examination_over": gettext_lazy("Under examination for longer than promised"),
        "objection": gettext_lazy("Open objections of co-signing bodies"),
        "signature": gettext_lazy("Missing co-signatures"),
    }
)


def _url(name: str, finding: Finding, process: Process) -> str:
    return reverse(name, kwargs={"process_slug": process.slug, "number": finding.number})


def _answer_url(finding: Finding, process: Process) -> str:
    return _url("results_admin:answer", finding, process)


def _cited(findings: QuerySet[Finding]) -> QuerySet[Finding]:
    """Findings that cite at least one admitted contribution."""
    return findings.filter(Exists(Segment.objects.admitted().filter(finding=OuterRef("pk"))))


@gate_checks.append
def texts_not_released(process: Process) -> list[Obstacle]:
    """Findings that would go out although nobody but their author has looked at the text."""
    rows = Finding.objects.standing().filter(process=process, released_at__isnull=True)
    rows = rows.exclude(state=FindingState.PUBLISHED)
    rows = rows.filter(Q(pk__in=_cited(rows).values("pk")) | Q(answer__in=Answer.objects.settled()))
    return [
        Obstacle(
            "text_not_released",
            _("Finding %(number)s: %(title)s") % {"number": row.number, "title": row.title},
            _url("synthesis_admin:finding", row, process),
            row,
        )
        for row in rows.order_by("number").distinct()
    ]


@gate_checks.append
def examinations(process: Process) -> list[Obstacle]:
    """Answers under examination without a day, and those whose day is over."""
    standing = Finding.objects.standing().filter(process=process)
    found = []
    for answer in [*_examined(Answer.objects.filter(version=F("working_version")), "", standing), *_pending(standing)]:
        values = {"number": answer.finding.number, "title": answer.finding.title}
        if answer.examined_until is None:
            check, text = "no_date", _("Finding %(number)s: %(title)s") % values
        else:
            day = date_format(answer.examined_until, "DATE_FORMAT")
            check = "examination_over"
            text = _("Finding %(number)s: %(title)s (promised for %(day)s)") % {**values, "day": day}
        found.append(Obstacle(check, text, _answer_url(answer.finding, process), answer.finding))
    return found


def _examined(rows: QuerySet, prefix: str, standing: QuerySet[Finding]) -> QuerySet:
    """Those among answers, or among their versions, that are examined without a day or for too long."""
    rows = rows.filter(**{f"{prefix}finding__in": standing}, decision=AnswerDecision.OPEN).exclude(reason="")
    without_day = Q(**{"examined_until__isnull": True, f"{prefix}finding__in": _cited(standing)})
    rows = rows.filter(without_day | Q(examined_until__lt=today()))
    return rows.select_related(f"{prefix}finding").order_by(f"{prefix}finding__number")


def _pending(standing: QuerySet[Finding]) -> Iterator[AnswerVersion]:
    """The same among versions that wait: they are what goes out next."""
    for version in _examined(AnswerVersion.objects.pending(), "answer__", standing):
        version.finding = version.answer.finding
        yield version


@gate_checks.append
def signatures(process: Process) -> list[Obstacle]:
    """Bodies that were asked to sign the newest version of the answer, and have not signed."""
    rows = CosignRequest.objects.open().of(process)
    found = []
    for row in rows.select_related("version__answer__finding").order_by("version__answer__finding__number", "body"):
        finding = row.version.answer.finding
        values = {"number": finding.number, "title": finding.title, "body": row.body}
        text = _("Finding %(number)s: %(title)s – %(body)s") % values
        check = "objection" if row.outcome == CosignOutcome.OBJECTED else "signature"
        found.append(Obstacle(check, text, _answer_url(finding, process) + "#mitzeichnung", finding))
    return found


@gate_checks.append
def demanded_signatures(process: Process) -> list[Obstacle]:
    """Bodies that must sign and were never asked; neither is it said why they need not."""
    return [
        Obstacle(
            "signature",
            _("Finding %(number)s: %(title)s – %(body)s (not asked yet)")
            % {"number": finding.number, "title": finding.title, "body": body},
            _answer_url(finding, process) + "#mitzeichnung",
            finding,
        )
        for finding, body in lacking(process)
    ]
