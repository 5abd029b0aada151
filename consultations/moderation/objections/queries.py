"""Reads of objections: for the staff, for the trace, and the contribution an author objects about."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from consultations.contributions import codes
from consultations.contributions.models import Contribution
from consultations.contributions.originals import is_author
from consultations.moderation.objections.models import Objection
from consultations.moderation.objections.rules import somebody_may_handle
from consultations.process.models import Process


def contribution_of_author(request: HttpRequest, code: str) -> tuple[Contribution, bool]:
    """The contribution its author names, and whether by the secret code. Raises Http404 for everybody else.

    The author is who is signed in as its author, or who knows the receipt code.
    """
    code = codes.normalise(code)
    rows = (
        Contribution.objects.received()
        .filter(process__in=Process.objects.visible_to(request.user))
        .select_related("process", "user", "category", "region")
    )
    if len(code) == codes.RECEIPT_LENGTH:
        return get_object_or_404(rows, receipt_code=code), True
    contribution = get_object_or_404(rows, code=code if len(code) == codes.PUBLIC_LENGTH else "-")
    if not is_author(request.user, contribution):
        return get_object_or_404(rows.none()), False
    return contribution, False


def objections(process: Process) -> QuerySet[Objection]:
    """Objections of a process for its moderators: the open ones first, the oldest of them at the top."""
    return (
        Objection.objects.filter(decision__contribution__process=process)
        .select_related(
            "decision__contribution__process", "decision__rule", "decision__decided_by", "handled_by", "new_decision"
        )
        # Open ones were not handled at any time yet, so they come first.
        .order_by(F("handled_at").desc(nulls_first=True), "filed_at", "pk")
    )


@dataclass(frozen=True)
class OpenObjections:
    """What waits for a second person: how many, since when, and whether nobody may handle one of them."""

    count: int
    oldest: datetime | None
    without_second_person: bool


def open_objections(process: Process) -> OpenObjections:
    """The open objections of a process in one query, and one for each decider among them."""
    rows = Objection.objects.open().filter(decision__contribution__process=process)
    numbers = rows.order_by().aggregate(count=Count("pk"), oldest=Min("filed_at"))
    stuck = False
    if numbers["count"]:
        # One of each pair of people is enough: whoever may handle one, may handle all of them.
        seen: set[tuple] = set()
        for objection in rows.select_related("decision__contribution")[:200]:
            key = (objection.decider_id, objection.decision.contribution.user_id)
            if key not in seen:
                seen.add(key)
                stuck = stuck or not somebody_may_handle(process, objection)
    return OpenObjections(**numbers, without_second_person=stuck)


def number_open(process: Process) -> int:
    """How many objections wait."""
    return Objection.objects.open().filter(decision__contribution__process=process).count()


def objections_of(contribution: Contribution) -> list[Objection]:
    """All objections about a contribution, the earliest first."""
    rows = Objection.objects.of(contribution).select_related("decision__rule", "handled_by")
    return list(rows.order_by("filed_at", "pk"))
