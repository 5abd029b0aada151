"""What an author says against a decision, and what a second person made of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consultations.contributions.models import Contribution
from consultations.moderation.models import ModerationDecision


class ObjectionState(models.TextChoices):
    """Where an objection stands."""

    OPEN = "open", _("open")
    UPHELD = "upheld", _("upheld")
    DISMISSED = "dismissed", _("dismissed")


class ObjectionQuerySet(models.QuerySet):
    """Objections by what is still to do."""

    def open(self) -> "ObjectionQuerySet":
        return self.filter(state=ObjectionState.OPEN)

    def of(self, contribution: Contribution) -> "ObjectionQuerySet":
        return self.filter(decision__contribution=contribution)


class Objection(models.Model):
    """An author's objection to one decision; there is at most one for each."""

    decision = models.OneToOneField(ModerationDecision, on_delete=models.CASCADE, related_name="objection")
    text = models.TextField(_("objection"))
    filed_at = models.DateTimeField(_("filed"), db_index=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ObjectionState.choices, default=ObjectionState.OPEN, db_index=True
    )
    #: Who took the decision, copied: the database itself refuses that this person handles the objection.
    decider = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)
    reply = models.TextField(_("reply to the author"), blank=True)
    #: What was decided instead, when the objection was upheld.
    new_decision = models.OneToOneField(
        ModerationDecision, null=True, blank=True, on_delete=models.SET_NULL, related_name="upheld_objection"
    )

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["filed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(handled_by__isnull=True) | Q(decider__isnull=True) | ~Q(handled_by=F("decider")),
                name="objection_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state=ObjectionState.OPEN, handled_at__isnull=True)
                | (~Q(state=ObjectionState.OPEN) & Q(handled_at__isnull=False)),
                name="objection_handled_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{_('Objection')} {self.decision.contribution.display_code}"

    @property
    def is_open(self) -> bool:
        return self.state == ObjectionState.OPEN
