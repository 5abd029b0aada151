"""One decision for several contributions: each in its own transaction, each with its own result."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction

from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.moderation.claims import claim_of_other
from consultations.moderation.models import Claim
from consultations.moderation.services import (
    NOT_COMPARED,
    AlreadyDecided,
    LeadsOthers,
    MergeRefused,
    merge,
    reject,
    release,
)
from consultations.moderation.settling import find_in_order
from consultations.process.enums import Action
from consultations.process.models import Process, ProcessRule
from consultations.process.rules import require


class Verb(StrEnum):
    """What can be done with several at once."""

    RELEASE = "release"
    REJECT = "reject"
    MERGE = "merge"
    SETTLE = "settle"


class Outcome(StrEnum):
    """What became of one of them."""

    RELEASED = "released"
    REJECTED = "rejected"
    MERGED = "merged"
    SETTLED = "settled"
    #: Somebody else decided meanwhile, or its author withdrew it.
    MEANWHILE = "meanwhile"
    #: A colleague is at work on it.
    CLAIMED = "claimed"
    #: It cannot be decided on this way: others are counted with it, or it cannot be counted with the leading one.
    REFUSED = "refused"


#: Outcomes after which the contribution is decided on.
DONE = frozenset({Outcome.RELEASED, Outcome.REJECTED, Outcome.MERGED, Outcome.SETTLED})


@dataclass(frozen=True)
class Seen:
    """A contribution as the moderator saw it when asking for the decision.

    Its state, its latest decision, and how often its author had changed it by then (None compares nothing).
    """

    pk: int
    state: str
    decision: int | None
    revision: int | None = None

    @classmethod
    def parse(cls, text: str) -> "Seen | None":
        """From "12:pending:7:0", "12:pending::0" or "12:pending:"; None for what no form of ours has written."""
        parts = [*text.split(":"), "", "", ""][:4]
        pk, state, decision, revision = parts
        numbers = all(part == "" or _is_number(part) for part in (decision, revision))
        if text.count(":") > 3 or not _is_number(pk) or state not in State.values or not numbers:
            return None
        return cls(int(pk), state, int(decision) if decision else None, int(revision) if revision else None)

    @property
    def compared(self) -> dict[str, object]:
        """What the services compare before they decide."""
        return {
            "expected_state": self.state,
            "seen_decision": self.decision,
            "seen_revision": NOT_COMPARED if self.revision is None else self.revision,
        }

    def __str__(self) -> str:
        revision = "" if self.revision is None else f":{self.revision}"
        return f"{self.pk}:{self.state}:{self.decision or ''}{revision}"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


@dataclass(frozen=True)
class Result:
    """What became of one contribution; `claim` where a colleague is at work on it."""

    contribution: Contribution
    outcome: Outcome
    claim: Claim | None = None


def decide_together(
    process: Process,
    seen: Iterable[Seen],
    *,
    verb: Verb,
    actor,
    rule: ProcessRule | None = None,
    message: str = "",
    leading: int | None = None,
    despite_claims: bool = False,
) -> list[Result]:
    """Decide on each of several contributions of a process; returns what became of each, in their order.

    Rejecting needs a rule. Merging needs the key of the leading one among them; it is published first if it waits, and
    if that fails nothing is merged. A contribution a colleague is at work on is left alone unless `despite_claims`.
    """
    require(actor, Action.MODERATE, process)
    wanted = {row.pk: row for row in seen}
    order = sorted(wanted, key=lambda pk: pk != leading) if verb == Verb.MERGE else list(wanted)
    found = Contribution.objects.received().select_related("process", "user").filter(process=process).in_bulk(order)
    results: list[Result] = []
    lead: Contribution | None = None
    for pk in order:
        if pk not in found:
            continue
        contribution = found[pk]
        claim = None if despite_claims else claim_of_other(contribution, actor)
        if claim is not None:
            outcome = Outcome.CLAIMED
        elif verb == Verb.MERGE and pk != leading and lead is None:
            outcome = Outcome.REFUSED
        else:
            job = _Job(verb, actor, rule, message, lead if pk != leading else None)
            outcome = job.do(contribution, wanted[pk])
        if verb == Verb.MERGE and pk == leading and outcome in (Outcome.RELEASED, Outcome.SETTLED):
            lead = contribution
        results.append(Result(contribution, outcome, claim))
    return results


@dataclass(frozen=True)
class _Job:
    """What is to be done with each."""

    verb: Verb
    actor: object
    rule: ProcessRule | None
    message: str
    leading: Contribution | None

    def do(self, contribution: Contribution, seen: Seen) -> Outcome:
        try:
            with transaction.atomic():
                return self._do(contribution, seen)
        except AlreadyDecided:
            return Outcome.MEANWHILE
        except (LeadsOthers, MergeRefused):
            return Outcome.REFUSED

    def _do(self, contribution: Contribution, seen: Seen) -> Outcome:
        common = {
            "actor": self.actor,
            "message": self.message,
            **seen.compared,
        }
        if self.verb == Verb.REJECT:
            reject(contribution, rule=self.rule, **common)
            return Outcome.REJECTED
        if self.verb == Verb.MERGE and self.leading is not None:
            merge(contribution, self.leading, **common)
            return Outcome.MERGED
        if self.verb == Verb.SETTLE or seen.state == State.RELEASED:
            return self._settle(contribution, seen)
        if seen.state != State.PENDING:
            # What was decided on otherwise is overturned one by one, with a reason of its own.
            return Outcome.REFUSED
        release(contribution, **common)
        return Outcome.RELEASED

    def _settle(self, contribution: Contribution, seen: Seen) -> Outcome:
        """It stays as it is; what stood open about it is settled."""
        find_in_order(contribution, actor=self.actor, note=self.message, **seen.compared)
        return Outcome.SETTLED
