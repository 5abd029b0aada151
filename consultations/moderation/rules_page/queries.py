"""What the public page of the rules says about the moderation: offices and numbers, never contents or names."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from consultations.contributions.enums import Publication
from consultations.moderation.models import Decision, ModerationDecision
from consultations.moderation.objections.models import Objection, ObjectionState
from consultations.process.enums import TeamRole
from consultations.process.models import Process, ProcessRule


@dataclass(frozen=True)
class RuleCount:
    """How many contributions were shortened or not published under a rule."""

    rule: ProcessRule
    shortened: int
    rejected: int


@dataclass(frozen=True)
class Statistics:
    """Decisions that count, by kind (label, number) and by rule, and objections by outcome."""

    total: int
    by_kind: list[tuple[str, int]]
    by_rule: list[RuleCount]
    objections: int
    upheld: int
    dismissed: int


def statistics(process: Process, rules: list[ProcessRule]) -> Statistics:
    """Numbers of a process in two queries. Of several decisions on a contribution the latest counts; contributions
    whose authors want no publication are left out."""
    later = ModerationDecision.objects.filter(contribution=OuterRef("contribution")).filter(
        Q(decided_at__gt=OuterRef("decided_at")) | Q(decided_at=OuterRef("decided_at"), pk__gt=OuterRef("pk"))
    )
    counted = (
        ModerationDecision.objects.filter(contribution__process=process)
        .exclude(contribution__publication=Publication.INTERNAL)
        .filter(~Exists(later))
        .order_by()
        .values_list("decision", "rule")
        .annotate(number=Count("pk"))
    )
    kinds: dict[str, int] = {}
    under: dict[tuple[str, int | None], int] = {}
    for decision, rule, number in counted:
        kinds[decision] = kinds.get(decision, 0) + number
        under[decision, rule] = number
    outcomes = dict(
        Objection.objects.filter(decision__contribution__process=process)
        .exclude(decision__contribution__publication=Publication.INTERNAL)
        .order_by()
        .values_list("state")
        .annotate(number=Count("pk"))
    )
    return Statistics(
        total=sum(kinds.values()),
        by_kind=[(str(kind.label), kinds.get(kind.value, 0)) for kind in Decision],
        by_rule=[
            RuleCount(rule, under.get((Decision.SHORTENED, rule.pk), 0), under.get((Decision.REJECTED, rule.pk), 0))
            for rule in rules
        ],
        objections=sum(outcomes.values()),
        upheld=outcomes.get(ObjectionState.UPHELD, 0),
        dismissed=outcomes.get(ObjectionState.DISMISSED, 0),
    )


def moderating_offices(process: Process) -> list[str]:
    """The offices of those who moderate today, without names; of the lead where nobody else moderates."""
    rows = process.team.holding().filter(role__in=[TeamRole.MODERATOR, TeamRole.LEAD]).exclude(office="")
    offices: dict[str, dict[str, None]] = {TeamRole.MODERATOR: {}, TeamRole.LEAD: {}}
    for role, office in rows.order_by("pk").values_list("role", "office"):
        offices[role][office] = None
    return list(offices[TeamRole.MODERATOR] or offices[TeamRole.LEAD])
