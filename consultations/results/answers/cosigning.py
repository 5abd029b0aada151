"""Co-signature: bodies are asked in parallel, and sign or object to exactly one version of an answer."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from audit.services import record
from consultations.process.dates import today
from consultations.process.enums import Action, TeamRole
from consultations.process.models import Process, TeamMember
from consultations.process.rules import require
from consultations.results.answers.enums import CosignOutcome
from consultations.results.answers.models import CosignRequest
from consultations.results.models import Answer, AnswerVersion
from consultations.results.versions import working_version
from consultations.synthesis.models import Finding
from notifications.services import enqueue


class VersionChanged(Exception):
    """The answer was changed since the person read it; what they said is not kept. `answer` is as it is now."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"version {answer.working_version}")
        self.answer = answer


class NotPossible(Exception):
    """The body has signed already, or there is nothing to take back."""


def _cosigners(process: Process):
    return TeamMember.objects.holding().filter(process=process, role=TeamRole.COSIGNER).exclude(office="")


def bodies_of(process: Process) -> list[str]:
    """The offices that co-sign in a process, each once."""
    return sorted(set(_cosigners(process).filter(user__is_active=True).values_list("office", flat=True)))


def bodies_for(user, process: Process) -> frozenset[str]:
    """The offices a person signs for. Neither the lead nor an administrator signs for a body without being in it."""
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    return frozenset(_cosigners(process).filter(user=user).values_list("office", flat=True))


def people_of(process: Process, body: str):
    """Active accounts that sign for a body today."""
    members = _cosigners(process).filter(office=body)
    return get_user_model().objects.filter(is_active=True, pk__in=members.values("user")).order_by("pk")


def _locked(finding: Finding) -> Answer | None:
    """The answer, behind the lock `answer_finding` and `publish_results` take: it is neither edited nor counted now."""
    Finding.objects.select_for_update(of=("self",), no_key=True).get(pk=finding.pk)
    return Answer.objects.filter(finding=finding).select_related("finding__process").first()


@transaction.atomic
def ask(finding: Finding, bodies: Iterable[str], *, due_on: date | None = None, actor) -> list[CosignRequest]:
    """Ask bodies to co-sign the answer as it stands; those asked before are not asked again.

    Raises ValueError without an answer to sign, for bodies that do not co-sign here, and for a day that is over.
    """
    process = finding.process
    require(actor, Action.ANSWER, process)
    if due_on is not None and due_on < today():
        raise ValueError("The day to sign by lies ahead.")
    bodies = set(bodies)
    if not bodies or bodies - set(bodies_of(process)):
        raise ValueError("Only bodies of this process are asked.")
    answer = _locked(finding)
    version = working_version(answer) if answer else None
    if version is None or not version.is_settled:
        raise ValueError("There is no answer to sign.")
    return request_signatures(version, bodies, actor=actor, due_on=due_on)


def request_signatures(version: AnswerVersion, bodies: Iterable[str], *, actor, **fields) -> list[CosignRequest]:
    """Ask those of the bodies that were not asked about a version; right and lock are the caller's."""
    asked = set(version.cosign_requests.values_list("body", flat=True))
    rows = [
        CosignRequest.objects.create(version=version, body=body, asked_by=actor, **fields)
        for body in sorted(set(bodies) - asked)
    ]
    finding = version.answer.finding
    for row in rows:
        _tell_body(row, finding.process)
    if rows:
        about = {"version": version.number, "bodies": [row.body for row in rows]}
        if rows[0].is_automatic:
            about["automatic"] = True
        record(actor, "results.ask_cosign", finding, scope=finding.process.slug, **about)
    return rows


def ask_again(answer: Answer, version: AnswerVersion, actor) -> None:
    """After an edit: whoever was asked about the version before is asked about this one; their word stays with that.

    So is whoever objected to a version that was given up: that is no way around an objection.
    """
    asked = CosignRequest.objects.filter(version__answer=answer).exclude(version=version).select_related("version")
    base = AnswerVersion.objects.filter(answer=answer, number__lt=version.number, withdrawn_at__isnull=True)
    last = base.order_by("-number").values_list("number", flat=True).first()
    given_up = Q(version__withdrawn_at__isnull=False, version__number__gt=last or 0, outcome=CosignOutcome.OBJECTED)
    rows = asked.filter(Q(version__number=last) | given_up).order_by("version__number")
    process = answer.finding.process
    for earlier in {row.body: row for row in rows}.values():
        due_on = earlier.due_on if earlier.due_on and earlier.due_on >= today() else None
        fields = {"due_on": due_on, "is_automatic": earlier.is_automatic}
        row = CosignRequest.objects.create(version=version, body=earlier.body, asked_by=actor, **fields)
        _tell_body(row, process, earlier)


def _tell_body(row: CosignRequest, process: Process, earlier: CosignRequest | None = None) -> None:
    """A mail to everybody who signs for the body; after an edit it says that an earlier word holds no more."""
    for person in people_of(process, row.body):
        enqueue(
            "cosign_asked",
            recipient=person,
            context={
                "request_row": row,
                "version": row.version,
                "finding": row.version.answer.finding,
                "process": process,
                "earlier": earlier,
            },
            dedupe_key=f"cosign:{row.pk}:{person.pk}",
        )


def locked_request(row: CosignRequest) -> CosignRequest:
    """A request as it is now, behind the lock of its finding: neither the answer nor what bodies say changes now."""
    _locked(row.version.answer.finding)
    rows = CosignRequest.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("version__answer__finding__process").get(pk=row.pk)


def objected_before(row: CosignRequest) -> bool:
    """Whether the last thing the body said to an earlier version was an objection."""
    last = CosignRequest.objects.said_before(row).first()
    return last is not None and last.outcome == CosignOutcome.OBJECTED


@transaction.atomic
def take_back(row: CosignRequest, *, actor) -> None:
    """Take a request back that nobody has said anything to.

    Raises NotPossible: an objection is not made to vanish, neither by an edit that asks the body again.
    """
    finding = row.version.answer.finding
    require(actor, Action.ANSWER, finding.process)
    row = locked_request(row)
    if row.outcome or objected_before(row):
        raise NotPossible
    record(
        actor,
        "results.take_back_cosign",
        finding,
        scope=finding.process.slug,
        version=row.version.number,
        body=row.body,
    )
    row.delete()


@transaction.atomic
def decide(row: CosignRequest, *, outcome: str, seen_version: int, reason: str = "", actor) -> CosignRequest:
    """Sign, or object with a reason, for a body. A body that objected may sign the same version later.

    `seen_version` is the number of the version the person has read. Raises PermissionDenied for people of other bodies,
    VersionChanged when the answer is another one by now, NotPossible after a signature, ValueError without a reason.
    That the body could not be asked any more ends with it.
    """
    finding = row.version.answer.finding
    require(actor, Action.CO_SIGN, finding.process)
    if row.body not in bodies_for(actor, finding.process):
        raise PermissionDenied(f"{row.body} is signed for by its own people.")
    outcome, reason = CosignOutcome(outcome), reason.strip()
    if outcome == CosignOutcome.OBJECTED and not reason:
        raise ValueError("An objection needs a reason.")
    answer = _locked(finding)
    if answer is None or not answer.working_version == row.version.number == seen_version:
        raise VersionChanged(answer or row.version.answer)
    row = CosignRequest.objects.select_for_update(of=("self",), no_key=True).select_related("version").get(pk=row.pk)
    was_unreachable = row.unreachable_at is not None
    if row.outcome == CosignOutcome.SIGNED or (row.outcome == outcome and not was_unreachable):
        raise NotPossible
    earlier = row.outcome
    row.outcome, row.reason, row.decided_by, row.decided_at = outcome, reason, actor, timezone.now()
    row.reach_again()
    row.save()
    record(
        actor,
        "results.cosign",
        finding,
        scope=finding.process.slug,
        reason=reason,
        version=row.version.number,
        body=row.body,
        outcome=outcome.value,
        earlier=earlier,
        **({"was_unreachable": True} if was_unreachable else {}),
    )
    if row.asked_by is not None and row.asked_by.is_active:
        enqueue(
            "cosign_decided",
            recipient=row.asked_by,
            context={"request_row": row, "finding": answer.finding, "process": finding.process},
            dedupe_key=f"cosign:{row.pk}:{outcome.value}" + (":again" if was_unreachable else ""),
        )
    return row
