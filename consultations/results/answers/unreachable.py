"""A body that objected and has nobody left who could be asked: why its objection does not keep the answer for ever.

Nothing is taken away: what the body said stays, and beside it stands who recorded why it cannot be asked any more. That
holds for one version, and only as long as nobody of the body says anything anew.
"""

from django.db import transaction
from django.utils import timezone

from audit.services import record
from consultations.process.enums import Action
from consultations.process.rules import require
from consultations.results.answers.cosigning import locked_request, objected_before, people_of
from consultations.results.answers.enums import CosignOutcome
from consultations.results.answers.models import CosignRequest


class StillReachable(Exception):
    """Somebody of the team signs for the body, or nothing of what it said keeps the answer."""


@transaction.atomic
def record_unreachable(row: CosignRequest, *, reason: str, actor) -> CosignRequest:
    """Record why a body that objected can no longer be asked about the version the team works on.

    Raises ValueError without a reason, StillReachable while somebody signs for the body, or where it did not object.
    """
    finding, reason = row.version.answer.finding, reason.strip()
    require(actor, Action.PUBLISH_RESULTS, finding.process)
    if not reason:
        raise ValueError("That a body cannot be asked any more has a reason.")
    row = locked_request(row)
    objected = row.outcome == CosignOutcome.OBJECTED or (not row.outcome and objected_before(row))
    is_current = row.version.number == row.version.answer.working_version
    if not objected or not is_current or row.unreachable_at or people_of(finding.process, row.body).exists():
        raise StillReachable(row.body)
    row.unreachable_at, row.unreachable_by, row.unreachable_reason = timezone.now(), actor, reason
    row.save(update_fields=["unreachable_at", "unreachable_by", "unreachable_reason"])
    about = {"version": row.version.number, "body": row.body, "outcome": row.outcome}
    record(actor, "results.cosign_unreachable", finding, scope=finding.process.slug, reason=reason, **about)
    return row


@transaction.atomic
def end_unreachable(row: CosignRequest, *, actor) -> bool:
    """Let what the body said count again; whether there was anything to end."""
    finding = row.version.answer.finding
    require(actor, Action.PUBLISH_RESULTS, finding.process)
    row = locked_request(row)
    if not row.unreachable_at or row.version.number != row.version.answer.working_version:
        return False
    row.reach_again()
    row.save(update_fields=["unreachable_at", "unreachable_by", "unreachable_reason"])
    about = {"version": row.version.number, "body": row.body}
    record(actor, "results.cosign_reachable", finding, scope=finding.process.slug, **about)
    return True
