"""How contributions are counted towards a finding: one rule for staff screens, public pages, reports and tables.

A contribution counts once for a finding, however many of its passages stand there, so that the parts of a bar add up to
the number of contributions. Its stance is that of its passages; passages without one say nothing against the others.
When they differ, nobody decides which of them counts: the contribution is *divided*, a part of its own.
"""

from collections.abc import Iterable

from django.db.models import Count, Min, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consultations.synthesis.enums import Stance
from consultations.synthesis.models import Segment

#: Passages of one contribution stand differently towards the same finding.
DIVIDED = "divided"
#: The order of columns and of the parts of a bar; the last one is no stance at all.
COLUMNS: tuple[str, ...] = (Stance.FOR.value, Stance.CONDITIONAL.value, Stance.AGAINST.value, DIVIDED, "")


def stance_of(stances: Iterable[str]) -> str:
    """The one stance of a contribution, from those of its passages towards a finding."""
    taken = {str(stance) for stance in stances if stance}
    if len(taken) > 1:
        return DIVIDED
    return taken.pop() if taken else ""


def label_of(stance: str, without: str | Promise = "") -> str:
    """What a stance is called; `without` for none."""
    if stance == DIVIDED:
        return str(_("divided"))
    return str(Stance(stance).label) if stance else str(without)


def counting_as(passages: QuerySet[Segment], stance: str) -> QuerySet[Segment]:
    """Of the passages behind one finding those whose contribution counts with a stance, one of `COLUMNS`."""
    said = passages.order_by().exclude(stance="").values("contribution")
    said = said.annotate(stances=Count("stance", distinct=True), only=Min("stance"))
    if not stance:
        return passages.exclude(contribution__in=said.values("contribution"))
    alike = Q(stances__gt=1) if stance == DIVIDED else Q(stances=1, only=stance)
    return passages.filter(contribution__in=said.filter(alike).values("contribution"))
