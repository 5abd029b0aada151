"""What author and team read about objections on the trace. The public never learns of one."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from consultations.contributions.models import Contribution
from consultations.moderation.objections.models import Objection, ObjectionState
from consultations.moderation.objections.queries import objections_of
from consultations.process.dates import short_date
from consultations.process.models import BERLIN


@dataclass(frozen=True)
class Stage:
    """One objection as a step of the trace; `state` is a value of the stepper ("done", "current")."""

    title: str
    state: str
    date: dt.date
    text: str
    #: The reply of the moderation.
    message: str = ""
    handled_by_id: int | None = None


def stages(contribution: Contribution, *, quoted: bool) -> tuple[list[Stage], list[Stage]]:
    """Objections before the decision that counts (they led to it), and those after it; one query.

    `quoted` is for the author: an objection may repeat what was removed; the team reads it on the moderators'
    screen.
    """
    before, after = [], []
    for objection in objections_of(contribution):
        (before if objection.state == ObjectionState.UPHELD else after).append(_stage(objection, quoted=quoted))
    return before, after


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(BERLIN).date()


def _stage(objection: Objection, *, quoted: bool) -> Stage:
    against = _("Objection of %(day)s to the decision “%(decision)s”:") % {
        "day": short_date(_day(objection.filed_at)),
        "decision": objection.decision.get_decision_display(),
    }
    words = [against, objection.text] if quoted else [against.rstrip(":") + "."]
    if objection.state == ObjectionState.OPEN:
        words.append(_("A second person of the moderation looks at it and answers."))
        return Stage(_("Objection"), "current", _day(objection.filed_at), "\n\n".join(words))
    day = _day(objection.handled_at)
    if objection.state == ObjectionState.UPHELD:
        words.append(_("A second person agreed. The new decision is the next step."))
        return Stage(_("Objection upheld"), "done", day, "\n\n".join(words), handled_by_id=objection.handled_by_id)
    words.append(_("A second person looked at it. The decision stays as it is."))
    return Stage(
        _("Objection dismissed"),
        "done",
        day,
        "\n\n".join(words),
        message=objection.reply,
        handled_by_id=objection.handled_by_id,
    )
