"""The rows of the synopsis: what was said, and what became of it, as far as everybody may know."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.text import Truncator

from consultations.contributions.addresses import target_url
from consultations.contributions.models import Contribution
from consultations.process.enums import TargetKind
from consultations.process.models import Process
from consultations.results.models import Answer
from consultations.results.outcomes import outcome_label, with_outcome
from consultations.results.queries import answer_of
from consultations.results.redlines import ChangedParagraph, changes_by_finding
from consultations.synthesis.models import Finding, Segment
from consultations.synthesis.queries import public_segments
from frontend.formatting import unformatted

#: Words of a passage and of a reason that stand in the table; the whole is one click away.
EXCERPT, REASON_EXCERPT = 40, 36
#: Characters of a passage a row opens at all; longer ones are read on the page of the contribution.
WHOLE = 1500


@dataclass
class Row:
    """One passage of a public contribution. `finding` is None until it is published."""

    segment: Segment
    contribution: Contribution
    text: str
    outcome: str
    finding: Finding | None = None
    changes: list[ChangedParagraph] = field(default_factory=list)

    @property
    def excerpt(self) -> str:
        return Truncator(self.text).words(EXCERPT, truncate=" …")

    @property
    def is_long(self) -> bool:
        return len(self.text.split()) > EXCERPT

    @property
    def whole(self) -> str:
        return Truncator(self.text).chars(WHOLE)

    @property
    def about(self) -> str:
        """What it is about: the number of a paragraph or chapter, else a word for it."""
        row = self.contribution
        if row.target_kind in (TargetKind.PROCESS, TargetKind.DRAFT):
            return row.get_target_kind_display()
        return f"{row.get_target_kind_display()} {row.target_label}".strip()

    @property
    def about_url(self) -> str:
        return target_url(self.contribution)

    @property
    def answer(self) -> Answer | None:
        return answer_of(self.finding) if self.finding else None

    @property
    def outcome_label(self) -> str:
        return outcome_label(self.outcome)

    @property
    def reason(self) -> str:
        answer = self.answer
        return answer.reason if answer and (answer.is_final or answer.is_examined) else ""

    @property
    def reason_excerpt(self) -> str:
        return Truncator(self.reason).words(REASON_EXCERPT, truncate=" …")


def rows_of(process: Process, keys: Sequence[int]) -> list[Row]:
    """The rows with these keys in this order, in a constant number of queries."""
    segments = with_outcome(public_segments().filter(pk__in=keys), process).select_related(
        "contribution__category", "contribution__region", "action_field"
    )
    found = {segment.pk: segment for segment in segments}
    findings = (
        Finding.objects.public()
        .filter(pk__in={segment.finding_id for segment in found.values() if segment.finding_id})
        .select_related("answer")
        .in_bulk()
    )
    changes = changes_by_finding(findings.values())
    rows = []
    for key in keys:
        if (segment := found.get(key)) is not None:
            segment.contribution.process = process
            finding = findings.get(segment.finding_id)
            rows.append(
                Row(
                    segment,
                    segment.contribution,
                    unformatted(segment.text),
                    segment.outcome,
                    finding,
                    changes.get(finding.pk, []) if finding else [],
                )
            )
    return rows
