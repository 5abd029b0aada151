"""Who may object until when, and who may handle an objection: the one place every door asks."""

import datetime as dt

from consultations.contributions.enums import State
from consultations.contributions.models import Contribution
from consultations.contributions.originals import is_author
from consultations.moderation.models import ModerationDecision
from consultations.moderation.objections.models import Objection
from consultations.process.dates import today
from consultations.process.enums import Action
from consultations.process.models import Process
from consultations.process.rules import can, people_who_may


def latest_decision(contribution: Contribution) -> ModerationDecision | None:
    """The decision that counts, with its rule."""
    decisions = ModerationDecision.objects.filter(contribution=contribution).select_related("rule", "objection")
    return decisions.order_by("-decided_at", "-pk").first()


def is_objectionable(decision: ModerationDecision | None, contribution: Contribution) -> bool:
    """Whether a decision is of a kind its author may object to, and still stands; says nothing about the time."""
    return (
        decision is not None
        and decision.objection_until is not None
        and contribution.state not in (State.WITHDRAWN, State.PENDING)
        and not contribution.is_official_reply
    )


def objection_open_until(decision: ModerationDecision | None, contribution: Contribution) -> dt.date | None:
    """The last day on which the author may object to the decision that counts; None when that is not possible now."""
    if not is_objectionable(decision, contribution) or hasattr(decision, "objection"):
        return None
    return decision.objection_until if today() <= decision.objection_until else None


def may_handle(user, objection: Objection) -> bool:
    """Whether a person may handle an objection: a moderator, but neither who decided nor who wrote the contribution.

    A deputy counts as the person who deputises: who decided as a deputy handles no objection to it later.
    """
    contribution = objection.decision.contribution
    return (
        can(user, Action.MODERATE, contribution.process)
        and user.pk not in (objection.decider_id, objection.decision.decided_by_id)
        and not is_author(user, contribution)
    )


def somebody_may_handle(process: Process, objection: Objection) -> bool:
    """Whether there is a second person in the team today who may handle an objection."""
    moderators = people_who_may(Action.MODERATE, process)
    involved = {objection.decider_id, objection.decision.decided_by_id, objection.decision.contribution.user_id}
    return moderators.exclude(pk__in=involved - {None}).exists()
