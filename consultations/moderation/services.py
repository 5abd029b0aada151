"""Decisions of moderators: each locks the contribution, is written down, and tells the author."""

from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from audit.services import record
from consultations.contributions.attachments.services import set_released
from consultations.contributions.enums import Publication, State
from consultations.contributions.mails import tell_author
from consultations.contributions.models import Contribution
from consultations.contributions.represented import count_with, uncount
from consultations.moderation.claims import forget_claim
from consultations.moderation.items import settle_items
from consultations.moderation.models import Decision, ModerationDecision, Redaction
from consultations.moderation.objections.models import Objection
from consultations.moderation.passages import original_title, shorten, without
from consultations.moderation.reasons.models import ModerationReason
from consultations.moderation.signals import contribution_admitted, contribution_rejected, published_text_changed
from consultations.process.enums import Action
from consultations.process.models import ProcessRule
from consultations.process.rules import require

#: Said by the caller who does not know the earlier decision: then only the state is compared.
NOT_COMPARED = -1

#: What a decision writes into the contribution.
DECIDED_FIELDS = [
    "state",
    "is_public",
    "merged_into",
    "published_text",
    "published_proposal",
    "is_redacted",
    "title",
    "submitted_title",
]


class AlreadyDecided(Exception):
    """Somebody else decided in the meantime. `contribution` is as it is now."""

    def __init__(self, contribution: Contribution) -> None:
        super().__init__(contribution.display_code)
        self.contribution = contribution


class EditedMeanwhile(AlreadyDecided):
    """The author changed the text since the moderator looked at it."""


class ObjectionOpen(AlreadyDecided):
    """The author has objected to the decision: a second person handles that before anything else is decided."""


class Gone(AlreadyDecided):
    """Its author closed the account while the moderator was reading; it was not published and is deleted."""


class LeadsOthers(Exception):
    """Other contributions are counted with this one, so it has to stay public. `others` are those."""

    def __init__(self, others: list[Contribution]) -> None:
        super().__init__(", ".join(other.display_code for other in others))
        self.others = others


class MergeRefused(ValueError):
    """The leading contribution is not one that others can be counted with."""


def lock_as_seen(
    contribution: Contribution,
    actor,
    expected_state: str,
    seen_decision: int | None,
    seen_revision: int = NOT_COMPARED,
    *,
    also: Collection[int] = (),
) -> Contribution:
    """The contribution, locked and as expected; raises AlreadyDecided when it is not what the moderator looked at.

    Locked with it, in the order of their keys, are the one it is counted with, whose number changes, and `also`: people
    who decide or withdraw the other way round must not wait for each other.
    `seen_revision` is how often its author had changed the text that was read; raises EditedMeanwhile after another.
    """
    require(actor, Action.MODERATE, contribution.process)
    keys = {contribution.pk, contribution.merged_into_id, *also} - {None}
    rows = Contribution.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).order_by("pk")
    locked = next((row for row in rows if row.pk == contribution.pk), None)
    if locked is None:
        raise Gone(contribution)
    if locked.merged_into_id not in {None, *keys}:
        # Since it was read it is counted with yet another one.
        raise AlreadyDecided(locked)
    if locked.state != expected_state or locked.state == State.WITHDRAWN:
        raise AlreadyDecided(locked)
    if seen_decision != NOT_COMPARED:
        latest = locked.decisions.values_list("pk", flat=True).first()
        if latest != seen_decision:
            raise AlreadyDecided(locked)
    if seen_revision != NOT_COMPARED and locked.revisions.count() != seen_revision:
        raise EditedMeanwhile(locked)
    return locked


def _refuse_if_leading(contribution: Contribution) -> None:
    others = list(contribution.merged.filter(state=State.MERGED).order_by("pk"))
    if others:
        raise LeadsOthers(others)


def _check_rule(rule: ProcessRule, contribution: Contribution) -> None:
    if rule.process_id != contribution.process_id:
        raise ValueError("The rule belongs to another process.")


def _set_title(contribution: Contribution, title: str) -> None:
    """Show this title and keep the author's if it differs."""
    original = original_title(contribution)
    contribution.title, contribution.submitted_title = title, (original if title != original else "")


@transaction.atomic
def release(
    contribution: Contribution,
    *,
    actor,
    expected_state: str = State.PENDING,
    seen_decision: int | None = NOT_COMPARED,
    seen_revision: int = NOT_COMPARED,
    remove: list[str] | None = None,
    attachments: Collection[int] | None = None,
    rule: ProcessRule | None = None,
    reason: ModerationReason | None = None,
    message: str = "",
) -> ModerationDecision:
    """Publish a contribution, with passages removed if any are named; those need the rule they break.

    `attachments` are the keys of those to publish; None leaves them as they are, at first not public. `seen_decision`
    is the key of the latest decision the moderator saw (None: there was none). Raises AlreadyDecided,
    PassageNotFound, NothingLeft, or ValueError when passages are removed without a rule of the process.
    """
    contribution = lock_as_seen(contribution, actor, expected_state, seen_decision, seen_revision)
    if remove:
        if rule is None:
            raise ValueError("Removing a passage needs the rule it breaks.")
        _check_rule(rule, contribution)
    result = shorten(contribution, remove or [])
    contribution.published_text = result.text
    contribution.published_proposal = result.proposal
    _set_title(contribution, result.title)
    contribution.redactions.all().delete()
    Redaction.objects.bulk_create(
        Redaction(contribution=contribution, start=start, end=end) for start, end in result.places
    )
    contribution.is_redacted = bool(remove)
    if attachments is not None:
        set_released(contribution, attachments)
    return _decide(
        contribution,
        State.RELEASED,
        Decision.SHORTENED if remove else Decision.RELEASED,
        actor=actor,
        rule=rule if remove else None,
        reason=reason if remove else None,
        message=message,
    )


@transaction.atomic
def reject(
    contribution: Contribution,
    *,
    actor,
    rule: ProcessRule,
    reason: ModerationReason | None = None,
    message: str = "",
    expected_state: str = State.PENDING,
    seen_decision: int | None = NOT_COMPARED,
    seen_revision: int = NOT_COMPARED,
) -> ModerationDecision:
    """Refuse publication because of a rule; the author is told which, and in own words why.

    Raises AlreadyDecided, LeadsOthers, or ValueError for a rule of another process.
    """
    contribution = lock_as_seen(contribution, actor, expected_state, seen_decision, seen_revision)
    _check_rule(rule, contribution)
    _refuse_if_leading(contribution)
    contribution.published_text = contribution.published_proposal = ""
    contribution.is_redacted = False
    _set_title(contribution, original_title(contribution))
    contribution.redactions.all().delete()
    set_released(contribution, [])
    return _decide(
        contribution, State.REJECTED, Decision.REJECTED, actor=actor, rule=rule, reason=reason, message=message
    )


def may_lead(leading: Contribution, contribution: Contribution) -> bool:
    """Whether one contribution can be counted with the other: released, of the same process, and no less public."""
    return (
        leading.state == State.RELEASED
        and leading.process_id == contribution.process_id
        and leading.pk != contribution.pk
        and not leading.is_official_reply
        and (leading.publication != Publication.INTERNAL or contribution.publication == Publication.INTERNAL)
    )


@transaction.atomic
def merge(
    contribution: Contribution,
    leading: Contribution,
    *,
    actor,
    message: str = "",
    expected_state: str = State.PENDING,
    seen_decision: int | None = NOT_COMPARED,
    seen_revision: int = NOT_COMPARED,
) -> ModerationDecision:
    """Count a contribution with another one of the same wording; its author is answered all the same.

    Raises AlreadyDecided, LeadsOthers, or MergeRefused (see `may_lead`).
    """
    contribution = lock_as_seen(contribution, actor, expected_state, seen_decision, seen_revision, also=(leading.pk,))
    _refuse_if_leading(contribution)
    # Read again: only under its lock it is what it will be.
    leading = Contribution.objects.get(pk=leading.pk)
    if not may_lead(leading, contribution):
        raise MergeRefused("A contribution is merged into a released one of the same process.")
    if not contribution.comment and not contribution.proposed_text:
        raise MergeRefused("Its author has closed the account: nothing is left of it.")
    if contribution.state == State.MERGED:
        uncount(contribution)
    contribution.merged_into = leading
    # Passages taken out before stay out: a merged contribution can still be looked up.
    places = list(contribution.redactions.order_by("start").values_list("start", "end"))
    contribution.published_text = without(contribution.comment, places)
    if not contribution.is_redacted:
        contribution.published_proposal = contribution.proposed_text
    return _decide(contribution, State.MERGED, Decision.MERGED, actor=actor, message=message)


def _public_note(decision: Decision, rule: ProcessRule | None) -> str:
    """What the public reads about a decision, in the site's language whoever decided."""
    with translation.override(settings.LANGUAGE_CODE):
        if decision == Decision.SHORTENED and rule:
            return _("Shortened under rule %(number)s.") % {"number": rule.number}
        if decision == Decision.REJECTED and rule:
            return _("Not published under rule %(number)s.") % {"number": rule.number}
    return ""


def attachments_in_log(contribution: Contribution) -> dict[str, list[str]]:
    """Which attachments are public after the decision, and which not; by their checksums, names may be personal."""
    rows = list(contribution.attachments.values_list("sha256", "is_released"))
    if not rows:
        return {}
    return {
        "attachments": [digest[:12] for digest, released in rows if released],
        "attachments_held_back": [digest[:12] for digest, released in rows if not released],
    }


def _count_again(contribution: Contribution, earlier: str, state: str) -> None:
    """Keep the number of submissions its leading contribution stands for."""
    if state == State.MERGED:
        count_with(contribution, contribution.merged_into)
    elif earlier == State.MERGED:
        uncount(contribution)


def _decide(
    contribution: Contribution,
    state: State,
    decision: Decision,
    *,
    actor,
    rule: ProcessRule | None = None,
    reason: ModerationReason | None = None,
    message: str = "",
) -> ModerationDecision:
    """Write the new state, the decision, the log and the mail; tell features above."""
    if Objection.objects.open().of(contribution).exists():
        raise ObjectionOpen(contribution)
    earlier = contribution.state
    _count_again(contribution, earlier, state)
    contribution.state = state
    contribution.is_public = state == State.RELEASED and contribution.publication != Publication.INTERNAL
    if state != State.MERGED:
        contribution.merged_into = None
    before = Contribution.objects.values_list("published_text", flat=True).get(pk=contribution.pk)
    # Only what a decision changes: a reply arriving now moves positions in the thread, which a full save would undo.
    contribution.save(update_fields=DECIDED_FIELDS)
    row = ModerationDecision.objects.create(
        contribution=contribution,
        decision=decision,
        rule=rule,
        reason=reason,
        public_note=_public_note(decision, rule),
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
        earlier=earlier,
        **attachments_in_log(contribution),
    )
    # Whoever decides has looked at it.
    settle_items(contribution, actor=actor, note=message)
    forget_claim(contribution)
    tell_author(contribution, "contribution_decided", context={"decision": row}, dedupe_key=f"decided:{row.pk}")
    before, after = (text or contribution.comment for text in (before, contribution.published_text))
    if before != after:
        published_text_changed.send(
            sender=Contribution, contribution=contribution, before=before, after=after, actor=actor
        )
    if state in (State.RELEASED, State.MERGED):
        contribution_admitted.send(sender=Contribution, contribution=contribution, actor=actor)
    elif state == State.REJECTED:
        contribution_rejected.send(sender=Contribution, contribution=contribution)
    return row
