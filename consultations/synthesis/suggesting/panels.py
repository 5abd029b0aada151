"""What the help that learns adds to the coding screen: suggestions, and how many others say the same."""

from typing import Any

from django.http import HttpRequest

from consultations.process.enums import Action
from consultations.process.rules import can
from consultations.synthesis.extensions import coding_panels
from consultations.synthesis.models import Segment
from consultations.synthesis.suggesting import (
    ordering,  # noqa: F401  (registers the order of work)
    queries,
)
from consultations.synthesis.suggesting.alike import alike
from consultations.synthesis.suggesting.decisions import suggestions_for
from consultations.synthesis.suggesting.enums import Outcome, RunKind
from consultations.synthesis.suggesting.runs import latest


@coding_panels.add(order=20, template="consultations/synthesis/suggesting/panel.html")
def suggestions_panel(request: HttpRequest, segment: Segment) -> dict[str, Any] | None:
    """Up to three suggestions with what speaks for them; a constant number of queries."""
    process = segment.contribution.process
    if not can(request.user, Action.CODE, process):
        return None
    run = latest(process, RunKind.SUGGESTIONS)
    is_open = not (segment.action_field_id or segment.finding_id or segment.no_answer_reason)
    suggestions = suggestions_for(segment, run) if is_open else []
    queries.examples_near(suggestions)
    return {
        "process": process,
        "run": run,
        "is_open": is_open,
        "suggestions": suggestions,
        "is_refused": bool(suggestions)
        and segment.suggestion_decisions.filter(run=run, outcome=Outcome.REFUSED).exists(),
        "learns_from": queries.LEARNS_FROM,
        "alike_count": alike(segment).count(),
    }
