"""Who took part: by group and by district, each as a table, and as a picture of the same numbers."""

from typing import Any

from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from consultations.exports.reports.numbers import SERIES, picture_of
from consultations.exports.reports.scope import Scope
from consultations.synthesis.enums import Stance
from frontend.charts import Series, stacked_bars
from regions.maps import geometry
from regions.maps.drawing import DistrictMap, number_map
from regions.maps.numbers import count_by_district
from regions.maps.views import Picture


def by_group(scope: Scope) -> list[tuple[str, int, int]]:
    """Each group of participants with its contributions and the organisations that spoke, in their order; one query.

    No organisation is named, so that groups count alike whether their members agreed to be named or not.
    """
    rows = (
        scope.contributions()
        .order_by("category__order", "category__title")
        .values_list("category__title")
        .annotate(
            contributions=Count("pk"),
            organisations=Count("organisation_name", distinct=True, filter=~Q(organisation_name="")),
        )
    )
    return [(title or _("without a group"), contributions, speakers) for title, contributions, speakers in rows]


def participation(scope: Scope) -> dict[str, Any]:
    """Tables and pictures; `files` are the pictures by name."""
    groups, files = by_group(scope), {}
    data: dict[str, Any] = {"tables": [], "pictures": []}
    if groups:
        caption = _("Contributions by group")
        rows = [[title, number_format(count)] for title, count, _speakers in groups]
        data["tables"].append({"caption": caption, "head": [_("Group"), _("Contributions")], "rows": rows})
        chart = stacked_bars(
            caption,
            [Series(_("Contributions"), *SERIES[Stance.FOR])],
            [(title, [count]) for title, count, _speakers in groups],
        )
        files["groups.svg"] = picture_of(chart)
        said = "; ".join(f"{title}: {number_format(count)}" for title, count, _speakers in groups)
        alt = f"{caption}. {said}. {_('The table says the same.')}"
        data["pictures"].append({"file": "groups.svg", "alt": alt, "width": 150})
    drawn = _map(scope)
    if drawn is not None:
        rows = [[row.name, row.text] for row in drawn.rows if row.text != "0"]
        data["tables"].append({"caption": drawn.title, "head": [_("Region"), drawn.unit], "rows": rows})
        files["map.svg"] = picture_of(render_to_string("regions/maps/picture.svg", _picture(drawn)))
        said = "; ".join(f"{name}: {text}" for name, text in rows)
        alt = f"{_('Map: %(title)s') % {'title': drawn.title}}. {said}. {_('The table says the same.')}"
        data["pictures"].append({"file": "map.svg", "alt": alt, "width": 110})
    return data | {"files": files}


def _map(scope: Scope) -> DistrictMap | None:
    """Contributions by district; None where there is no shape, or nobody stated a region."""
    process = scope.process
    state = process.region.ags[:2] if process.region_id else ""
    if state not in geometry.states_with_shapes():
        state = ""
    numbers = count_by_district(scope.contributions())
    if not numbers.by_district and not numbers.by_state:
        return None
    title, unit = _("Contributions by district"), _("Contributions")
    return number_map("bericht", title, unit, numbers, state=state, only_state=False)


def _picture(drawn: DistrictMap) -> dict[str, Any]:
    return {"map": drawn, "picture": Picture(drawn)}
