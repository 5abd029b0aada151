"""Table of contents: the models of all features. Features import from the feature, not from here."""

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
from regions.offices.models import Office
from regions.places.models import Region, RegionLevel

__all__ = [
    "Approach",
    "ApproachTag",
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
    "Recommendation",
    "Region",
    "RegionLevel",
    "Reuse",
    "WorkingGroup",
]
