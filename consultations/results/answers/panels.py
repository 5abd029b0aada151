"""What the answers add to public pages, and to what follows from a new version."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from consultations.process.models import Process
from consultations.results.answers import obstacles, queries  # noqa: F401
from consultations.results.answers.cosigning import ask_again
from consultations.results.answers.demanding import ask_demanded, move_demands, void_waivers
from consultations.results.answers.models import CosignRequest
from consultations.results.answers.translating import publish_prepared
from consultations.results.extensions import (
    answer_published,
    answer_saved,
    finding_panels,
    obstacle_headings,
    results_panels,
)
from consultations.results.gate import OTHER_OBSTACLES
from consultations.synthesis.extensions import MergeObstacle, merge_followers, merge_obstacles
from consultations.synthesis.models import Finding

# In this order: a body that is asked again, or left out for this decision as well, is not asked once more.
answer_saved += [ask_again, void_waivers, ask_demanded]
answer_published += [publish_prepared]
merge_followers += [move_demands]


@merge_obstacles.append
def signatures_would_rest(source: Finding) -> list[MergeObstacle]:
    """What bodies signed is not given up behind their backs: the requests are taken back first."""
    asked = CosignRequest.objects.current().filter(version__answer__finding=source, unreachable_at__isnull=True)
    if not asked.exists():
        return []
    text = _("Bodies are asked to co-sign its answer, or have signed it. Please take the requests back first.")
    return [MergeObstacle(text)]


@finding_panels.add(order=20, template="consultations/results/answers/panel_cosigned.html")
def cosigned(request: HttpRequest, finding: Finding) -> dict[str, Any] | None:
    """Which bodies stand behind the answer."""
    rows = queries.cosigned_by(finding)
    return {"signatures": rows} if rows else None


@finding_panels.add(order=10, template="consultations/results/answers/panel_translations.html")
def translations(request: HttpRequest, finding: Finding) -> dict[str, Any] | None:
    """The answer in easy language and in other languages."""
    rows = queries.public_translations(finding)
    return {"translations": rows} if rows else None


@results_panels.add(order=90, template="consultations/results/answers/panel_override.html")
def overrides(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """Why results were published although something was open, and what was open, in numbers."""
    rows = list(process.publications.exclude(override_reason=""))
    own = {"contributions": _("Contributions without an answer"), "findings": _("Findings without an answer")}
    for row in rows:
        row.open_rows = [
            {"label": own.get(kind) or obstacle_headings.get(kind, OTHER_OBSTACLES), "count": count}
            for kind, count in row.override_open.items()
        ]
    return {"overrides": rows} if rows else None
