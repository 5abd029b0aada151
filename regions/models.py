"""Table of contents: the models of all features. Features import from the feature, not from here."""

from regions.demand.models import BookingRequest, DemandField, Entry, ExpiryNotice, SpokenLanguage
from regions.networks.models import (
    FollowUp,
    GroupResult,
    MeetingItem,
    MeetingReply,
    Network,
    NetworkMeeting,
    NetworkMember,
    NetworkSection,
    Recommendation,
    WorkingGroup,
)
from regions.networks.sharing.models import Approach, ApproachTag, NetworkDocument, Reuse
from regions.offices.models import Office, OfficeChange, OfficeClaim, OfficeSite, OfficeVersion
from regions.places.models import Region, RegionLevel

__all__ = [
    "Approach",
    "ApproachTag",
    "BookingRequest",
    "DemandField",
    "Entry",
    "ExpiryNotice",
    "FollowUp",
    "GroupResult",
    "MeetingItem",
    "MeetingReply",
    "Network",
    "NetworkDocument",
    "NetworkMeeting",
    "NetworkMember",
    "NetworkSection",
    "Office",
    "OfficeChange",
    "OfficeClaim",
    "OfficeSite",
    "OfficeVersion",
    "Recommendation",
    "Region",
    "RegionLevel",
    "Reuse",
    "SpokenLanguage",
    "WorkingGroup",
]
