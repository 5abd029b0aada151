"""Whether an author may still change or take back a contribution: the one place every door asks.

Changing ends where others begin to rely on the words: with a decision of a moderator, a reply, the evaluation, and with
the deadline, because then the register of what was received is closed. Taking back ends when the answer that rests on
the contribution is published.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, prefetch_related_objects
from django.utils.translation import gettext as _

from consultations.contributions.enums import Channel, State
from consultations.contributions.extensions import edit_obstacles, withdrawal_obstacles
from consultations.contributions.models import Contribution
from consultations.process.enums import ModerationTime
from consultations.process.hearing.deadlines import load_extensions
from consultations.process.rules import open_phase

#: Earlier states kept of one contribution; more than anybody needs, and an end for whoever wants to fill the disk.
MAX_REVISIONS = 30


@dataclass(frozen=True)
class OwnActions:
    """What the author may do with a contribution; a sentence says why not, empty means it is possible."""

    why_not_edit: str
    why_not_withdraw: str

    @property
    def may_edit(self) -> bool:
        return not self.why_not_edit

    @property
    def may_withdraw(self) -> bool:
        return not self.why_not_withdraw


@dataclass(frozen=True)
class _Facts:
    """What happened to contributions since they came in, by their keys."""

    decided: set[int]
    replied: set[int]
    leading: set[int]
    revisions: dict[int, int]
    edit: dict[int, str]
    withdrawal: dict[int, str]


def own_actions(contributions: Iterable[Contribution]) -> dict[int, OwnActions]:
    """What the authors of these contributions may do, by key, in a constant number of queries."""
    rows = list(contributions)
    prefetch_related_objects(rows, "process__phases", "organisation")
    load_extensions(row.process for row in rows)
    facts = _facts(rows)
    return {row.pk: OwnActions(_why_not_edit(row, facts), _why_not_withdraw(row, facts)) for row in rows}


def actions_for(contribution: Contribution) -> OwnActions:
    """What the author of one contribution may do."""
    return own_actions([contribution])[contribution.pk]


def _facts(rows: list[Contribution]) -> _Facts:
    pks = [row.pk for row in rows]
    # By name: decisions belong to a feature above. What a program let through is no decision of a moderator.
    decided = Contribution.objects.filter(pk__in=pks, decisions__decided_by__isnull=False)
    below = Contribution.objects.filter(parent_id__in=pks).exclude(state__in=(State.UNCONFIRMED, State.WITHDRAWN))
    leading = Contribution.objects.filter(merged_into__in=pks, state=State.MERGED)
    revisions = Contribution.objects.filter(pk__in=pks).order_by().annotate(number=Count("revisions"))
    return _Facts(
        decided=set(decided.values_list("pk", flat=True)),
        # A contribution that starts a thread names itself as its parent.
        replied={parent for pk, parent in below.values_list("pk", "parent_id") if pk != parent},
        leading=set(leading.values_list("merged_into", flat=True)),
        revisions=dict(revisions.values_list("pk", "number")),
        edit=_joined(edit_obstacles.collect(None, contributions=rows)),
        withdrawal=_joined(withdrawal_obstacles.collect(None, contributions=rows)),
    )


def _joined(collected: dict[str, dict[int, str]]) -> dict[int, str]:
    return {pk: sentence for sentences in collected.values() for pk, sentence in sentences.items()}


def _not_there(row: Contribution) -> str:
    """Why an author can do nothing at all with a contribution."""
    if row.state == State.WITHDRAWN:
        return _("This contribution was withdrawn.")
    if row.state == State.UNCONFIRMED:
        return _("This contribution is not confirmed yet. Without confirmation it is deleted by itself.")
    if row.is_official_reply:
        return _("Replies of the ministry are changed by the team.")
    return ""


def _why_not_edit(row: Contribution, facts: _Facts) -> str:
    if sentence := _not_there(row):
        return sentence
    if row.channel != Channel.ONLINE:
        return _("This contribution was recorded by the office. Only the office can correct it.")
    # Published without review, it can still be changed until a moderator has looked at it.
    unreviewed = row.state == State.RELEASED and row.process.moderation_time == ModerationTime.AFTER
    if row.pk in facts.decided or not (row.state == State.PENDING or unreviewed):
        return _("The moderation has already decided on this contribution.")
    if row.pk in facts.replied or row.pk in facts.leading:
        return _("Others have already replied to this contribution or are counted with it.")
    if row.pk in facts.edit:
        return facts.edit[row.pk]
    phase = open_phase(row.process, row.target_kind, organisation=row.organisation)
    if phase is None or row.phase_id not in (None, phase.pk):
        return _("The deadline has passed. What was received until then is no longer changed.")
    if facts.revisions.get(row.pk, 0) >= MAX_REVISIONS:
        return _("You have changed this contribution very often. It stays as it is now.")
    return ""


def _why_not_withdraw(row: Contribution, facts: _Facts) -> str:
    return _not_there(row) or facts.withdrawal.get(row.pk, "")
