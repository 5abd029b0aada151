"""Which bodies must sign an answer before it is published, and why one of them need not."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from audit.services import record
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import require
from consultations.results.answers.cosigning import ask, bodies_of, objected_before, request_signatures
from consultations.results.answers.models import CosignDemand, CosignRequest, CosignWaiver
from consultations.results.models import Answer, AnswerVersion
from consultations.results.versions import working_version
from consultations.synthesis.enums import FindingState
from consultations.synthesis.models import Finding


class AskedAlready(ValueError):
    """The body was asked about the version: what it says counts, not that it need not sign."""


def demanded_of(process: Process) -> list[str]:
    """The bodies that must sign every answer of a process."""
    return list(CosignDemand.objects.filter(process=process, finding=None).values_list("body", flat=True))


def demanded_for(finding: Finding) -> dict[str, bool]:
    """The bodies that must sign the answer to a finding; whether it is this one only, and not every answer."""
    rows = CosignDemand.objects.filter(Q(finding=None) | Q(finding=finding), process=finding.process_id)
    found: dict[str, bool] = {}
    for body, key in rows.order_by("body", "pk").values_list("body", "finding"):
        found[body] = found.get(body, True) and key is not None
    return found


def lacking(process: Process) -> list[tuple[Finding, str]]:
    """What is still to be published, with the bodies that must sign it and were not asked; four queries at most.

    What is public already was published by the rules of its time.
    """
    demands: dict[int | None, list[str]] = {}
    for key, body in CosignDemand.objects.filter(process=process).values_list("finding", "body"):
        demands.setdefault(key, []).append(body)
    if not demands:
        return []
    asked = CosignRequest.objects.current().of(process).values_list("version__answer__finding", "body")
    waived = CosignWaiver.objects.filter(finding__process=process).values_list("finding", "body")
    done = {*asked, *waived}
    return [
        (finding, body)
        for finding in _unpublished(process)
        for body in sorted({*demands.get(None, []), *demands.get(finding.pk, [])})
        if (finding.pk, body) not in done
    ]


def _unpublished(process: Process):
    """Findings of which an answer is there and not public: none is, or a newer version waits."""
    settled, waiting = Answer.objects.settled(), AnswerVersion.objects.pending()
    rows = Finding.objects.standing().filter(process=process)
    fresh = Q(answer__in=settled) & ~Q(state=FindingState.PUBLISHED)
    return rows.filter(fresh | Q(answer__in=waiting.values("answer"))).order_by("number")


@transaction.atomic
def demand_of_process(process: Process, bodies: Iterable[str], *, actor) -> list[str]:
    """Say which bodies must sign every answer of a process: exactly these. Returns them.

    Raises PermissionDenied, or ValueError for a body that does not co-sign here.
    """
    require(actor, Action.PUBLISH_RESULTS, process)
    Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    return _set(process, None, bodies, actor)


@transaction.atomic
def demand_for(finding: Finding, bodies: Iterable[str], *, actor) -> list[str]:
    """Say which bodies must sign the answer to this finding besides those that sign every answer. Raises as above."""
    require(actor, Action.ANSWER, finding.process)
    finding = _locked(finding)
    return _set(finding.process, finding, bodies, actor)


def _set(process: Process, finding: Finding | None, bodies: Iterable[str], actor) -> list[str]:
    rows = CosignDemand.objects.filter(process=process, finding=finding)
    before, wanted = set(rows.values_list("body", flat=True)), set(bodies)
    # Who must sign stays so although nobody is in the body today: the gate says that it is lacking.
    if wanted - before - set(bodies_of(process)):
        raise ValueError("Only bodies of this process must sign.")
    if wanted != before:
        rows.exclude(body__in=wanted).delete()
        CosignDemand.objects.bulk_create(
            CosignDemand(process=process, finding=finding, body=body) for body in sorted(wanted - before)
        )
        about = {"scope": process.slug, "bodies": sorted(wanted), "earlier": sorted(before)}
        record(actor, "results.demand_cosign", finding or process, **about)
    return sorted(wanted)


@transaction.atomic
def waive(finding: Finding, body: str, *, reason: str, actor) -> CosignWaiver:
    """Record why a body need not sign the answer to a finding; it holds until the decision is another one.

    It takes the place of a request nobody made by hand, and nobody said anything to. Raises ValueError without a reason
    or for a body that need not sign anyway, AskedAlready for one that somebody asked, or that said something.
    """
    require(actor, Action.ANSWER, finding.process)
    finding, reason = _locked(finding), reason.strip()
    if not reason or body not in demanded_for(finding):
        raise ValueError("A body that must sign is left out with a reason.")
    took_back = False
    for asked in CosignRequest.objects.current().filter(version__answer__finding=finding, body=body):
        if not asked.is_replaceable or objected_before(asked):
            raise AskedAlready(body)
        asked.delete()
        took_back = True
    values = {"reason": reason, "recorded_by": actor}
    row, _created = CosignWaiver.objects.update_or_create(finding=finding, body=body, defaults=values)
    about = {"body": body, "took_request_back": took_back}
    record(actor, "results.waive_cosign", finding, scope=finding.process.slug, reason=reason, **about)
    return row


@transaction.atomic
def end_waiver(finding: Finding, body: str, *, actor) -> bool:
    """Have a body sign after all, and ask it; whether there was anything to end."""
    require(actor, Action.ANSWER, finding.process)
    finding = _locked(finding)
    count, _by_model = CosignWaiver.objects.filter(finding=finding, body=body).delete()
    if count:
        record(actor, "results.end_cosign_waiver", finding, scope=finding.process.slug, body=body)
        answer = Answer.objects.filter(finding=finding).first()
        if answer is not None and (answer.is_pending or not finding.is_published):
            answer.finding = finding
            ask_demanded(answer, working_version(answer), actor)
    return bool(count)


def ask_demanded(answer: Answer, version: AnswerVersion, actor) -> None:
    """Ask the bodies that must sign about a version that is an answer, as if by hand; once, whatever is saved again.

    Bodies nobody signs for stay lacking, for the gate to say so.
    """
    demanded = demanded_for(answer.finding) if version.is_settled else {}
    if not demanded:
        return
    left_out = set(CosignWaiver.objects.filter(finding=answer.finding_id).values_list("body", flat=True))
    bodies = (demanded.keys() & set(bodies_of(answer.finding.process))) - left_out
    request_signatures(version, bodies, actor=actor, is_automatic=True)


def ask_lacking(process: Process, *, actor) -> int:
    """Ask the bodies that must sign about all answers that lack it, e.g. because the rule is new; how many answers.

    Each answer by itself: one that is changed or published meanwhile is left to its own rules.
    """
    require(actor, Action.ANSWER, process)
    staffed, asked = set(bodies_of(process)), 0
    wanted: dict[Finding, list[str]] = {}
    for finding, body in lacking(process):
        if body in staffed:
            wanted.setdefault(finding, []).append(body)
    for finding, bodies in wanted.items():
        try:
            asked += bool(ask(finding, bodies, actor=actor))
        except ValueError:
            continue
    return asked


def void_waivers(answer: Answer, version: AnswerVersion, actor) -> None:
    """Another decision: whether a body need not sign it is said anew.

    Also where only a version that was given up meanwhile had another one: the reason may have been recorded for that.
    """
    before = AnswerVersion.objects.filter(answer=answer, number__lt=version.number).order_by("-number")
    compared = [before.first(), before.filter(withdrawn_at__isnull=True).first()]
    if all(row is None or row.decision == version.decision for row in compared):
        return
    for row in CosignWaiver.objects.filter(finding=answer.finding_id):
        row.delete()
        about = {"scope": answer.finding.process.slug, "body": row.body, "version": version.number}
        record(actor, "results.end_cosign_waiver", answer.finding, **about)


def move_demands(source: Finding, target: Finding, actor) -> None:
    """Who had to sign the answer of a finding that is merged has to sign that of the other one.

    Reasons why a body need not sign do not follow: they were recorded for another answer.
    """
    known = set(target.cosign_demands.values_list("body", flat=True))
    bodies = sorted(set(source.cosign_demands.values_list("body", flat=True)) - known)
    if not bodies:
        return
    process = target.process
    CosignDemand.objects.bulk_create(CosignDemand(process=process, finding=target, body=body) for body in bodies)
    about = {"scope": process.slug, "bodies": sorted(known.union(bodies)), "earlier": sorted(known)}
    record(actor, "results.demand_cosign", target, **about)


def _locked(finding: Finding) -> Finding:
    """The lock `answer_finding` and the publications take."""
    return Finding.objects.select_for_update(of=("self",), no_key=True).select_related("process").get(pk=finding.pk)
