"""What the public may know about the evaluation of contributions: findings, answers and changes when published."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from consultations.contributions.models import Contribution
from consultations.results.models import Answer, ResultsPublication
from consultations.results.queries import answer_of
from consultations.results.redlines import ChangedParagraph, changes_by_finding
from consultations.synthesis.models import Finding, Segment


@dataclass
class Evaluation:
    """What the public may know about the evaluation of one contribution."""

    findings: list[Finding]
    fields: list[str]
    #: Passages whose evaluation the public cannot read yet.
    waiting: int
    #: Passages that need no answer, known after the publication, with the reasons.
    no_answer: list[str]
    assigned_at: dt.datetime | None
    changes: list[ChangedParagraph] = field(default_factory=list)
    changes_by_finding: dict[int, list[ChangedParagraph]] = field(default_factory=dict)

    @property
    def answers(self) -> list[Answer]:
        return [answer for answer in map(answer_of, self.findings) if answer is not None]

    @property
    def final(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.is_final]

    @property
    def examined(self) -> list[Answer]:
        """Answers that say until when the decision is examined."""
        return [answer for answer in self.answers if answer.is_examined]

    @property
    def all_answered(self) -> bool:
        settled = [answer for answer in self.answers if answer.is_settled]
        return not self.waiting and len(settled) == len(self.findings) and bool(self.findings or self.no_answer)


def evaluate(contributions: Collection[Contribution]) -> dict[int, Evaluation]:
    """What the public may know about the evaluation of each contribution: at most seven queries."""
    pks = [row.pk for row in contributions]
    segments = list(Segment.objects.filter(contribution__in=pks).select_related("action_field").order_by("pk"))
    public = (
        Finding.objects.public()
        .filter(pk__in={segment.finding_id for segment in segments})
        .select_related("answer", "action_field", "process")
        .in_bulk()
    )
    published = set(
        ResultsPublication.objects.filter(process__in={row.process_id for row in contributions}).values_list(
            "process", flat=True
        )
    )
    of_contribution: dict[int, list[Segment]] = {pk: [] for pk in pks}
    for segment in segments:
        of_contribution[segment.contribution_id].append(segment)
    evaluations = {
        row.pk: _evaluation_of(of_contribution[row.pk], public, row.process_id in published) for row in contributions
    }
    changes = changes_by_finding({f.pk: f for e in evaluations.values() for f in e.findings}.values())
    for evaluation in evaluations.values():
        evaluation.changes_by_finding = {f.pk: changes[f.pk] for f in evaluation.findings if f.pk in changes}
        seen = {(c.version_number, c.lineage): c for f in evaluation.findings for c in changes.get(f.pk, [])}
        evaluation.changes = [seen[key] for key in seen]
    return evaluations


def _evaluation_of(segments: list[Segment], public: dict[int, Finding], results_published: bool) -> Evaluation:
    findings: dict[int, Finding] = {}
    fields: dict[str, None] = {}
    no_answer, waiting, assigned = [], 0, []
    for segment in segments:
        finding = public.get(segment.finding_id)
        if finding is not None:
            findings[finding.pk] = finding
        elif segment.finding_id is None and segment.no_answer_reason and results_published:
            no_answer.append(segment.no_answer_reason)
        else:
            waiting += 1
        if segment.action_field is not None:
            fields[segment.action_field.title] = None
            assigned.append(segment.assigned_at)
    moments = [moment for moment in assigned if moment]
    waiting = waiting if segments else 1
    return Evaluation(list(findings.values()), list(fields), waiting, no_answer, max(moments, default=None))
