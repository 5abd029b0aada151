"""Table of contents: the models of all features. Features import from the feature, not from here."""

from regions.offices.models import Office, OfficeChange, OfficeClaim, OfficeSite, OfficeVersion
from regions.places.models import Region, RegionLevel

__all__ = ["Office", "OfficeChange", "OfficeClaim", "OfficeSite", "OfficeVersion", "Region", "RegionLevel"]
