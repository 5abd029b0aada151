"""Table of contents: the models of all features. Features import from the feature, not from here."""

from regions.demand.models import BookingRequest, DemandField, Entry, ExpiryNotice, SpokenLanguage
from regions.offices.models import Office
from regions.places.models import Region, RegionLevel

__all__ = [
    "BookingRequest",
    "DemandField",
    "Entry",
    "ExpiryNotice",
    "Office",
    "Region",
    "RegionLevel",
    "SpokenLanguage",
]
