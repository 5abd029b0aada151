"""Writes of the results feature: answers, causes of changes, publication."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from consultations.drafts.comparison import differences
from consultations.drafts.models import DraftVersion, Frozen
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import require
from consultations.results.enums import CHANGING, AnswerDecision
from consultations.results.gate import GateClosed, inspect
from consultations.results.models import Answer, ParagraphChange, ResultsPublication
from consultations.results.notify import newly_answered
from consultations.synthesis.enums import FindingState
from consultations.synthesis.models import Finding

#: `seen_at` of somebody who saw that there was no answer yet.
NO_ANSWER = "none"


class AnsweredMeanwhile(Exception):
    """Somebody else answered the finding since it was opened. `answer` is as it is now."""

    def __init__(self, answer: Answer | None) -> None:
        super().__init__(str(answer))
        self.answer = answer


@transaction.atomic
def answer_finding(
    finding: Finding,
    *,
    decision: str,
    reason: str,
    responsible: str = "",
    actor,
    seen_at: datetime | str | None = None,
) -> Answer:
    """Write the ministry's answer to a finding.

    `seen_at` is the `updated_at` of the answer the person looked at, or NO_ANSWER; None compares nothing. Raises
    AnsweredMeanwhile, or ValueError when a final decision has no reason or a published one is taken back.
    """
    require(actor, Action.ANSWER, finding.process)
    if decision != AnswerDecision.OPEN and not reason.strip():
        raise ValueError("A decision needs a reason.")
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    if decision == AnswerDecision.OPEN and finding.is_published:
        raise ValueError("A published answer is not taken back.")
    before = Answer.objects.filter(finding=finding).first()
    if seen_at is not None and (before.updated_at if before else NO_ANSWER) != seen_at:
        raise AnsweredMeanwhile(before)
    answer, _created = Answer.objects.update_or_create(
        finding=finding,
        defaults={
            "decision": decision,
            "reason": reason.strip(),
            "responsible": responsible,
            "answered_on": timezone.localdate() if decision != AnswerDecision.OPEN else None,
            "answered_by": actor,
        },
    )
    if finding.state == FindingState.DRAFT:
        finding.state = FindingState.INTERNAL
        finding.save(update_fields=["state", "updated_at"])
    record(
        actor,
        "results.answer",
        finding,
        scope=finding.process.slug,
        reason=reason,
        decision=decision,
        earlier={"decision": before.decision, "reason": before.reason} if before else None,
    )
    return answer


@transaction.atomic
def publish_interim(finding: Finding, *, actor) -> Finding:
    """Publish one answered finding ahead of the whole. Raises ValueError without a final answer."""
    require(actor, Action.PUBLISH_RESULTS, finding.process)
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    answer = Answer.objects.filter(finding=finding).first()
    if answer is None or not answer.is_final:
        raise ValueError("Only an answered finding can be published.")
    if not finding.is_published:
        finding.state, finding.published_at = FindingState.PUBLISHED, timezone.now()
        finding.save(update_fields=["state", "published_at", "updated_at"])
        record(actor, "results.publish_interim", finding, scope=finding.process.slug)
    return finding


@transaction.atomic
def publish_results(process: Process, *, actor) -> ResultsPublication:
    """Publish all answers of a process. Raises GateClosed, naming what is missing, and then changes nothing; so it does
    where no contribution was admitted, because there are no results then.

    With nothing new since the last publication that one is returned, so that a second click tells nobody twice.
    """
    require(actor, Action.PUBLISH_RESULTS, process)
    Process.objects.select_for_update().get(pk=process.pk)
    # `answer_finding` locks the finding: what the gate is about to count as answered is not taken back meanwhile.
    list(Finding.objects.select_for_update(of=("self",)).filter(process=process).order_by("pk").values_list("pk"))
    report = inspect(process)
    if not report.is_open or not report.has_contributions:
        raise GateClosed(report)
    answered = Finding.objects.filter(process=process, answer__in=Answer.objects.final())
    last = process.publications.first()
    unpublished = answered.exclude(state=FindingState.PUBLISHED)
    if last and not unpublished.exists() and not newly_answered(process, since=last.published_at).exists():
        return last
    unpublished.update(state=FindingState.PUBLISHED, published_at=timezone.now(), updated_at=timezone.now())
    publication = ResultsPublication.objects.create(
        process=process,
        published_by=actor,
        findings_count=answered.count(),
        contributions_count=process.contributions.admitted().count(),
    )
    record(
        actor,
        "results.publish",
        process,
        scope=process.slug,
        findings=publication.findings_count,
        contributions=publication.contributions_count,
    )
    transaction.on_commit(lambda: start_notification(publication.pk), robust=True)
    return publication


def start_notification(publication_pk: int) -> None:
    """Ask a worker to tell the authors. If the broker is down, the sweep finds the publication."""
    from consultations.results.tasks import notify_authors

    try:
        notify_authors.delay(publication_pk)
    except Exception:  # every broker has exceptions of its own
        return


@transaction.atomic
def explain_change(
    version: DraftVersion, lineage: str, *, findings: Iterable[Finding] = (), editorial_reason: str = "", actor
) -> ParagraphChange:
    """Say why a paragraph of a prepared version differs: which findings caused it, or which editorial reason.

    Raises Frozen for a published version, ValueError when the paragraph does not differ or no cause is given.
    """
    process = version.draft.process
    require(actor, Action.EDIT_DRAFT, process)
    # The lock that `publish_version` takes: no cause is given to a version that is being frozen.
    version = DraftVersion.objects.select_for_update(of=("self",)).select_related("draft").get(pk=version.pk)
    if version.is_published:
        raise Frozen
    findings = list(findings)
    if any(finding.process_id != process.pk for finding in findings):
        raise ValueError("Findings belong to the process of the draft.")
    if not findings and not editorial_reason.strip():
        raise ValueError("A change needs a cause.")
    difference = next((d for d in differences(version.previous, version) if d.lineage == lineage), None)
    if difference is None:
        raise ValueError("The paragraph does not differ.")
    change, _created = ParagraphChange.objects.update_or_create(
        version=version,
        lineage=lineage,
        defaults={"kind": difference.kind, "editorial_reason": editorial_reason.strip()},
    )
    change.findings.set(findings)
    record(
        actor,
        "results.explain_change",
        change,
        scope=process.slug,
        reason=editorial_reason,
        findings=[finding.number for finding in findings],
    )
    return change


@transaction.atomic
def explain_no_change(finding: Finding, *, reason: str, actor) -> Answer:
    """Say why the draft stays as it is although a finding was taken up. The public reads it with the answer.

    Raises ValueError without a reason, and for a finding that was not taken up or did change a paragraph.
    """
    require(actor, Action.EDIT_DRAFT, finding.process)
    reason = reason.strip()
    if not reason:
        raise ValueError("A reason is needed.")
    # The lock that `answer_finding` takes: the decision does not change meanwhile.
    finding = Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)
    answer = Answer.objects.final().filter(finding=finding, decision__in=CHANGING).first()
    if answer is None:
        raise ValueError("Only a finding that was taken up lets expect a change.")
    if finding.changes.exists():
        raise ValueError("The finding changed the draft.")
    earlier, answer.no_change_reason = answer.no_change_reason, reason
    # Without `updated_at`: the officer who is writing the answer at this moment need not start again.
    answer.save(update_fields=["no_change_reason"])
    record(actor, "results.explain_no_change", finding, scope=finding.process.slug, reason=reason, earlier=earlier)
    return answer


def settle_changes(version: DraftVersion) -> None:
    """Bring the causes in line with the text: drop those of paragraphs changed back since, correct kinds."""
    kinds = {difference.lineage: difference.kind for difference in differences(version.previous, version)}
    version.changes.exclude(lineage__in=kinds).delete()
    for change in version.changes.all():
        if change.kind != kinds[change.lineage]:
            change.kind = kinds[change.lineage]
            change.save(update_fields=["kind"])


def unexplained(version: DraftVersion) -> list[str]:
    """Numbers of paragraphs that differ from the version before without a cause given."""
    explained = {
        change.lineage
        for change in version.changes.prefetch_related("findings")
        if change.editorial_reason or change.findings.all()
    }
    return [
        f"{_('Paragraph')} {difference.paragraph.number}"
        for difference in differences(version.previous, version)
        if difference.lineage not in explained
    ]
