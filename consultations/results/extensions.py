"""Places at which the features of the results add to shared pages, to the gate and to traces."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from consultations.contributions.models import Contribution
from consultations.process.admin_base import Tab
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.synthesis.models import Finding
from frontend.panels import Panels

#: Sections of the public page of all results: function(request, process).
results_panels = Panels("results")

#: Sections of the public page of one finding: function(request, finding).
finding_panels = Panels("finding")

#: Sections of the trace of a contribution: function(request, contribution, reader).
trace_panels = Panels("trace")

#: Sections of the staff screen of an answer: function(request, finding, answer), `answer` None while there is none.
answer_admin_panels = Panels("answer_admin")

#: Sections of the staff screen of the gate: function(request, process).
gate_admin_panels = Panels("gate_admin")

#: The second row of tabs of the results; features add theirs in `admin_hooks.py`.
results_tabs: list[Tab] = [
    Tab(
        "answers",
        _("Findings and answers"),
        "results_admin:findings",
        frozenset({Action.CODE, Action.ANSWER, Action.CO_SIGN, Action.PUBLISH_RESULTS}),
    ),
    Tab("publish", _("Publish results"), "results_admin:publish", frozenset({Action.PUBLISH_RESULTS})),
]


@dataclass(frozen=True)
class Obstacle:
    """One thing that keeps the results from being published, in a sentence, and the address where it is solved."""

    #: What kind of thing, e.g. "signature"; obstacles of a kind stand together.
    check: str
    text: str
    url: str
    finding: Finding | None = None

    @property
    def heading(self) -> Any:
        """What obstacles of its kind have in common; empty for a kind nobody named."""
        return obstacle_headings.get(self.check, "")


#: What the obstacles of a kind have in common, by `Obstacle.check`; kinds without a heading stand under a general one.
obstacle_headings: dict[str, Any] = {}

#: What the gate asks besides whether everything said is answered: function(process) -> obstacles.
gate_checks: list[Callable[[Process], list[Obstacle]]] = []

#: What follows from a new version of an answer, in its transaction: function(answer, version, actor).
answer_saved: list[Callable[[Any, Any, Any], None]] = []

#: What follows when a version that waited becomes public, in its transaction: function(answer, version, actor).
answer_published: list[Callable[[Any, Any, Any], None]] = []

#: What follows the draft in a trace: function(contribution, findings) -> steps; `findings` are the public ones.
later_steps: list[Callable[[Contribution, list[Finding]], list[Any]]] = []
