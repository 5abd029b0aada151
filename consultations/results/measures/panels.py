"""What measures add to pages of others: findings, traces, the results, the process, and the screen of an answer."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from consultations.contributions.models import Contribution
from consultations.process.enums import Action
from consultations.process.extensions import process_panels
from consultations.process.models import Process
from consultations.process.rules import can
from consultations.results.extensions import answer_admin_panels, finding_panels, later_steps, results_panels
from consultations.results.measures import queries
from consultations.results.measures.enums import MeasureState
from consultations.results.measures.models import Measure
from consultations.results.models import Answer
from consultations.results.trace import Step, StepState
from consultations.synthesis.extensions import merge_followers
from consultations.synthesis.models import Finding

_STEP_STATES = {
    MeasureState.PLANNED: StepState.UPCOMING,
    MeasureState.RUNNING: StepState.CURRENT,
    MeasureState.DELAYED: StepState.CURRENT,
    MeasureState.DONE: StepState.DONE,
    MeasureState.DROPPED: StepState.STOPPED,
}


@finding_panels.add(order=30, template="consultations/results/measures/panels/finding.html")
def measures_of_finding(request: HttpRequest, finding: Finding) -> dict[str, Any] | None:
    """What was promised because of a finding, and how far it is."""
    measures = queries.measures_of_finding(finding)
    return {"measures": measures} if measures else None


@process_panels.add(order=65, template="consultations/results/measures/panels/overview.html")
@results_panels.add(order=20, template="consultations/results/measures/panels/overview.html")
def overview(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """How many measures are in which state, and the way to them."""
    measures = list(queries.public_measures(process))
    if not measures:
        return None
    columns = [column for column in queries.by_state(measures) if column.measures]
    return {"total": len(measures), "columns": columns}


@merge_followers.append
def measures_follow(source: Finding, target: Finding, actor) -> None:
    """What a finding inspired, the one it went into has inspired."""
    for measure in Measure.objects.filter(findings=source):
        measure.findings.add(target)
        measure.findings.remove(source)
        measure.save(update_fields=["updated_at"])


@later_steps.append
def steps_of_measures(contribution: Contribution, findings: list[Finding]) -> list[Step]:
    """The measures that the findings of a contribution inspired, each a step with its state; one query."""
    rows = Measure.objects.public().filter(findings__in=findings).select_related("process").distinct()
    return [_step(measure) for measure in rows.order_by("number")] if findings else []


def _step(measure: Measure) -> Step:
    text = _("%(title)s – %(state)s") % {"title": measure.title, "state": measure.get_state_display()}
    return Step(
        "measure",
        _("Measure %(number)s") % {"number": measure.number},
        _STEP_STATES[MeasureState(measure.state)],
        measure.state_since,
        measure.responsible,
        "\n\n".join(part for part in (text, measure.state_reason) if part),
        url=measure.get_absolute_url(),
        link_text=_("Progress of the measure"),
    )


@answer_admin_panels.add(order=40, template="consultations/results/measures/admin/panel_answer.html")
def measures_of_answer(request: HttpRequest, finding: Finding, answer: Answer | None) -> dict[str, Any]:
    """The measures of a finding; whoever answers links or writes down another one."""
    mine = list(finding.measures.order_by("number"))
    others = finding.process.measures.exclude(pk__in=[measure.pk for measure in mine]).order_by("number")
    address = {"process_slug": finding.process.slug}
    return {
        "measures": mine,
        "others": list(others),
        "process": finding.process,
        "may_link": can(request.user, Action.ANSWER, finding.process),
        "create_url": reverse("measures_admin:create", kwargs=address) + f"?ergebnis={finding.number}",
    }
