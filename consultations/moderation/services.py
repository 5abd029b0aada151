"""Decisions of moderators: each locks the contribution, is written down, and tells the author."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.services import record
from consultations.contributions.enums import Publication, State
from consultations.contributions.models import Contribution
from consultations.moderation.models import Decision, ModerationDecision, Redaction
from consultations.moderation.signals import contribution_admitted
from consultations.process.enums import Action
from consultations.process.models import ProcessRule
from consultations.process.rules import require
from notifications.services import enqueue

#: What the public reads in place of a passage that was taken out.
REMOVED = "[…]"


class AlreadyDecided(Exception):
    """Somebody else decided in the meantime. `contribution` is as it is now."""

    def __init__(self, contribution: Contribution) -> None:
        super().__init__(contribution.display_code)
        self.contribution = contribution


class PassageNotFound(Exception):
    """A passage to be removed is not in the text."""


def _locked(contribution: Contribution, actor, expected_state: str) -> Contribution:
    require(actor, Action.MODERATE, contribution.process)
    locked = Contribution.objects.select_for_update(of=("self",)).get(pk=contribution.pk)
    if locked.state != expected_state:
        raise AlreadyDecided(locked)
    return locked


def find_passages(text: str, passages: list[str]) -> list[tuple[int, int]]:
    """Places of verbatim passages in a text, all occurrences, joined where they touch. Raises PassageNotFound."""
    places: list[tuple[int, int]] = []
    for passage in passages:
        start = text.find(passage)
        if not passage.strip() or start < 0:
            raise PassageNotFound(passage)
        while start >= 0:
            places.append((start, start + len(passage)))
            start = text.find(passage, start + len(passage))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def without(text: str, places: list[tuple[int, int]]) -> str:
    """The text with the passages at these places replaced by a mark."""
    parts, position = [], 0
    for start, end in places:
        parts += [text[position:start], REMOVED]
        position = end
    return "".join([*parts, text[position:]])


@transaction.atomic
def release(
    contribution: Contribution,
    *,
    actor,
    expected_state: str = State.PENDING,
    remove: list[str] | None = None,
    rule: ProcessRule | None = None,
    message: str = "",
) -> ModerationDecision:
    """Publish a contribution, with passages removed if any are named; those need the rule they break.

    Raises AlreadyDecided, PassageNotFound, or ValueError when passages are removed without a rule.
    """
    contribution = _locked(contribution, actor, expected_state)
    places = find_passages(contribution.comment, remove or [])
    if places and rule is None:
        raise ValueError("Removing a passage needs the rule it breaks.")
    contribution.redactions.all().delete()
    Redaction.objects.bulk_create(
        Redaction(contribution=contribution, start=start, end=end) for start, end in places
    )
    contribution.published_text = without(contribution.comment, places)
    contribution.is_redacted = bool(places)
    note = _("Shortened under rule %(number)s.") % {"number": rule.number} if places and rule else ""
    return _decide(
        contribution,
        State.RELEASED,
        Decision.SHORTENED if places else Decision.RELEASED,
        actor=actor,
        rule=rule if places else None,
        public_note=note,
        message=message,
    )


@transaction.atomic
def reject(
    contribution: Contribution, *, actor, rule: ProcessRule, message: str = "", expected_state: str = State.PENDING
) -> ModerationDecision:
    """Refuse publication because of a rule; the author is told which, and in own words why. Raises AlreadyDecided."""
    contribution = _locked(contribution, actor, expected_state)
    contribution.published_text = ""
    return _decide(
        contribution,
        State.REJECTED,
        Decision.REJECTED,
        actor=actor,
        rule=rule,
        public_note=_("Not published under rule %(number)s.") % {"number": rule.number},
        message=message,
    )


@transaction.atomic
def merge(
    contribution: Contribution, leading: Contribution, *, actor, message: str = "", expected_state: str = State.PENDING
) -> ModerationDecision:
    """Count a contribution with another one of the same wording; its author is answered all the same.

    Raises AlreadyDecided, or ValueError when the other one is not released or belongs to another process.
    """
    contribution = _locked(contribution, actor, expected_state)
    leading = Contribution.objects.select_for_update(of=("self",)).get(pk=leading.pk)
    if leading.state != State.RELEASED or leading.process_id != contribution.process_id or leading.pk == contribution.pk:
        raise ValueError("A contribution is merged into a released one of the same process.")
    contribution.merged_into = leading
    contribution.published_text = contribution.comment
    return _decide(contribution, State.MERGED, Decision.MERGED, actor=actor, message=message)


def _decide(
    contribution: Contribution,
    state: State,
    decision: Decision,
    *,
    actor,
    rule: ProcessRule | None = None,
    public_note: str = "",
    message: str = "",
) -> ModerationDecision:
    """Write the new state, the decision, the log and the mail; tell features above."""
    contribution.state = state
    contribution.is_public = state == State.RELEASED and contribution.publication != Publication.INTERNAL
    if state != State.MERGED:
        contribution.merged_into = None
    contribution.save()
    row = ModerationDecision.objects.create(
        contribution=contribution,
        decision=decision,
        rule=rule,
        public_note=public_note,
        message_to_author=message,
        decided_by=actor,
        decided_at=timezone.now(),
    )
    record(
        actor,
        f"moderation.{decision}",
        contribution,
        scope=contribution.process.slug,
        reason=message,
        rule=rule.number if rule else None,
    )
    enqueue(
        "contribution_decided",
        recipient=contribution.user,
        context={"contribution": contribution, "decision": row, "process": contribution.process},
        dedupe_key=f"decided:{row.pk}",
    )
    if state in (State.RELEASED, State.MERGED):
        contribution_admitted.send(sender=Contribution, contribution=contribution, actor=actor)
    return row
