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

__all__ = [
    "Invitation",
    "JoinRequest",
    "Membership",
    "Organisation",
    "OrganisationQuerySet",
    "StakeholderCategory",
    "User",
    "UserManager",
]
