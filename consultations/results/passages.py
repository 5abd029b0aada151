"""What became of each passage of a contribution that has several, told separately in its trace."""

from collections.abc import Collection
from dataclasses import dataclass, field

from consultations.contributions.models import Contribution
from consultations.results.models import ResultEvent
from consultations.results.outcomes import NO_ANSWER, outcome_label, with_outcome
from consultations.results.redlines import ChangedParagraph
from consultations.synthesis.models import Finding, Segment
from frontend.formatting import unformatted


@dataclass
class Passage:
    """A passage as published, and what the reader of the trace may know about it."""

    text: str
    field_title: str
    outcome: str
    finding: Finding | None
    #: Why it needs no answer; for the author and the team.
    reason: str
    changes: list[ChangedParagraph] = field(default_factory=list)
    answer_changes: list[ResultEvent] = field(default_factory=list)

    @property
    def outcome_label(self) -> str:
        return outcome_label(self.outcome)


def passages_of(
    contribution: Contribution,
    findings: Collection[Finding],
    changes: dict[int, list[ChangedParagraph]],
    answer_changes: dict[int, list[ResultEvent]],
    *,
    with_reasons: bool,
) -> list[Passage]:
    """The passages in the order of the text, none where there is only one; `findings` are the public ones."""
    rows = with_outcome(Segment.objects.filter(contribution=contribution), contribution.process)
    segments = list(rows.select_related("action_field").order_by("start", "pk"))
    if len(segments) < 2:
        return []
    public = {finding.pk: finding for finding in findings}
    found = []
    for segment in segments:
        # The words of the contribution are read once, with the rights of the reader.
        segment.contribution = contribution
        finding = public.get(segment.finding_id)
        found.append(
            Passage(
                text=unformatted(segment.text),
                field_title=segment.action_field.title if segment.action_field else "",
                outcome=segment.outcome,
                finding=finding,
                reason=segment.no_answer_reason if with_reasons and segment.outcome == NO_ANSWER else "",
                changes=changes.get(finding.pk, []) if finding else [],
                answer_changes=answer_changes.get(finding.pk, []) if finding else [],
            )
        )
    return found
