"""Writes of the results feature: answers, causes of changes, publication."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from consultations.drafts.comparison import differences
from consultations.drafts.models import DraftVersion, Frozen
from consultations.process.dates import today
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import require
from consultations.results import telling
from consultations.results.enums import CHANGING, AnswerDecision, EventKind
from consultations.results.gate import GateClosed, GateReport, inspect
from consultations.results.merged import standing_of
from consultations.results.models import Answer, ParagraphChange, ResultsPublication
from consultations.results.notify import newly_answered
from consultations.results.queries import answered as is_answered
from consultations.results.versions import (
    VERSIONED,
    StillOpen,
    keep,
    mark_published,
    publish_pending,
    stands_against,
    was_seen,
    working_words,
)
from consultations.synthesis.enums import FindingState
from consultations.synthesis.models import Finding

#: The shortest reason for which a site administrator may publish although something is open.
SHORTEST_OVERRIDE_REASON = 40
#: `seen_at` of somebody who saw that there was no answer yet.
NO_ANSWER = "none"


class NothingToOverride(Exception):
    """A reason was given to publish over a closed gate, and nothing would go out that it could stand beside."""


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
    examined_until: date | None = None,
    actor,
    seen_at: datetime | str | None = None,
) -> Answer:
    """Write the ministry's answer to a finding; every change is a version of its own.

    Of a published finding the new version waits: the public reads the one before until `versions.publish_version`.

    `examined_until` is kept for answers under examination only. `seen_at` is what `versions.edited_at` said of the
    answer the person looked at, or NO_ANSWER; None compares nothing. Raises AnsweredMeanwhile, or ValueError when a
    decision has no reason, a day is over, or a published answer is taken back.
    """
    require(actor, Action.ANSWER, finding.process)
    finding = Finding.objects.select_for_update(of=("self",), no_key=True).select_related("process").get(pk=finding.pk)
    if finding.merged_into_id:
        raise ValueError("The finding was merged into another one; that one is answered.")
    before = Answer.objects.filter(finding=finding).first()
    worked_on = working_words(before) if before else None
    values = {
        "decision": decision,
        "reason": reason.strip(),
        "no_change_reason": worked_on.no_change_reason if worked_on else "",
        "responsible": responsible,
        "examined_until": examined_until if decision == AnswerDecision.OPEN else None,
    }
    _check_answer(finding, before, values)
    if seen_at is not None and not _was_seen(before, seen_at):
        raise AnsweredMeanwhile(before)
    if worked_on and all(getattr(worked_on, name) == value for name, value in values.items()):
        # Saved without a change: no new version, nobody has to sign again.
        return before
    earlier = {"decision": worked_on.decision, "reason": worked_on.reason} if worked_on else None
    version = keep(finding, before, values, actor)
    if finding.state == FindingState.DRAFT:
        finding.state = FindingState.INTERNAL
        finding.save(update_fields=["state", "updated_at"])
    about = {"decision": decision, "version": version.number, "earlier": earlier}
    record(actor, "results.answer", finding, scope=finding.process.slug, reason=reason, **about)
    return version.answer


def _was_seen(before: Answer | None, seen_at: datetime | str) -> bool:
    if before is None or seen_at == NO_ANSWER:
        return before is None and seen_at == NO_ANSWER
    return was_seen(before, seen_at)


def _check_answer(finding: Finding, before: Answer | None, values: dict) -> None:
    """Raise ValueError for what is no answer, and for taking back one that everybody reads (`before`)."""
    if values["decision"] != AnswerDecision.OPEN:
        if not values["reason"]:
            raise ValueError("A decision needs a reason.")
        return
    until = values["examined_until"]
    if until is not None and until < today():
        raise ValueError("An examination does not end in the past.")
    goes_on = before is not None and before.decision == AnswerDecision.OPEN and values["reason"] and until
    if finding.is_published and not goes_on:
        raise ValueError("A published answer is not taken back.")


@transaction.atomic
def publish_interim(finding: Finding, *, actor) -> Finding:
    """Publish one answered finding ahead of the whole.

    Raises ValueError without an answer, and while something stands against this one, e.g. a missing signature.
    """
    require(actor, Action.PUBLISH_RESULTS, finding.process)
    # The lock that withdrawing a contribution takes, and the demand of a co-signature of all answers.
    Process.objects.select_for_update(no_key=True).get(pk=finding.process_id)
    finding = Finding.objects.select_for_update(of=("self",), no_key=True).select_related("process").get(pk=finding.pk)
    answer = Answer.objects.select_for_update(no_key=True).filter(finding=finding).first()
    if answer is None or not answer.is_settled or finding.merged_into_id:
        raise ValueError("Only an answered finding can be published.")
    if finding.is_published:
        return finding
    if stands_against(finding):
        raise StillOpen("Something still stands against the publication of this finding.")
    finding.state, finding.published_at = FindingState.PUBLISHED, timezone.now()
    finding.save(update_fields=["state", "published_at", "updated_at"])
    mark_published([answer.pk])
    record(actor, "results.publish_interim", finding, scope=finding.process.slug)
    telling.note_event(EventKind.EARLY, finding.process, finding=finding)
    return finding


@transaction.atomic
def publish_results(process: Process, *, actor, override_reason: str = "") -> ResultsPublication:
    """Publish all answers of a process. Raises GateClosed, naming what is missing, and then changes nothing; so it does
    where no contribution was admitted, because there are no results then.

    With `override_reason` a site administrator publishes what is answered although something is open; everybody reads
    the reason. Raises PermissionDenied for others, ValueError for a reason that says nothing, NothingToOverride where
    the gate is open or nothing is new: no reason somebody typed is dropped. With nothing new since the last publication
    that one is returned, so that a second click tells nobody twice. Changed answers that wait go out as well, also over
    a closed gate only those that lack nothing.
    """
    require(actor, Action.PUBLISH_RESULTS, process)
    Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    _lock_answers(process)
    report = inspect(process)
    if override_reason:
        override_reason = _checked_override(override_reason, report, actor)
    if not report.has_contributions or not (report.is_open or override_reason):
        raise GateClosed(report)
    changed = _publish_pending(process, report, actor)
    # What nobody has released is a draft: not even an override makes it public.
    publishable = Finding.objects.standing().filter(process=process, answer__in=Answer.objects.settled())
    publishable = publishable.filter(Q(released_at__isnull=False) | Q(state=FindingState.PUBLISHED))
    last = process.publications.first()
    unpublished = publishable.exclude(state=FindingState.PUBLISHED)
    if last and not unpublished.exists() and not newly_answered(process, since=last.published_at).exists():
        if not override_reason or (not changed and override_reason == last.override_reason):
            return last
        if not changed:
            raise NothingToOverride
    fresh = list(Answer.objects.filter(finding__in=unpublished).values_list("pk", flat=True))
    unpublished.update(state=FindingState.PUBLISHED, published_at=timezone.now(), updated_at=timezone.now())
    mark_published(fresh)
    return _publish(process, report, publishable.count(), override_reason, actor)


def _publish_pending(process: Process, report: GateReport, actor) -> int:
    """Publish the changed answers nothing stands against, and say how many; each tells those it concerns."""
    lacking = {obstacle.finding.pk for obstacle in report.obstacles if obstacle.finding is not None}
    rows = Answer.objects.pending().filter(finding__process=process, finding__merged_into=None)
    rows = list(rows.exclude(finding__in=lacking).select_related("finding__process").order_by("pk"))
    for answer in rows:
        publish_pending(answer.finding, answer, actor)
    return len(rows)


def _lock_answers(process: Process) -> None:
    """Keep findings and answers as they are until the publication is through.

    Everything that could change what the gate counted (`answer_finding`, asking for a signature, signing, objecting)
    takes the lock of the finding first.
    """
    findings = Finding.objects.select_for_update(of=("self",), no_key=True).filter(process=process).order_by("pk")
    list(findings.values_list("pk"))
    answers = Answer.objects.select_for_update(of=("self",), no_key=True).filter(finding__process=process)
    list(answers.order_by("pk").values_list("pk"))


def _checked_override(reason: str, report: GateReport, actor) -> str:
    if not actor.is_superuser:
        raise PermissionDenied("Only site administrators publish over a closed gate.")
    if report.is_open:
        raise NothingToOverride
    reason = reason.strip()
    if len(reason) < SHORTEST_OVERRIDE_REASON:
        raise ValueError("Publishing over a closed gate needs a reason people can understand.")
    return reason


def _publish(process: Process, report: GateReport, findings_count: int, reason: str, actor) -> ResultsPublication:
    """Write the publication, and have the authors told."""
    publication = ResultsPublication.objects.create(
        process=process,
        published_by=actor,
        findings_count=findings_count,
        # Only what everybody can read the answer of now: something may have been admitted since the gate was asked.
        contributions_count=process.contributions.admitted().filter(is_answered()).count(),
        override_reason=reason,
        override_open=report.counts if reason else {},
    )
    record(
        actor,
        "results.publish_over_gate" if reason else "results.publish",
        process,
        scope=process.slug,
        reason=reason,
        findings=publication.findings_count,
        contributions=publication.contributions_count,
        **({"open": publication.override_open} if reason else {}),
    )
    transaction.on_commit(lambda: telling.start_notification(publication.pk), robust=True)
    return publication


@transaction.atomic
def explain_change(
    version: DraftVersion, lineage: str, *, findings: Iterable[Finding] = (), editorial_reason: str = "", actor
) -> ParagraphChange:
    """Say why a paragraph of a prepared version differs: which findings caused it, or which editorial reason.

    A finding that was merged meanwhile is replaced by the one it went into. Raises Frozen for a published version,
    ValueError when the paragraph does not differ, no cause is given, or a finding belongs to another process.
    """
    process = version.draft.process
    require(actor, Action.EDIT_DRAFT, process)
    # The lock that `publish_version` takes: no cause is given to a version that is being frozen.
    version = (
        DraftVersion.objects.select_for_update(of=("self",), no_key=True).select_related("draft").get(pk=version.pk)
    )
    if version.is_published:
        raise Frozen
    findings = standing_of(process, findings)
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

    It is part of the answer: a new version of it, to be signed anew and, once published, published anew.

    Raises ValueError without a reason, and for a finding that was not taken up or did change a paragraph.
    """
    require(actor, Action.EDIT_DRAFT, finding.process)
    reason = reason.strip()
    if not reason:
        raise ValueError("A reason is needed.")
    # The lock that `answer_finding` takes: the decision does not change meanwhile.
    finding = Finding.objects.select_for_update(of=("self",), no_key=True).select_related("process").get(pk=finding.pk)
    answer = Answer.objects.filter(finding=finding).first()
    worked_on = working_words(answer) if answer else None
    if worked_on is None or not worked_on.is_final or worked_on.decision not in CHANGING:
        raise ValueError("Only a finding that was taken up lets expect a change.")
    if finding.changes.exists():
        raise ValueError("The finding changed the draft.")
    if finding.merged_into_id:
        raise ValueError("The finding was merged into another one; that one is answered.")
    if worked_on.no_change_reason == reason:
        return answer
    earlier = worked_on.no_change_reason
    values = {name: getattr(worked_on, name) for name in VERSIONED} | {"no_change_reason": reason}
    version = keep(finding, answer, values, actor)
    record(
        actor,
        "results.explain_no_change",
        finding,
        scope=finding.process.slug,
        reason=reason,
        earlier=earlier,
        version=version.number,
    )
    return version.answer


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
