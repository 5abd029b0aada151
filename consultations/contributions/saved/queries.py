"""Reads of what people have not sent yet: always of one person."""

from dataclasses import dataclass

from django.db.models import QuerySet

from accounts.models import Organisation
from consultations.contributions.saved.models import SavedContribution
from consultations.contributions.targets import Target
from consultations.process.hearing.deadlines import load_extensions
from consultations.process.models import Process
from consultations.process.participation import Participation, participation_for


def saved_about(user, described: Target, parent_code: str = "") -> SavedContribution | None:
    """What a person kept about a target, None when nothing."""
    return SavedContribution.objects.of(user).about(described, parent_code).first()


def of_person(user) -> QuerySet[SavedContribution]:
    """Everything a person has kept, in processes they can see, the latest first."""
    return (
        SavedContribution.objects.of(user)
        .filter(process__in=Process.objects.visible_to(user))
        .select_related("process")
        .prefetch_related("process__phases")
    )


@dataclass(frozen=True)
class Entry:
    """One line of the list: what was kept, and whether it can be sent now."""

    saved: SavedContribution
    window: Participation


def entries(user, rows: list[SavedContribution]) -> list[Entry]:
    """Lines of the list, in a constant number of queries for rows of `of_person`."""
    load_extensions(saved.process for saved in rows)
    own = list(Organisation.objects.of(user).order_by("name"))
    windows = (participation_for(user, saved.process, saved.target_kind, organisations=own) for saved in rows)
    return [Entry(saved, window) for saved, window in zip(rows, windows, strict=True)]
