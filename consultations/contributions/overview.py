"""What contributions add to the overview of a person's account."""

from typing import Any

from django.http import HttpRequest

from accounts.extensions import overview_panels
from consultations.contributions.following.queries import followed_by
from consultations.contributions.own.queries import latest
from consultations.contributions.saved.queries import of_person

#: Lines of a section; the page behind it has all of them.
LINES = 3


@overview_panels.add(order=10, template="consultations/contributions/overview/unfinished.html")
def unfinished(request: HttpRequest) -> dict[str, Any] | None:
    """What the person has begun to write: first, because only they can go on with it."""
    rows = list(of_person(request.user)[: LINES + 1])
    return {"rows": rows[:LINES], "has_more": len(rows) > LINES} if rows else None


@overview_panels.add(order=20, template="consultations/contributions/overview/contributions.html")
def contributions(request: HttpRequest) -> dict[str, Any]:
    """The person's latest contributions and what became of them; an invitation where there are none."""
    rows = latest(request, LINES + 1)
    return {"rows": rows[:LINES], "has_more": len(rows) > LINES}


@overview_panels.add(order=40, template="consultations/contributions/overview/followed.html")
def followed(request: HttpRequest) -> dict[str, Any] | None:
    """What the person follows."""
    rows = followed_by(request.user)
    return {"rows": rows[:LINES], "count": len(rows)} if rows else None
