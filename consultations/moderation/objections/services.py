"""Filing an objection, and deciding on it as a second person."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from audit.services import record
from consultations.contributions.mails import tell_author
from consultations.contributions.models import Contribution
from consultations.moderation import services as moderation
from consultations.moderation.models import ModerationDecision
from consultations.moderation.objections.models import Objection, ObjectionState
from consultations.moderation.objections.rules import latest_decision, may_handle, objection_open_until
from consultations.process.models import ProcessRule


class CannotObject(Exception):
    """Not to this decision, not any more, or it was replaced by another one."""


class AlreadyFiled(Exception):
    """The author objected to this decision before. `objection` is the one that was stored."""

    def __init__(self, objection: Objection) -> None:
        super().__init__(str(objection.pk))
        self.objection = objection


class AlreadyHandled(Exception):
    """Somebody else handled the objection in the meantime. `objection` is as it is now."""

    def __init__(self, objection: Objection) -> None:
        super().__init__(str(objection.pk))
        self.objection = objection


@transaction.atomic
def file_objection(decision: ModerationDecision, *, text: str) -> Objection:
    """Store the author's objection to a decision and confirm it by mail. The caller has made sure it is the author.

    Raises CannotObject, or AlreadyFiled for the second objection to the same decision.
    """
    # The same row that decisions lock: an objection never meets a decision that has just been replaced.
    contribution = Contribution.objects.select_for_update(of=("self",), no_key=True).get(pk=decision.contribution_id)
    latest = latest_decision(contribution)
    earlier = Objection.objects.filter(decision=decision).first()
    if earlier is not None:
        raise AlreadyFiled(earlier)
    if latest is None or latest.pk != decision.pk or objection_open_until(latest, contribution) is None:
        raise CannotObject
    objection = Objection.objects.create(
        decision=latest, text=text, filed_at=timezone.now(), decider_id=latest.decided_by_id
    )
    record(None, "moderation.file_objection", contribution, scope=contribution.process.slug)
    tell_author(
        contribution,
        "objection_received",
        context={"objection": objection, "decision": latest},
        dedupe_key=f"objection:{objection.pk}",
    )
    return objection


def _locked(objection: Objection, actor) -> Objection:
    """The objection, locked and still open. Raises PermissionDenied for the first person, AlreadyHandled."""
    locked = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    if not may_handle(actor, locked):
        raise PermissionDenied(f"objection {locked.pk}")
    if not locked.is_open:
        raise AlreadyHandled(locked)
    return locked


def _handled(objection: Objection, state: ObjectionState, *, actor, reply: str) -> None:
    objection.state = state
    objection.handled_by = actor
    objection.handled_at = timezone.now()
    objection.reply = reply
    objection.save(update_fields=["state", "handled_by", "handled_at", "reply"])


def _tell(objection: Objection) -> None:
    tell_author(
        objection.decision.contribution,
        "objection_handled",
        context={"objection": objection, "decision": objection.decision},
        dedupe_key=f"objection-handled:{objection.pk}",
    )


@transaction.atomic
def dismiss(objection: Objection, *, actor, reply: str) -> Objection:
    """Leave the decision as it is; the reply says why. Raises PermissionDenied, AlreadyHandled, ValueError."""
    if not reply.strip():
        raise ValueError("Dismissing an objection needs a reply with the reason.")
    objection = _locked(objection, actor)
    _handled(objection, ObjectionState.DISMISSED, actor=actor, reply=reply.strip())
    contribution = objection.decision.contribution
    record(actor, "moderation.dismiss_objection", contribution, scope=contribution.process.slug, reason=reply.strip())
    _tell(objection)
    return objection


@transaction.atomic
def uphold(
    objection: Objection,
    *,
    actor,
    reason: str,
    remove: list[str] | None = None,
    rule: ProcessRule | None = None,
    leading: Contribution | None = None,
    attachments: Collection[int] | None = None,
) -> Objection:
    """Agree with the author and decide anew in the same transaction: release, shorten, or count with another.

    `attachments` are the keys of those to publish with it. Raises PermissionDenied, AlreadyHandled, ValueError without
    a reason, and what the new decision raises (`moderation.services.release`, `merge`); then nothing is stored.
    """
    if not reason.strip():
        raise ValueError("A new decision needs a reason.")
    objection = _locked(objection, actor)
    # First closed, because an open objection holds up every other decision on the contribution.
    _handled(objection, ObjectionState.UPHELD, actor=actor, reply=reason.strip())
    contribution = objection.decision.contribution
    record(actor, "moderation.uphold_objection", contribution, scope=contribution.process.slug, reason=reason.strip())
    _tell(objection)
    common = {
        "actor": actor,
        "message": reason.strip(),
        "expected_state": contribution.state,
        "seen_decision": objection.decision_id,
    }
    if leading is not None:
        decision = moderation.merge(contribution, leading, **common)
    else:
        decision = moderation.release(contribution, remove=remove, rule=rule, attachments=attachments, **common)
    objection.new_decision = decision
    objection.save(update_fields=["new_decision"])
    return objection
