"""What this feature adds to pages of features below."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from consultations.contributions.extensions import Limit, edit_obstacles, list_limits
from consultations.contributions.models import Contribution
from consultations.process.extensions import process_panels
from consultations.process.models import Process
from consultations.synthesis.models import Segment
from consultations.synthesis.queries import action_fields, public_segments


@process_panels.add(order=40, template="consultations/synthesis/panels/action_fields.html")
def action_fields_panel(request: HttpRequest, process: Process) -> dict[str, Any] | None:
    """The fields of the concept as cards, each with what was said and what was answered."""
    fields = action_fields(process)
    return {"fields": fields} if fields else None


@list_limits.append
def by_action_field(process: Process) -> Limit:
    """Contributions by the field their passages were assigned to, as each tells it where it is followed."""
    return Limit(
        "feld",
        _("Action field"),
        list(process.action_fields.order_by("order", "pk").values_list("slug", "title")),
        lambda found, value: found.filter(
            pk__in=public_segments()
            .filter(action_field__process=process, action_field__slug=value)
            .values("contribution")
        ),
    )


@edit_obstacles.add
def evaluation_has_begun(request: HttpRequest | None, contributions: list[Contribution]) -> dict[str, dict[int, str]]:
    """What analysts have assigned, cut into passages or drawn for a double coding keeps its words."""
    begun = Segment.objects.filter(contribution__in=contributions).filter(
        Q(assigned_at__isnull=False) | Q(start__isnull=False) | Q(double_coding_items__isnull=False)
    )
    sentence = _("The evaluation of this contribution has begun.")
    return {"evaluated": dict.fromkeys(begun.values_list("contribution", flat=True), sentence)}
