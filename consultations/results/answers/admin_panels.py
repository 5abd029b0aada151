"""What the answers add to the dashboard and to the screen of an answer."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from consultations.process.enums import Action
from consultations.process.extensions import dashboard_panels
from consultations.process.models import Process
from consultations.process.rules import can
from consultations.results.answers import queries
from consultations.results.answers.admin_forms import AskForm, DemandForm, UnreachableForm, WaiverForm, WithdrawForm
from consultations.results.answers.cosigning import bodies_for, bodies_of
from consultations.results.extensions import answer_admin_panels, gate_admin_panels
from consultations.results.models import Answer
from consultations.results.versions import working_words
from consultations.synthesis.models import Finding


@dashboard_panels.add(order=12, template="consultations/results/answers/admin/panel_dashboard.html")
def overdue_panel(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """What is over or waits for the person: answers, examinations, signatures, translations."""
    user = request.user
    may_answer = can(user, Action.ANSWER, process)
    signs = bool(bodies_for(user, process)) if can(user, Action.CO_SIGN, process) else False
    if not may_answer and not signs:
        return None
    found: dict[str, Any] = {"process": process}
    if may_answer:
        found |= {
            "overdue": list(queries.overdue_deadlines(process)),
            "examinations": list(queries.overdue_examinations(process)),
            "objections": list(queries.objected(process)),
            "stale": queries.stale_translations(process),
            "deadlines_url": reverse("results_admin:deadlines", kwargs={"process_slug": process.slug}),
        }
    if signs:
        found["to_sign"] = queries.awaiting_cosign(user, process)
        found["cosign_url"] = reverse("results_admin:cosign_list", kwargs={"process_slug": process.slug})
    shown = ("overdue", "examinations", "objections", "stale", "to_sign")
    return found if any(found.get(name) for name in shown) else None


@answer_admin_panels.add(order=5, template="consultations/results/answers/admin/panel_pending.html")
def pending_panel(request: HttpRequest, finding: Finding, answer: Answer | None) -> dict[str, Any] | None:
    """The version of a published answer that waits, beside what everybody reads."""
    pending = queries.pending_of(finding, answer) if answer is not None else None
    if pending is None:
        return None
    user, process = request.user, finding.process
    return {
        "pending": pending,
        "process": process,
        "may_publish": can(user, Action.PUBLISH_RESULTS, process),
        "withdraw_form": WithdrawForm() if can(user, Action.ANSWER, process) else None,
    }


@gate_admin_panels.add(order=10, template="consultations/results/answers/admin/panel_gate.html")
def pending_of_gate(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """Changed answers that go out with the next publication, or with their own."""
    rows = list(queries.pending_versions(process))
    return {"versions": rows, "process": process} if rows else None


@gate_admin_panels.add(order=20, template="consultations/results/answers/admin/panel_unreachable.html")
def unreachable_of_gate(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """Objections that keep nothing any more, because nobody of the body is left: never without being seen."""
    rows = queries.unreachable_of(process)
    return {"requests": rows, "process": process} if rows else None


@answer_admin_panels.add(order=10, template="consultations/results/answers/admin/panel_cosigning.html")
def cosigning_panel(request: HttpRequest, finding: Finding, answer: Answer | None) -> dict[str, Any] | None:
    """Who signs the answer, who has, who objects."""
    if answer is None:
        return None
    cosigning = queries.cosigning_of(finding, answer)
    may_ask = can(request.user, Action.ANSWER, finding.process)
    is_settled = working_words(answer).is_settled
    form = None
    if may_ask and cosigning.askable and is_settled:
        form = AskForm(bodies=cosigning.askable, initial={"bodies": cosigning.lacking})
    may_publish = can(request.user, Action.PUBLISH_RESULTS, finding.process)
    for row in cosigning.replaceable:
        row.waiver_form = WaiverForm(initial={"body": row.body}, prefix=f"waived-{row.pk}")
    for row in cosigning.stuck:
        row.is_stuck = True
        row.unreachable_form = UnreachableForm(prefix=f"unreachable-{row.pk}") if may_publish else None
    own = [body for body, is_own in cosigning.demanded.items() if is_own]
    open_to_choice = sorted({*bodies_of(finding.process), *own} - (cosigning.demanded.keys() - set(own)))
    return {
        "cosigning": cosigning,
        "ask_form": form,
        "waiver_forms": [
            WaiverForm(initial={"body": body}, prefix=f"waiver-{n}") for n, body in enumerate(cosigning.lacking)
        ],
        "demand_form": DemandForm(bodies=open_to_choice, initial={"bodies": own}, auto_id="demand_%s")
        if open_to_choice
        else None,
        "may_ask": may_ask,
        "may_publish": may_publish,
        "process": finding.process,
    }


@answer_admin_panels.add(order=30, template="consultations/results/answers/admin/panel_translations.html")
def translations_panel(request: HttpRequest, finding: Finding, answer: Answer | None) -> dict[str, Any] | None:
    """The languages of the process, and how far the translation of the answer is."""
    if answer is None or not working_words(answer).reason:
        return None
    return {"languages": queries.languages_for(answer), "process": finding.process}
