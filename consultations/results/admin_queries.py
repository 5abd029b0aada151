"""Reads of the results feature for staff: findings with their answers, the gate with the way to each gap, funnel."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from audit.models import AuditEntry
from consultations.contributions.enums import ADMITTED_STATES
from consultations.contributions.models import Contribution
from consultations.process.models import Process
from consultations.results.enums import CHANGING, AnswerDecision
from consultations.results.gate import GateReport
from consultations.results.models import Answer, AnswerVersion, ParagraphChange
from consultations.synthesis import admin_queries as synthesis
from consultations.synthesis.models import Finding, Segment

UNANSWERED, ANSWERED, PUBLISHED = "offen", "beantwortet", "veroeffentlicht"


def findings(process: Process, status: str = "") -> QuerySet[Finding]:
    """Findings with `admitted_count` and their answer, narrowed to a status."""
    rows = synthesis.findings(process).select_related("action_field", "answer")
    settled = Answer.objects.settled().values("finding")
    if status == UNANSWERED:
        return rows.exclude(pk__in=settled)
    if status == ANSWERED:
        return rows.filter(pk__in=settled)
    if status == PUBLISHED:
        return rows.filter(published_at__isnull=False)
    return rows


def unanswered_findings(process: Process) -> int:
    """Findings that still wait for an answer and cite at least one admitted contribution."""
    settled = Answer.objects.settled().values("finding")
    cited = Segment.objects.admitted().filter(finding=OuterRef("pk"))
    return Finding.objects.standing().filter(Exists(cited), process=process).exclude(pk__in=settled).count()


def without_change(process: Process) -> list[Finding]:
    """Findings that were taken up but changed no paragraph of any version; those without a stated reason first.

    Each has as `worked_on` the words of its answer the team works on, which may be newer than the public ones.
    """
    rows = Finding.objects.standing().filter(process=process, answer__isnull=False, changes__isnull=True)
    taken_up = Answer.objects.final().filter(decision__in=CHANGING)
    rows = rows.filter(Q(answer__in=taken_up) | Q(answer__in=Answer.objects.pending())).select_related("answer")
    waiting = {row.answer_id: row for row in AnswerVersion.objects.pending().filter(answer__finding__process=process)}
    found = []
    for finding in rows:
        finding.worked_on = waiting.get(finding.answer.pk, finding.answer)
        if finding.worked_on.is_final and finding.worked_on.decision in CHANGING:
            found.append(finding)
    return sorted(found, key=lambda finding: (bool(finding.worked_on.no_change_reason), finding.number))


@dataclass(frozen=True)
class HistoryEntry:
    """One line of what happened to a finding."""

    label: str
    decision: str
    who: str
    at: datetime
    reason: str


#: Words for what the log says about a finding; other actions are shown as they are named.
LABELS = {
    "synthesis.create_finding": _("Created"),
    "synthesis.update_finding": _("Text changed"),
    "synthesis.release_finding": _("Text released"),
    "synthesis.void_release": _("Release ended"),
    "synthesis.merge_finding": _("Merged into another finding"),
    "synthesis.absorb_finding": _("Took in another finding"),
    "synthesis.split_finding": _("Split"),
    "synthesis.split_off_finding": _("Split off another finding"),
    "synthesis.draft_finding": _("Language model asked for a draft"),
    "results.answer": _("Answered"),
    "results.publish_interim": _("Published ahead"),
    "results.explain_no_change": _("Said why the text stays as it is"),
    "results.ask_cosign": _("Asked for co-signature"),
    "results.take_back_cosign": _("Request for co-signature taken back"),
    "results.cosign": _("Said for a co-signing body"),
    "results.cosign_unreachable": _("Said why a co-signing body can no longer be asked"),
    "results.cosign_reachable": _("A body counts again that could not be asked"),
    "results.demand_cosign": _("Said which bodies must sign"),
    "results.waive_cosign": _("Said why a body need not sign"),
    "results.end_cosign_waiver": _("A body must sign after all"),
    "results.publish_version": _("New version published"),
    "results.withdraw_version": _("New version given up"),
    "results.translate_answer": _("Answer translated"),
    "results.review_translation": _("Translation of an answer reviewed"),
}


def history(finding: Finding) -> list[HistoryEntry]:
    """What the log says about the finding and its answer, newest first."""
    decisions = dict(AnswerDecision.choices)
    return [
        HistoryEntry(
            label=str(LABELS.get(entry.action, entry.action)),
            decision=str(decisions.get(entry.details.get("decision"), "")),
            who=entry.actor_label,
            at=entry.at,
            reason=entry.reason,
        )
        for entry in AuditEntry.objects.about(finding).filter(scope=finding.process.slug)
    ]


@dataclass(frozen=True)
class Gap:
    """An admitted contribution that keeps the results closed, and where that is solved."""

    contribution: Contribution
    #: Segments without finding and reason, in the order of the text; their pages are where to go.
    segments: list[Segment]
    #: Findings it waits for.
    findings: list[Finding]


def gaps(report: GateReport) -> tuple[list[Gap], list[Gap]]:
    """The unassigned and the unanswered contributions of a gate report, in three queries however many there are."""
    open_segments: dict[int, list[Segment]] = {}
    rows = {row.pk: row for row in report.unassigned}
    segments = Segment.objects.filter(contribution__in=rows).unassigned()
    for segment in segments.order_by("contribution_id", "start", "pk"):
        # What was read already: the words of a passage are cut from it.
        segment.contribution = rows[segment.contribution_id]
        open_segments.setdefault(segment.contribution_id, []).append(segment)
    waiting = {finding.pk for finding in report.findings}
    citing = synthesis.findings_citing(report.unanswered)
    unassigned = [Gap(row, open_segments.get(row.pk, []), []) for row in report.unassigned]
    unanswered = [Gap(row, [], [f for f in citing[row.pk] if f.pk in waiting]) for row in report.unanswered]
    return unassigned, unanswered


@dataclass(frozen=True)
class Step:
    """One step of the way of the contributions: how many came this far, in percent of the first step."""

    key: str
    count: int
    percent: float


def funnel(process: Process) -> list[Step]:
    """How far the contributions came: received, released, coded, answered, in the draft. Two queries.

    Official replies are not counted. A step counts contributions, so that later steps are parts of earlier ones.
    """
    own = Segment.objects.filter(contribution=OuterRef("pk"))
    settled = Answer.objects.settled().values("finding")
    changed = ParagraphChange.objects.public().filter(findings__isnull=False).values("findings")
    coded = Exists(own) & ~Exists(own.unassigned())
    waiting = own.filter(finding__isnull=False).exclude(finding__in=settled)
    row = (
        Contribution.objects.received()
        .filter(process=process, is_official_reply=False)
        .annotate(is_coded=coded, waits=Exists(waiting), is_changed=Exists(own.filter(finding__in=changed)))
        .aggregate(
            received=Count("pk"),
            released=Count("pk", filter=Q(state__in=ADMITTED_STATES)),
            coded=Count("pk", filter=Q(state__in=ADMITTED_STATES, is_coded=True)),
            answered=Count("pk", filter=Q(state__in=ADMITTED_STATES, is_coded=True, waits=False)),
            in_draft=Count("pk", filter=Q(state__in=ADMITTED_STATES, is_coded=True, waits=False, is_changed=True)),
        )
    )
    whole = row["received"] or 1
    return [Step(key, count, round(100 * count / whole, 1)) for key, count in row.items()]
