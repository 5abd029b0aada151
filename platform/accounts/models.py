"""Table of contents: the models of people and organisations. Apps above import from here."""

from accounts.organisations.models import (
    Invitation,
    JoinRequest,
    Membership,
    Organisation,
    OrganisationQuerySet,
    StakeholderCategory,
)
from accounts.people.models import User, UserManager
from accounts.privacy.models import Consent, DataExport, NoticeText

__all__ = [
    "Consent",
    "DataExport",
    "Invitation",
    "JoinRequest",
    "Membership",
    "NoticeText",
    "Organisation",
    "OrganisationQuerySet",
    "StakeholderCategory",
    "User",
    "UserManager",
]
