"""The map of conferences."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from consultations.conferences.models import Conference
from regions.maps.measures import register_measure
from regions.maps.numbers import Numbers, count_by_district


@register_measure(
    "konferenzen",
    _("Conferences by district"),
    _("Conferences"),
    order=40,
    note=_("Conferences, presentations and visits of all published consultations, those to come included."),
)
def conferences(request: HttpRequest) -> Numbers:
    return count_by_district(Conference.objects.visible_to(request.user))
