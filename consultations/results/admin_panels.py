"""What the results feature, standing above all others, puts on the staff dashboard: the work of the day, the funnel."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from consultations.moderation import waiting as moderation
from consultations.process.enums import Action
from consultations.process.extensions import dashboard_panels
from consultations.process.models import Process
from consultations.process.rules import can
from consultations.results import admin_queries as queries
from consultations.results.models import Answer
from consultations.synthesis import admin_queries as synthesis
from consultations.synthesis.extensions import findings_context
from consultations.synthesis.models import Finding

LABELS = {
    "received": _("received"),
    "released": _("released"),
    "coded": _("assigned"),
    "answered": _("answered"),
    "in_draft": _("in the draft"),
}


@dashboard_panels.add(order=10, template="consultations/results/admin/panel_today.html")
def today_panel(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """What waits for the person, each with the way there; nothing for people who only look on."""
    user = request.user
    may_moderate, may_code = can(user, Action.MODERATE, process), can(user, Action.CODE, process)
    may_answer = can(user, Action.ANSWER, process)
    if not (may_moderate or may_code or may_answer):
        return None

    def url(name: str) -> str:
        return reverse(name, kwargs={"process_slug": process.slug})

    return {
        "waiting": moderation.waiting(process) if may_moderate else None,
        "kept": moderation.lately_kept_promise(process) if may_moderate else None,
        "queue_url": url("moderation_admin:queue"),
        "progress": synthesis.progress(process) if may_code else None,
        "segments_url": url("synthesis_admin:segments"),
        "unanswered": queries.unanswered_findings(process) if may_answer else None,
        "answers_url": url("results_admin:findings") + f"?status={queries.UNANSWERED}",
        "publish_url": url("results_admin:publish") if can(user, Action.PUBLISH_RESULTS, process) else "",
    }


@dashboard_panels.add(order=20, template="consultations/results/admin/panel_funnel.html")
def funnel_panel(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """How far the contributions came."""
    steps = [
        {"label": LABELS[step.key], "count": step.count, "percent": step.percent} for step in queries.funnel(process)
    ]
    return {"steps": steps, "is_empty": not steps[0]["count"]}


@findings_context.add
def answers_of_findings(request: HttpRequest, findings: list[Finding]) -> dict[str, Any]:
    """Give each finding its answer as `shown_answer` and its public page as `public_url`; two queries."""
    answers = {answer.finding_id: answer for answer in Answer.objects.filter(finding__in=findings)}
    of = {finding.process_id for finding in findings}
    slugs = dict(Process.objects.filter(pk__in=of, is_published=True).values_list("pk", "slug"))
    for finding in findings:
        finding.shown_answer = answers.get(finding.pk)
        place = {"process_slug": slugs.get(finding.process_id), "number": finding.number}
        is_public = finding.is_published and finding.process_id in slugs
        finding.public_url = reverse("results:finding", kwargs=place) if is_public else ""
    return {}
