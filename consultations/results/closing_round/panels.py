"""What the closing round adds to shared pages and to the gate."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.process.admin_base import Tab
from consultations.process.enums import Action
from consultations.process.extensions import process_panels
from consultations.process.models import Process
from consultations.results.admin_views import READERS
from consultations.results.closing_round import queries
from consultations.results.closing_round.rounds import round_of
from consultations.results.extensions import Obstacle, gate_checks, obstacle_headings, results_panels, results_tabs

obstacle_headings["closing_round"] = gettext_lazy("Objections of the closing round nobody has looked at")
results_tabs.append(
    Tab("closing_round", gettext_lazy("Closing round"), "results_admin:closing_round", READERS | {Action.MODERATE})
)


@process_panels.add(order=20, template="consultations/results/closing_round/panel_process.html")
def closing_round_of_process(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """The way to the closing round while it is on."""
    found = round_of(process)
    return {"round": found, "changed": len(found.changes)} if found is not None and found.is_open else None


@results_panels.add(order=80, template="consultations/results/closing_round/panel_results.html")
def closing_round_of_results(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """What participants said to the changed draft, with the results."""
    found = round_of(process)
    if found is None or not found.changes:
        return None
    rows = queries.rows_of(found)
    return {
        "round": found,
        "rows": rows,
        "agreed": sum(row.agreed for row in rows),
        "objected": sum(row.objected for row in rows),
    }


@gate_checks.append
def objections_nobody_looked_at(process: Process) -> list[Obstacle]:
    """An objection waiting for the moderators stops the gate; admitted ones are contributions that need an answer."""
    return [
        Obstacle(
            "closing_round",
            _("Objection %(code)s of the closing round waits for the moderators.")
            % {"code": verdict.contribution.display_code},
            reverse("moderation_admin:contribution", args=[process.slug, verdict.contribution.pk]),
        )
        for verdict in queries.waiting_objections(process)
    ]
