"""The map of organisations that take part."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from regions.maps.measures import register_measure
from regions.maps.numbers import Numbers, count_by_district


@register_measure(
    "organisationen",
    _("Organisations by district"),
    _("Organisations"),
    order=20,
    note=_("Verified organisations that have an account here, by the district of their seat."),
)
def organisations(request: HttpRequest) -> Numbers:
    return count_by_district(Organisation.objects.verified())
