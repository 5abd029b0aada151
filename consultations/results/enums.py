"""Decisions on findings."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AnswerDecision(TextChoices):
    """What the ministry decided about a finding."""

    ACCEPTED = "accepted", _("taken up")
    PARTLY = "partly", _("partly taken up")
    ALREADY = "already", _("already contained")
    NOT_ACCEPTED = "not_accepted", _("not taken up")
    FORWARDED = "forwarded", _("forwarded")
    OPEN = "open", _("under examination")


#: Decisions that stand; one under examination is still to come.
FINAL_DECISIONS = tuple(decision for decision in AnswerDecision if decision != AnswerDecision.OPEN)

#: Decisions after which a reader may expect another wording of the draft.
CHANGING = (AnswerDecision.ACCEPTED, AnswerDecision.PARTLY)


class EventKind(TextChoices):
    """What moved in the results besides a publication of all of them."""

    EARLY = "early", _("published ahead")
    CHANGED = "changed", _("answer changed")
    DRAFT = "draft", _("draft changed because of it")
