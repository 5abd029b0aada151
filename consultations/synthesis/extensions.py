"""Places at which features above add to the screens of the evaluation, and what they have against a merge."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from consultations.process.models import Process
from consultations.synthesis.models import Finding, Segment
from frontend.panels import ContextProviders, Panels

#: What a list of findings knows besides: function(request, findings) sets `shown_answer` on each and `public_url`,
#: empty while it is not published; returns context.
findings_context = ContextProviders("findings")

#: Right above the form of the coding screen, with `segment`; buttons there work by `data-key` (1, 2, 3, 0, v are free).
coding_panels = Panels("coding")

#: Other orders of work than "the oldest first": function(process, user, after) returns the segment to code next, or
#: None when it knows none. Asked in the order they registered; one a colleague is at work on is passed over.
next_segment: list[Callable[[Process, object, Segment | None], Segment | None]] = []

#: Sections of the staff screen of a finding: function(request, finding).
finding_admin_panels = Panels("finding_admin")


@dataclass(frozen=True)
class MergeObstacle:
    """What speaks against giving a finding up for another one, in a sentence."""

    text: str
    #: Whether the merge goes on when a person confirms that it may.
    is_confirmable: bool = False


#: What features have against merging a finding into another one: function(finding) -> obstacles.
merge_obstacles: list[Callable[[Finding], list[MergeObstacle]]] = []

#: What else moves when a finding is merged, inside the transaction: function(source, target, actor).
merge_followers: list[Callable[[Finding, Finding, Any], None]] = []
