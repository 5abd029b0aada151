"""What this feature adds to pages of features below: conferences on the home page and on the page of a process."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from consultations.conferences import queries
from consultations.process.extensions import process_actions, process_panels
from consultations.process.models import Process
from consultations.process.queries import notices_to_show
from webpages.extensions import home_panels

CONFERENCES_ON_HOME = 3
#: Conferences looked back at on the page of their process when none is ahead.
PAST_SHOWN = 2


@home_panels.add(order=20, template="consultations/conferences/home_conferences.html")
def next_conferences(request: HttpRequest) -> dict[str, Any] | None:
    """The next conferences; with none ahead a look back at the last ones. The home page shows published ones only."""
    everybody = AnonymousUser()
    conferences = list(queries.upcoming(everybody)[:CONFERENCES_ON_HOME])
    is_review = not conferences
    if is_review:
        conferences = list(queries.past(everybody)[:CONFERENCES_ON_HOME])
    if not conferences:
        return None
    notices = notices_to_show(request, [conference.process for conference in conferences])
    return {"conferences": conferences, "is_review": is_review, "notices": notices}


@process_panels.add(order=20, template="consultations/conferences/process_conferences.html")
def conferences_of_process(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """The conferences to come, else the last ones; the others before them fold away."""
    conferences = list(queries.of_process(process, request.user))
    if not conferences:
        return None
    shown = [conference for conference in conferences if not conference.is_over] or conferences[-PAST_SHOWN:]
    return {"conferences": shown, "earlier": [conference for conference in conferences if conference not in shown]}


@process_actions.add
def conferences_of_process_url(request: HttpRequest, process: Process) -> dict[str, Any]:
    """The place of the conferences on the page of their process."""
    if not process.conferences.visible_to(request.user).exists():
        return {}
    return {"conferences_url": f"{process.get_absolute_url()}#konferenzen"}
