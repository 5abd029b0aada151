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


#: Decisions that settle a finding; one under examination does not.
FINAL_DECISIONS = tuple(decision for decision in AnswerDecision if decision != AnswerDecision.OPEN)

#: Decisions after which a reader may expect another wording of the draft.
CHANGING = (AnswerDecision.ACCEPTED, AnswerDecision.PARTLY)
