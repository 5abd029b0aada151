"""What this feature adds to pages of features below: running consultations and news on the home page."""

from typing import Any

from django.http import HttpRequest

from consultations.process import queries
from webpages.extensions import home_panels

#: The list has all of them; the home page stays short.
CARDS_ON_HOME = 6
NEWS_ON_HOME = 3


@home_panels.add(order=10, template="consultations/process/home_running.html")
def running_consultations(request: HttpRequest) -> dict[str, Any]:
    """The most urgent running consultation leads, the others follow as cards."""
    cards = queries.running_cards()
    if not cards:
        return {"lead": None}
    lead, others = cards[0], cards[1 : 1 + CARDS_ON_HOME]
    return {
        "lead": lead,
        "others": others,
        "more": len(cards) - 1 - len(others),
        "actions": queries.actions(request, lead.process),
        "notices": queries.notices_to_show(request, [item.process for item in (lead, *others)]),
    }


@home_panels.add(order=40, template="consultations/process/home_news.html")
def news(request: HttpRequest) -> dict[str, Any] | None:
    """The latest announcements of all processes."""
    announcements = queries.latest_news(NEWS_ON_HOME)
    if not announcements:
        return None
    notices = queries.notices_to_show(request, [item.process for item in announcements])
    return {"announcements": announcements, "notices": notices}
